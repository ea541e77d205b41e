"""From a file to figures that stand: checked, approved by a second person, published, withdrawn."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from quintet.core.models import JournalEntry, Notice
from quintet.core.rules import NotAllowed
from quintet.cube import actions, queries
from quintet.cube.engine.questions import Question
from quintet.cube.models import Submission
from tests.conftest import AT, TODAY
from tests.cube.iati_files import activities, activity, transaction
from tests.cube.journey import FIGURES, HEAD, published, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path, settings):
    settings.DATA = tmp_path


def total(address=""):
    told = queries.answer(Question.parse(address), today=FUTURE).total
    return told.value if told and told.figures else None


FUTURE = TODAY.replace(year=2100)


def test_figures_stand_once_they_are_approved_and_published(
    ceb, who, data_steward, validator, publisher
):
    submission = submitted(data_steward, who)
    assert (submission.state, submission.rows, submission.rules) == ("checked", 3, {})
    assert submission.totals["measures"]["expense"]["amount"] == "250"
    assert total() is None
    row = published(submission, validator, publisher)
    assert (row.series, row.version, row.rows) == ("WHO/2020/expense", 1, 3)
    assert total() == Decimal("250.00")
    assert queries.answer(Question.parse("rows=location"), today=FUTURE).cells[
        ("KEN",), ()
    ].value == Decimal("200.50")
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "cube.submitted", "cube.checked", "cube.approved", "cube.publication_ordered",
        "cube.published",
    ]  # fmt: skip
    assert Notice.objects.filter(person=data_steward, key__contains="published").count() == 1


def test_nobody_approves_or_publishes_their_own_figures(ceb, who, data_steward, publisher):
    submission = submitted(data_steward, who)
    with pytest.raises(PermissionDenied):
        actions.approve(submission=submission, by=data_steward, at=AT)
    with pytest.raises(PermissionDenied):
        actions.approve(submission=submission, by=publisher, at=AT)
    with pytest.raises(PermissionDenied):
        actions.order_publication(submission=submission, by=data_steward, at=AT)


def test_findings_of_error_are_in_the_way_until_they_are_mended(ceb, who, data_steward, validator):
    submission = submitted(data_steward, who, HEAD + "2019,ILO,expense,EXP,E01,KEN,3,3.8,USD,1\n")
    assert set(submission.rules) >= {"submission.year", "submission.entity"}
    with pytest.raises(NotAllowed):
        actions.approve(submission=submission, by=validator, at=AT)


def test_a_restatement_is_a_new_version_and_says_why(ceb, who, data_steward, validator, publisher):
    first = published(submitted(data_steward, who), validator, publisher)
    again = submitted(data_steward, who, FIGURES.replace("49.50", "59.50"))
    with pytest.raises(NotAllowed, match="why"):
        actions.approve(submission=again, by=validator, at=AT)
    actions.explain(submission=again, note="", reason="Late invoices.", by=data_steward, at=AT)
    second = published(again, validator, publisher)
    assert (second.version, second.reason) == (2, "Late invoices.")
    assert queries.earlier(second) == first
    assert total() == Decimal("260.00")


def test_as_at_a_day_the_cube_answers_as_it_did_then(ceb, who, data_steward, validator, publisher):
    row = published(submitted(data_steward, who), validator, publisher)
    row.published_on = TODAY - timedelta(days=10)
    row.save()
    actions.withdraw(publication=row, reason="Wrong currency.", by=publisher, at=AT)
    assert total() is None
    before = (TODAY - timedelta(days=1)).isoformat()
    assert total(f"as_at={before}") == Decimal("250.00")


def test_the_same_file_again_changes_nothing(ceb, who, data_steward):
    submission = submitted(data_steward, who)
    assert submitted(data_steward, who) == submission
    assert Submission.objects.count() == 1


def test_of_an_iati_file_only_the_year_and_measure_that_are_submitted_are_taken(
    ceb, data_steward, validator, publisher, who
):
    text = activities(
        activity(more=transaction("10", "2020-03-01") + transaction("7", "2021-03-01"))
    ).replace("XM-DAC-41114", "XM-DAC-928")
    submission = submitted(data_steward, who, text, name="who.xml")
    assert (submission.kind, submission.rows) == ("iati", 1)
    assert submission.rules["iati.others"] == 1
    published(submission, validator, publisher)
    assert total() == Decimal("10.00")
