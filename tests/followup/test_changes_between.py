"""What has changed between two days: every act shows as its kind of change, on page, in files, by API."""

import csv
import io
from datetime import date, timedelta
from random import Random

import pytest
from docx import Document

from quintet.core.public import NotAllowed
from quintet.followup import actions, queries
from quintet.followup.documents.changes import ChangeKind, changes
from quintet.followup.models import Addressee, Item
from quintet.followup.queries import Filter
from quintet.followup.queries.changes import touched_between
from quintet.followup.rules import Progress, Verdict
from tests.conftest import AT, TODAY
from tests.followup.acts import answer, claim, report
from tests.followup.api import Caller
from tests.followup.test_time import Life
from tests.site.pages import Reader

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEXT, LATER = AT + DAY, AT + 2 * DAY
ABOUT = {"language": "en", "person": None}


def between(since=TODAY, until=TODAY + DAY, today=TODAY + 9 * DAY, wanted=None, **more):
    about = ABOUT | more
    return queries.differences(wanted or Filter(), since=since, until=until, today=today, **about)


def kinds(**more):
    return [change.kind for change in between(**more).changes]


def test_nothing_that_happened_is_nothing_that_changed(addressee, focal, validator):
    answer(addressee, focal, validator)
    found = between()
    assert (found.changes, found.lede) == ((), "Nothing has changed.")


def test_an_answer_is_told_with_what_it_was(addressee, focal, validator):
    answer(addressee, focal, validator, at=NEXT)
    [change] = between().changes
    assert (change.kind, change.was, change.now) == ("answered", "No answer", "Accepted")


def test_progress_advances_slips_and_is_closed_and_reopened(addressee, focal, validator, verifier):
    answer(addressee, focal, validator)
    claim(addressee, focal, validator, at=NEXT)
    assert kinds() == [ChangeKind.ADVANCED]
    given = {"addressee": addressee, "by": verifier}
    actions.verify(verdict=Verdict.IMPLEMENTED, reason="", at=LATER, **given)
    assert kinds(until=TODAY + 2 * DAY, since=TODAY + DAY) == [ChangeKind.CLOSED]
    actions.verify(verdict=Verdict.REOPENED, reason="No", at=LATER + DAY, **given)
    assert kinds(since=TODAY + 2 * DAY, until=TODAY + 3 * DAY) == [
        ChangeKind.SLIPPED,
        ChangeKind.REOPENED,
    ]
    assert kinds(since=TODAY + DAY, until=TODAY + 3 * DAY) == [ChangeKind.SLIPPED]


def test_a_word_without_a_status_is_reported(addressee, focal, validator):
    report(addressee, focal, status=None, at=AT)
    entry = report(addressee, focal, status=Progress.NOT_STARTED, at=NEXT)
    actions.review_progress(entry=entry, approve=True, by=validator, at=NEXT)
    assert kinds() == [ChangeKind.REPORTED]


def test_what_becomes_overdue_has_slipped_though_nobody_said_a_word(addressee, secretary):
    actions.move_deadline(addressee=addressee, due_on=TODAY + DAY, reason="", by=secretary, at=AT)
    assert kinds() == []
    [change] = between(since=TODAY + DAY, until=TODAY + 2 * DAY).changes
    assert (change.kind, change.now) == ("slipped", "overdue by 1 day")
    assert kinds(since=TODAY + 2 * DAY, until=TODAY + 5 * DAY) == []


def test_a_moved_deadline_is_told_with_its_reason(addressee, secretary):
    told = {"addressee": addressee, "by": secretary}
    actions.move_deadline(due_on=date(2021, 12, 31), reason="", at=AT, **told)
    actions.move_deadline(due_on=date(2022, 6, 30), reason="The hall is closed", at=NEXT, **told)
    [change] = between().changes
    assert (change.was, change.now) == ("31 December 2021", "30 June 2022")
    assert change.reason == "The hall is closed"


def test_what_is_addressed_is_new_and_what_is_archived_is_gone(item, addressee, ilo, secretary):
    actions.assign(item=item, party=ilo, by=secretary, at=NEXT)
    assert kinds() == [ChangeKind.NEW]
    actions.archive(item=item, reason="Told twice", by=secretary, at=LATER)
    assert kinds(until=TODAY + 2 * DAY) == [ChangeKind.GONE]


def test_a_filter_of_items_and_parties_narrows_and_one_of_states_does_not(
    addressee, other_addressee, focal, validator, other_focal, other_validator
):
    answer(addressee, focal, validator, at=NEXT)
    answer(other_addressee, other_focal, other_validator, at=NEXT)
    assert len(between(wanted=Filter(answer="not_accepted")).changes) == 2
    for narrow in ("party", "owner"):
        [change] = between(wanted=Filter(**{narrow: "organization:ILO"})).changes
        assert change.row.addressee_code == "ILO"


def test_nobody_reads_of_what_they_may_not_see(addressee, focal, validator, secretary):
    Item.objects.update(published_on=None)
    answer(addressee, focal, validator, at=NEXT)
    assert kinds() == []
    assert kinds(person=secretary) == [ChangeKind.ANSWERED]


@pytest.mark.parametrize(
    ("since", "until"),
    [(TODAY, TODAY), (TODAY + DAY, TODAY), (TODAY, TODAY + 10 * DAY)],
)
def test_days_that_cannot_be_compared_are_refused(since, until):
    with pytest.raises(NotAllowed, match="Choose"):
        between(since=since, until=until)


@pytest.mark.parametrize("seed", [3, 4])
def test_whatever_happens_the_differences_are_those_of_the_two_reports(
    seed, addressee, other_addressee, focal, validator, other_focal, other_validator, verifier,
    secretary,
):  # fmt: skip
    people = {"WHO": (focal, validator), "ILO": (other_focal, other_validator)}
    life = Life(seed, [addressee, other_addressee], people, verifier, secretary)
    for number in range(8):
        for hour in range(5):
            try:
                life.act(AT + timedelta(days=number, hours=hour))
            except NotAllowed:
                continue
    today = TODAY + 20 * DAY
    chance = Random(seed)
    some = 0
    for _again in range(12):
        first, last = sorted(chance.sample(range(-1, 20), 2))
        days = (TODAY + first * DAY, TODAY + last * DAY)
        rows = [
            queries.report(Filter(sort="place"), as_at=day, today=today, **ABOUT).rows
            for day in days
        ]
        found = between(*days, today=today, wanted=Filter()).changes
        assert found == changes(*rows)
        some += bool(found)
        if not Item.objects.filter(touched_between(*days)).exists():
            assert changes(*rows) == ()
    assert some


def test_differences_ask_as_often_for_three_rows_as_for_one(
    addressee, other_addressee, ceb, focal, validator, other_focal, other_validator,
    django_assert_max_num_queries,
):  # fmt: skip
    answer(addressee, focal, validator, at=NEXT)
    with django_assert_max_num_queries(28) as one:
        between()
    answer(other_addressee, other_focal, other_validator, at=NEXT)
    Addressee.objects.create(item=addressee.item, organization=ceb, known_on=TODAY + DAY)
    with django_assert_max_num_queries(28) as three:
        assert len(between().changes) == 3
    assert len(one) == len(three)


# --- page, files, API ----------------------------------------------------------------------------


@pytest.fixture
def happened(addressee, other_addressee, focal, validator, secretary):
    answer(addressee, focal, validator, at=NEXT)
    told = {"addressee": other_addressee, "by": secretary}
    actions.move_deadline(due_on=date(2021, 12, 31), reason="", at=AT, **told)
    actions.move_deadline(due_on=date(2022, 6, 30), reason="=2+3", at=NEXT, **told)


ADDRESS = "?from=2021-10-11&to=2021-10-12"


def test_the_page_groups_by_kind_with_counts_that_open_their_lists(happened, client):
    reader = Reader(client)
    page = reader.get(f"/changes/{ADDRESS}")
    assert page.text("//h2") == ["Answered", "Deadline moved"]
    assert page.text("//nav[@class='kinds']//li") == ["Answered 1", "Deadline moved 1"]
    assert "Between 11 October 2021 and 12 October 2021: 2 changes in 2 answers." in page.words
    assert "Reason: =2+3" in page.words
    only = reader.get(f"/changes/{ADDRESS}&kind=answered")
    assert only.text("//h2") == ["Answered"]


def test_the_page_without_days_is_of_the_last_month(happened, client):
    page = Reader(client).get("/changes/")
    assert "Nothing has changed." in page.words
    assert page.form(having="from").values["to"] != [""]


def test_the_page_says_what_is_wrong_with_the_days(happened, client):
    page = Reader(client).get("/changes/?from=2021-10-12&to=2021-10-11", status=422)
    assert "Choose two days, the earlier one first." in page.words
    Reader(client).get("/changes/?cycle=none&from=1&to=2", status=404)
    assert client.get("/en/changes.pdf").status_code == 404


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans", "ru", "fr", "es"])
def test_the_word_file_tells_the_same_in_every_language(happened, client, language):
    got = client.get(f"/{language}/changes.docx{ADDRESS}")
    assert got.status_code == 200
    again = client.get(f"/{language}/changes.docx{ADDRESS}")
    assert got.content == again.content
    read = Document(io.BytesIO(got.content))
    assert len(read.tables) == 2
    assert [len(table.rows) for table in read.tables] == [2, 2]
    assert "=2+3" in read.tables[1].rows[1].cells[3].text
    assert any(rel.is_external for rel in read.part.rels.values())


def test_the_csv_file_has_codes_and_runs_no_formula(happened, client):
    got = client.get(f"/en/changes.csv{ADDRESS}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(got)))
    assert [row["kind"] for row in rows] == ["answered", "deadline_moved"]
    assert rows[1]["reason"] == "'=2+3"
    assert (rows[1]["was_on"], rows[1]["now_on"]) == ("2021-12-31", "2022-06-30")


def test_the_api_tells_the_same(happened, client):
    api = Caller()
    days = {"from": "2021-10-11", "to": "2021-10-12"}
    told = api.get("changes", **days)
    assert told == client.get(f"/en/changes.json{ADDRESS}").json()
    assert [one["kind"] for one in told["changes"]] == ["answered", "deadline_moved"]
    assert api.get("changes", party="organization:ILO", **days)["changes"] == told["changes"][1:]
    assert api.send("GET", "changes", days | {"format": "docx"}).content[:2] == b"PK"
    api.get("changes", **{"from": "2021-10-12", "to": "2021-10-11"}, status=409)
    api.get("cycles/none/changes", **{"from": 1, "to": 2}, status=404)


# --- issues of a cycle's report ------------------------------------------------------------------


@pytest.fixture
def issued(addressee, other_addressee, hlcm, secretary):
    """A cycle whose report was issued twice; between the two a deadline moved."""
    by = {"by": secretary}
    told = {"addressee": addressee} | by
    actions.move_deadline(due_on=date(2021, 12, 31), reason="", at=AT, **told)
    cycle = actions.open_cycle(party=hlcm, as_at=TODAY, due_on=TODAY + 9 * DAY, at=AT, **by)
    actions.close_cycle(cycle=cycle, at=AT + 10 * DAY, **by)
    cycle.refresh_from_db()
    later = AT + 11 * DAY
    actions.move_deadline(due_on=date(2022, 6, 30), reason="Heard late", at=later, **told)
    actions.freeze(cycle=cycle, reason="Heard late", at=later, **by)
    return cycle


def test_two_issues_of_a_report_are_compared_as_they_were_frozen(issued, addressee, client):
    Item.objects.update(title="Corrected since")
    reader = Reader(client)
    page = reader.get(f"/changes/?cycle={issued.slug}&from=1&to=2")
    assert "Between version 1 and version 2: 1 change in 1 answer." in page.words
    assert page.text("//h2") == ["Deadline moved"]
    assert "Reason: Heard late" in page.words
    assert "Corrected since" not in page.words
    for wrong in ("from=2&to=1", "from=1&to=3", "from=x&to=", "from=1&to=1"):
        page = reader.get(f"/changes/?cycle={issued.slug}&{wrong}", status=422)
        assert "Choose two versions that were issued" in page.words


def test_the_api_compares_issues_the_newest_two_by_default(issued, client):
    api = Caller()
    told = api.get(f"cycles/{issued.slug}/changes")
    assert [one["kind"] for one in told["changes"]] == ["deadline_moved"]
    assert told == api.get(f"cycles/{issued.slug}/changes", **{"from": 1, "to": 2})
    assert client.get(f"/en/changes.docx?cycle={issued.slug}&from=1&to=2").status_code == 200
    api.get(f"cycles/{issued.slug}/changes", **{"from": 2, "to": 1}, status=409)
