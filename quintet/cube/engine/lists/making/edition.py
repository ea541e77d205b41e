"""Writes an edition as it is kept: one code a line, so that a new edition reads as a difference."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from quintet.cube.engine.lists.codes import Code

_DEFAULTS = {field.name: field.default for field in fields(Code)}


def row(code: Code) -> dict[str, Any]:
    """A code as the file has it: without what is as it usually is."""
    told = {name: getattr(code, name) for name in _DEFAULTS}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in told.items()
        if value != _DEFAULTS[name]
    }


def write(path: Path, head: Mapping[str, Any], key: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """A file of a list ("codes") or a crosswalk ("crossings"): its head, then one row a line."""
    top = ",\n  ".join(f"{json.dumps(name)}: {_json(value)}" for name, value in head.items())
    lines = ",\n    ".join(map(_json, rows))
    text = f'{{\n  {top},\n  "{key}": [\n    {lines}\n  ]\n}}\n'
    path.write_text(text, encoding="utf-8")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
