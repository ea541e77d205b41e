"""What awaits approval is chosen on one page and approved together."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quintet.core.models import JournalEntry, Notice
from quintet.followup.models import ProgressEntry, Response
from tests.followup.acts import report, submit
from tests.followup.returned import more_items
from tests.site.pages import Reader

pytestmark = pytest.mark.django_db
PAGE = "/approvals/"


@pytest.fixture
def submitted(item, addressee, other_addressee, who, focal, other_focal):
    """Two answers and a progress entry of WHO; an answer of ILO, which is not WHO's to approve."""
    [second] = more_items(item, who, count=1)
    submit(other_addressee, other_focal)
    return [submit(addressee, focal), submit(second, focal), report(addressee, focal)]


def test_what_is_chosen_is_approved_and_the_rest_still_waits(submitted, validator):
    by = Reader(Client(), validator)
    page = by.get(PAGE)
    form = page.form(having="said")
    assert len(form.choices["said"]) == 3
    before = JournalEntry.objects.count()
    page = by.send(form, press="approve", said=[form.choices["said"][0], form.choices["said"][2]])
    assert "Approved: 2." in page.words
    [left] = page.form(having="said").choices["said"]
    assert left == f"response-{submitted[1].pk}"
    assert JournalEntry.objects.count() == before + 2
    approved = [Response.objects.get(pk=submitted[0].pk), ProgressEntry.objects.get()]
    assert {(one.record, one.reviewed_by) for one in approved} == {("approved", validator)}
    assert Notice.objects.filter(person=submitted[0].by, key__startswith="approved:").count() == 2


def test_all_are_chosen_by_a_link_without_scripts(submitted, validator):
    by = Reader(Client(), validator)
    form = by.get(f"{PAGE}?all=1").form(having="said")
    assert len(form.values["said"]) == 3
    assert "Nothing awaits your approval" in by.send(form, press="approve").words


def test_nothing_chosen_is_said_and_nothing_is_approved(submitted, validator):
    by = Reader(Client(), validator)
    page = by.send(by.get(PAGE).form(having="said"), press="approve", expect=422)
    assert "Choose what you approve." in page.words
    assert not Response.objects.filter(record="approved").exists()


def test_what_was_decided_meanwhile_is_said(submitted, validator):
    by = Reader(Client(), validator)
    form = by.get(f"{PAGE}?all=1").form(having="said")
    Response.objects.filter(pk=submitted[0].pk).update(record="returned")
    page = by.send(form, press="approve")
    assert "Approved: 2." in page.words
    assert "Already decided: 1." in page.words


def test_what_the_rules_refuse_is_named_with_its_reason(submitted, validator):
    addressee = submitted[2].addressee
    by = Reader(Client(), validator)
    form = by.get(f"{PAGE}?all=1").form(having="said")
    addressee.verdict = "overtaken"
    addressee.save(update_fields=["verdict"])
    page = by.send(form, press="approve")
    assert "Approved: 1." in page.words
    assert "18 Review risks · It is closed." in page.words


@pytest.mark.parametrize("name", ["focal", "other_validator", "member"])
def test_nobody_approves_their_own_or_anothers(submitted, name, request):
    somebody = request.getfixturevalue(name)
    page = Reader(Client(), somebody).get(PAGE)
    mine = [value for one in page.forms for value in one.choices.get("said", [])]
    expected = Response.objects.filter(addressee__organization__code="ILO")
    assert mine == ([f"response-{expected.get().pk}"] if name == "other_validator" else [])
    client = Client()
    client.force_login(somebody)
    client.post(f"/en{PAGE}", {"said": [f"response-{submitted[0].pk}"]})
    assert Response.objects.get(pk=submitted[0].pk).record == "submitted"


def test_three_cost_as_many_queries_as_one(item, addressee, who, focal, validator):
    client = Client()
    client.force_login(validator)

    def asked() -> int:
        client.get(f"/en{PAGE}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/en{PAGE}").status_code == 200
        return len(queries)

    submit(addressee, focal)
    report(addressee, focal)
    one = asked()
    for other in more_items(item, who):
        submit(other, focal)
        report(other, focal)
    assert asked() == one == 7
