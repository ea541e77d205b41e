"""Findings: counted, kept in part, and put into words from the rule book."""

import string

import pytest

from quintet.cube.engine import findings
from quintet.cube.engine.findings import FEW, LANGUAGES, Finding, Findings, Rule, Severity


@pytest.fixture
def book(monkeypatch):
    rules = {
        name: Rule(
            name,
            Severity(severity),
            "row",
            {"en": "{value} is no {column} of {year}.", "fr": "{value} : inconnu."},
            {"en": "Take {suggestion}."},
        )
        for name, severity in (("bad", "error"), ("odd", "warning"), ("broken", "critical"))
    }
    monkeypatch.setattr(findings, "rules", lambda: rules)


def test_a_finding_says_what_is_wrong_in_the_language_asked_for_or_in_english(book):
    one = Finding("bad", 3, 4, "entity", "UNX", {"year": "2021"}, "UN")
    assert one.message("fr") == "UNX : inconnu."
    assert one.message("ru") == "UNX is no entity of 2021."
    assert one.told() == {
        "rule": "bad", "severity": "error", "row": 3, "line": 4, "column": "entity",
        "value": "UNX", "message": "UNX is no entity of 2021.", "fix": "Take UN.",
    }  # fmt: skip


def test_all_findings_are_handed_on_and_counted_and_the_first_few_kept(book):
    handed = []
    taken = Findings(handed.append)
    taken.extend(Finding("odd", row) for row in range(1, FEW + 6))
    assert len(handed) == taken.counts["odd"] == FEW + 5
    assert [one.row for one in taken.first["odd"]] == list(range(1, FEW + 1))


def test_a_file_is_as_bad_as_its_worst_finding(book):
    taken = Findings()
    assert (taken.status, taken.is_valid) == ("valid", True)
    taken.add(Finding("odd"))
    assert (taken.status, taken.is_valid) == ("warning", True)
    taken.add(Finding("bad"))
    assert (taken.status, taken.is_valid) == ("error", False)
    taken.add(Finding("broken"))
    assert list(taken.by_severity.items()) == [
        (Severity.CRITICAL, 1), (Severity.ERROR, 1), (Severity.WARNING, 1),
    ]  # fmt: skip


def test_every_rule_of_the_book_speaks_six_languages_of_the_same_things():
    for rule in findings.rules().values():
        for sentences in (rule.message, rule.fix):
            assert set(sentences) == set(LANGUAGES), rule.id
            named = {
                language: {
                    name for _text, name, _spec, _conv in string.Formatter().parse(text) if name
                }
                for language, text in sentences.items()
            }
            assert len(set(map(frozenset, named.values()))) == 1, (rule.id, named)
