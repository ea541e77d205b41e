"""What the linters cannot see: keys between modules, and commands that the documents name."""

import re
import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db.models import ForeignKey
from django.urls import get_resolver

ROOT = Path(__file__).resolve().parents[2]
MODULES = ("core", "followup")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMED = sorted(
    {
        (path.relative_to(ROOT).as_posix(), command)
        for path in PAGES
        for command in re.findall(r"(?<![\w/.])(bin/[a-z-]+(?: [a-z_]+)?)", path.read_text("utf-8"))
    }
)


def foreign_keys():
    return [
        field
        for module in MODULES
        for model in apps.get_app_config(module).get_models()
        for field in model._meta.get_fields(include_parents=False)
        if isinstance(field, ForeignKey)
    ]


def test_keys_out_of_a_module_lead_to_the_core_alone_and_leave_no_trace_there():
    crossing = [
        field
        for field in foreign_keys()
        if field.model._meta.app_label != field.related_model._meta.app_label
    ]
    assert crossing
    for field in crossing:
        assert field.related_model._meta.app_label == "core", field
        assert field.remote_field.related_name == "+", field


def test_the_core_knows_nobody():
    core = [field for field in foreign_keys() if field.model._meta.app_label == "core"]
    assert {field.related_model._meta.app_label for field in core} == {"core"}


@pytest.mark.parametrize(("page", "command"), NAMED)
def test_a_command_that_a_page_names_is_there(page, command):
    program, _space, name = command.partition(" ")
    assert shutil.which(ROOT / program), f"{page}: {program}"
    if program == "bin/quintet" and name:
        assert name in get_commands() or name == "help", f"{page}: {command}"


def test_no_address_is_given_twice():
    patterns = [str(one.pattern) for one in get_resolver().url_patterns]
    names = list(filter(None, get_resolver().reverse_dict.keys()))
    assert len(names) == len(set(names))
    assert patterns
