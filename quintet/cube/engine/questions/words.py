"""What is told beside an answer, and why a question is refused: identifiers, and their sentences in
six languages in `words.json`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about an answer."""

    id: str
    params: Mapping[str, str] = field(default_factory=dict)

    def told(self, language: str = "en") -> str:
        return _sentence(self.id, self.params, language)


class Refused(ValueError):
    """A question that cannot be asked: `parameter` is where in the address, the rest why."""

    def __init__(self, parameter: str, id: str, **params: object) -> None:
        self.parameter, self.id = parameter, id
        self.params = {name: str(value) for name, value in params.items()}
        super().__init__(f"{parameter}: {self.told()}")

    def told(self, language: str = "en") -> str:
        return _sentence(self.id, self.params, language)


def _sentence(id: str, params: Mapping[str, str], language: str) -> str:
    sentences = _book()[id]
    return sentences.get(language, sentences["en"]).format_map(params)


@cache
def _book() -> dict[str, dict[str, str]]:
    return json.loads((files(__package__) / "words.json").read_text(encoding="utf-8"))
