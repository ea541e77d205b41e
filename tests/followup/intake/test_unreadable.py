"""Every sentence by which a file is refused is known to the catalogues, with the same places in it."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import quintet.followup.intake as room
from quintet.followup.intake.document import Unreadable
from quintet.followup.intake.readers import sniff
from quintet.followup.intake.readers.docx import package
from quintet.followup.queries.unreadable import SENTENCES, unreadable_words


def said() -> Iterator[str]:
    """What the engine says: the first argument of every Unreadable, and what is looked up."""
    for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        module = importlib.import_module(found.name)
        for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Unreadable":
                names = {one.id for one in ast.walk(node.args[0]) if isinstance(one, ast.Name)}
                if names <= vars(module).keys() and not isinstance(node.args[0], ast.Call):
                    code = compile(ast.Expression(node.args[0]), found.name, "eval")
                    yield eval(code, vars(module))
    yield from (sentence for _magic, sentence in sniff._MAGIC)
    yield from (f"{sentence} and load that file." for _kind, sentence in package._OTHER_OFFICE)
    for stream in ("EncryptedPackage", "Workbook", "PowerPoint Document", "__nameid", ""):
        yield sniff._ole2_sentence(stream.encode("utf-16-le"))
    yield from ("The PDF is locked with a password: remove the password and load it again.",)


def test_every_sentence_of_the_engine_is_known_to_the_catalogues_and_no_other():
    assert set(said()) == set(SENTENCES)


@pytest.mark.parametrize("language", ["ar", "zh-hans", "fr", "ru", "es"])
def test_a_reader_has_the_sentence_in_their_own_language(language):
    english = {one: str(Unreadable(one, n=3_000, mb=25, most=200, sheet="A")) for one in SENTENCES}
    with translation.override(language):
        for sentence, words in english.items():
            told = unreadable_words(Unreadable(sentence, n=3_000, mb=25, most=200, sheet="A"))
            assert told != words
            assert "%" not in told
        named = unreadable_words(Unreadable("%(n)s", name="form.pdf", n=1))
        assert named.startswith("form.pdf")
