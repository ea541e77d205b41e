"""A later version: items follow their words, a person decides what changed, nothing is lost."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from quintet.core.models import Notice
from quintet.core.public import NotAllowed
from quintet.followup import actions, queries
from quintet.followup.models import Addressee, Anchor, Document, Item, Wording
from quintet.followup.queries import Filter
from quintet.followup.rules import AnchorState, Proposal, Revision
from tests.conftest import AT, TODAY
from tests.followup.acts import answer, claim, last_payload, told
from tests.followup.versions import (
    CORRECTED,
    DAY_OF_FIRST,
    DAY_OF_REVISED,
    FIRST,
    LATER,
    REVISED,
    later_version,
    published,
    read_in,
)

pytestmark = pytest.mark.django_db
CHANGED = "Requested the Human Resources Network to review its policy on remote work by June 2023."
EARLIER = CHANGED.replace("June 2023", "December 2022")


@pytest.fixture
def first(hlcm, session, secretary):
    return published(FIRST, hlcm=hlcm, secretary=secretary)


@pytest.fixture
def revised(first, secretary):
    return later_version(REVISED, first, secretary=secretary)


def anchors(document):
    return {one.item.number: one for one in document.anchors.select_related("item")}


def states(document):
    return {number: one.state for number, one in anchors(document).items()}


def words(number, document):
    return next(
        one for one in Item.objects.all() if one.number == number and one.document == document
    )


def rows(as_at, **wanted):
    told = queries.report(
        Filter(sort="place", **wanted), as_at=as_at, language="en", person=None,
        today=TODAY + timedelta(days=9),
    )  # fmt: skip
    return {row.text: (row.number, row.source) for row in told.rows}


def test_items_are_looked_for_in_a_later_version_by_their_words(first, revised):
    assert states(revised) == {"18": "changed", "19": "same", "20": "missing", "21": "same"}
    found = anchors(revised)
    assert (found["19"].paragraph, found["19"].number) == ("20", "20")
    assert found["18"].text == CHANGED
    assert revised.text[found["18"].start : found["18"].end] == CHANGED
    assert found["20"].start is None


def test_what_is_known_does_not_wait_a_second_time(first, revised):
    waiting = revised.candidates.filter(proposal=Proposal.PROPOSED)
    assert [one.found["number"] for one in waiting] == ["18"]
    assert "budget of the joint unit" in waiting[0].found["text"]
    assert revised.candidates.filter(proposal=Proposal.KNOWN).count() == 3


def test_nothing_changes_before_the_later_version_is_published(first, revised, secretary):
    before = list(Item.objects.order_by("pk").values())
    actions.take_words(anchor=anchors(revised)["18"], by=secretary, at=LATER)
    assert list(Item.objects.order_by("pk").values()) == before
    assert not Wording.objects.exists()
    assert queries.items_of(revised, person=None, today=LATER.date()) == []


def test_with_publication_the_same_words_stand_in_the_later_version(first, revised, secretary):
    slugs = {item.slug for item in first.items.all()}
    assert actions.publish(document=revised, by=secretary, at=LATER) == 0
    assert {one.text[:8]: one.number for one in revised.items.all()} == {
        "Endorsed": "20",
        "Agreed t": "21",
    }
    for item in revised.items.all():
        assert revised.text[item.start : item.end] == item.text
    assert {item.slug for item in Item.objects.all()} == slugs  # addresses stay
    assert [one.number for one in first.items.order_by("order")] == ["18", "20"]  # undecided
    assert sorted(last_payload()["moved"]) == sorted(item.slug for item in revised.items.all())
    assert told()[-1] == ("CEB", "followup.published")


def test_a_person_takes_the_new_words_and_the_old_ones_stay(first, revised, secretary):
    item = words("18", first)
    actions.take_words(anchor=anchors(revised)["18"], by=secretary, at=LATER)
    actions.publish(document=revised, by=secretary, at=LATER)
    item.refresh_from_db()
    assert (item.text, item.number, item.paragraph) == (CHANGED, "19", "19")
    assert item.document == revised
    assert [(one.verb, one.text) for one in item.clauses.all()] == [("Requested", CHANGED)]
    earlier, later = item.wordings.order_by("pk")
    assert (earlier.text, earlier.number, earlier.document) == (EARLIER, "18", first)
    assert (earlier.known_on, later.known_on) == (DAY_OF_FIRST, DAY_OF_REVISED)
    assert first.text[earlier.start : earlier.end] == EARLIER


def test_a_decision_after_publication_holds_at_once(first, revised, secretary):
    actions.publish(document=revised, by=secretary, at=LATER)
    item = words("18", first)
    actions.take_words(anchor=anchors(revised)["18"], by=secretary, at=LATER)
    item.refresh_from_db()
    assert (item.document, item.text) == (revised, CHANGED)


def test_reports_of_earlier_days_have_the_words_of_those_days(first, revised, secretary):
    actions.take_words(anchor=anchors(revised)["18"], by=secretary, at=LATER)
    before = rows(date(2021, 6, 1))
    actions.publish(document=revised, by=secretary, at=LATER)
    assert rows(date(2021, 6, 1)) == before
    assert before[EARLIER] == ("18", "CEB/2021/3")
    now = rows(LATER.date())
    assert EARLIER not in now
    assert now[CHANGED] == ("19", "CEB/2021/3/Rev.1")
    assert len(now) == len(before) == 4


def test_the_words_that_somebody_kept_stand_where_they_stood(first, revised, secretary):
    actions.keep_words(anchor=anchors(revised)["18"], by=secretary, at=LATER)
    actions.publish(document=revised, by=secretary, at=LATER)
    item = words("18", first)
    assert (item.text, item.document) == (EARLIER, first)
    assert not item.wordings.exists()
    assert states(revised)["18"] == "kept"
    assert not queries.unplaced(revised).filter(item=item).exists()


def test_what_was_kept_can_still_be_taken_and_what_has_moved_cannot(first, revised, secretary):
    decide = {"by": secretary, "at": LATER}
    actions.keep_words(anchor=anchors(revised)["18"], **decide)
    actions.take_words(anchor=anchors(revised)["18"], **decide)
    actions.publish(document=revised, **decide)
    for act in (actions.take_words, actions.keep_words):
        with pytest.raises(NotAllowed, match="stands in this version already"):
            act(anchor=Anchor.objects.get(document=revised, text=CHANGED), **decide)


def test_a_person_says_where_an_item_stands(first, revised, secretary):
    lost = anchors(revised)["20"]
    with pytest.raises(NotAllowed, match="say where it stands"):
        actions.take_words(anchor=lost, by=secretary, at=LATER)
    start = revised.text.index("Approved the budget")
    end = revised.text.index("2022 and 2023.") + len("2022 and 2023.")
    place = {"by": secretary, "at": LATER}
    found = actions.place_item(anchor=lost, start=start - 1, end=end + 1, **place)
    assert (found.state, found.start, found.end) == ("changed", start, end)
    assert (found.number, found.paragraph) == ("18", "18")
    assert not revised.candidates.filter(proposal=Proposal.PROPOSED).exists()  # known now
    actions.take_words(anchor=found, **place)
    actions.publish(document=revised, **place)
    assert words("18", revised).text.startswith("Approved the budget")


def test_a_place_with_the_same_words_needs_no_further_decision(first, revised, secretary):
    start = revised.text.index("Endorsed")
    end = revised.text.index("from January.") + len("from January.")
    lost = anchors(revised)["20"]
    Item.objects.filter(pk=lost.item_id).update(text=revised.text[start:end])
    found = actions.place_item(anchor=lost, start=start, end=end, by=secretary, at=LATER)
    assert (found.state, found.likeness) == ("same", 1.0)
    assert (found.decided_by, found.decided_at) == (secretary, LATER)


def test_a_place_in_a_published_version_holds_at_once(first, revised, secretary):
    actions.publish(document=revised, by=secretary, at=LATER)
    start = revised.text.index("Approved the budget")
    end = revised.text.index("2022 and 2023.") + len("2022 and 2023.")
    lost = anchors(revised)["20"]
    Item.objects.filter(pk=lost.item_id).update(text=revised.text[start:end])
    actions.place_item(anchor=lost, start=start, end=end, by=secretary, at=LATER)
    moved = Item.objects.get(pk=lost.item_id)
    assert (moved.document, moved.number, moved.start) == (revised, "18", start)


def test_items_that_nobody_has_seen_yet_move_and_tell_nobody(hlcm, secretary, who, focal):
    draft = read_in(FIRST, hlcm=hlcm, secretary=secretary)
    item = actions.accept_all(document=draft, by=secretary, at=AT)[0]
    actions.assign(item=item, party=who, by=secretary, at=AT)
    again = later_version(REVISED, draft, secretary=secretary)
    actions.take_words(anchor=anchors(again)["18"], by=secretary, at=LATER)
    assert actions.publish(document=again, by=secretary, at=LATER) == 3
    assert [one.key for one in Notice.objects.filter(person=focal)] == [f"addressed:{again.slug}"]


def test_what_does_not_stand_there_waits_as_a_candidate_again(first, revised, secretary):
    changed = anchors(revised)["18"]
    found = actions.place_item(anchor=changed, start=None, end=None, by=secretary, at=LATER)
    assert (found.state, found.start, found.text) == ("missing", None, "")
    waiting = revised.candidates.filter(proposal=Proposal.PROPOSED)
    assert [one.found["number"] for one in waiting.order_by("start")] == ["18", "19"]
    with pytest.raises(NotAllowed, match="Select the words"):
        actions.place_item(anchor=changed, start=0, end=0, by=secretary, at=LATER)


def test_answers_progress_tags_and_addressees_stay_with_the_item(
    first, revised, secretary, who, focal, validator
):
    item = words("18", first)
    addressee = actions.assign(item=item, party=who, by=secretary, at=AT)
    answer(addressee, focal, validator)
    claim(addressee, focal, validator)
    actions.tag(item=item, codes=["8"], by=secretary, at=AT)
    actions.take_words(anchor=anchors(revised)["18"], by=secretary, at=LATER)
    actions.publish(document=revised, by=secretary, at=LATER)
    moved = Addressee.objects.get(pk=addressee.pk)
    assert (moved.item.document, moved.answer, moved.claimed) == (
        revised,
        "accepted",
        "implemented",
    )
    assert moved.item.tags.count() == 1
    assert Notice.objects.get(key__startswith="reworded:").person == focal


def test_the_register_finds_an_item_by_every_version_it_stood_in(first, revised, secretary):
    actions.take_words(anchor=anchors(revised)["18"], by=secretary, at=LATER)
    actions.accept_all(document=revised, by=secretary, at=LATER)
    actions.publish(document=revised, by=secretary, at=LATER)

    def found(slug):
        wanted = Filter(document=slug, sort="place")
        return [one.text[:8] for one in queries.register(wanted, person=None, today=LATER.date())]

    assert sorted(found(first.slug)) == ["Agreed t", "Endorsed", "Requeste", "Requeste"]
    assert found(revised.slug) == ["Approved", "Requeste", "Endorsed", "Agreed t"]
    assert len(queries.items_of(first, person=None, today=LATER.date())) == 4
    seen = queries.documents_seen(person=None, today=LATER.date())
    counted = {one.symbol: one.items_count for one in queries.with_counts(seen)}
    assert counted == {"CEB/2021/3": 4, "CEB/2021/3/Rev.1": 4}


def test_the_text_of_each_version_is_marked_where_the_item_stands_in_it(first, revised, secretary):
    actions.take_words(anchor=anchors(revised)["18"], by=secretary, at=LATER)
    actions.publish(document=revised, by=secretary, at=LATER)
    for document in (first, revised):
        items = queries.items_of(document, person=None, today=LATER.date())
        marks = queries.item_marks(items, queries.places_in(document))
        marked = [document.text[mark.start : mark.end] for mark in marks]
        assert (CHANGED if document == revised else EARLIER) in marked
        assert len(marked) == len(items)


def test_a_corrigendum_corrects_words_and_leaves_everything_else_where_it_is(first, secretary):
    corrigendum = later_version(
        CORRECTED, first, secretary=secretary, revision=Revision.CORRIGENDUM
    )
    assert states(corrigendum) == {"18": "changed"}
    assert (corrigendum.title, corrigendum.session) == (first.title, first.session)
    item, place = words("18", first), words("18", first).start
    actions.take_words(anchor=anchors(corrigendum)["18"], by=secretary, at=LATER)
    actions.publish(document=corrigendum, by=secretary, at=LATER)
    item.refresh_from_db()
    assert item.text == EARLIER.replace("December 2022", "March 2023")
    assert (item.document, item.number, item.start) == (first, "18", place)
    assert rows(LATER.date())[item.text] == ("18", "CEB/2021/3; CEB/2021/3/Corr.1")
    assert rows(date(2021, 6, 14))[EARLIER] == ("18", "CEB/2021/3")
    assert queries.items_of(corrigendum, person=None, today=LATER.date()) == [item]


def test_a_revision_after_a_corrigendum_is_compared_with_the_corrected_words(first, secretary):
    corrigendum = later_version(
        CORRECTED, first, secretary=secretary, revision=Revision.CORRIGENDUM
    )
    waiting = anchors(corrigendum)["18"]
    text = REVISED.replace("June 2023", "March 2023")
    early = later_version(text, first, secretary=secretary)
    assert states(early)["18"] == "changed"
    actions.take_words(anchor=waiting, by=secretary, at=LATER)
    actions.publish(document=corrigendum, by=secretary, at=LATER)
    late = later_version(text + "\n", first, secretary=secretary)
    assert states(late)["18"] == "same"


def test_what_a_later_version_settles_waits_nowhere_else(first, secretary):
    corrigendum = later_version(
        CORRECTED, first, secretary=secretary, revision=Revision.CORRIGENDUM
    )
    revised = later_version(REVISED, first, secretary=secretary)
    actions.take_words(anchor=anchors(revised)["18"], by=secretary, at=LATER)
    actions.publish(document=revised, by=secretary, at=LATER)
    assert not corrigendum.anchors.exists()
    assert [one.item.number for one in queries.unplaced(revised)] == ["20"]


def test_no_version_takes_back_what_stands_in_another(first, revised, secretary):
    rival = later_version(REVISED.replace("Rev.1", "Rev.2"), first, secretary=secretary)
    keep = anchors(rival)["18"]
    actions.publish(document=revised, by=secretary, at=LATER)
    actions.publish(document=rival, by=secretary, at=LATER)
    assert rival.items.count() == 0
    assert revised.items.count() == 2
    actions.take_words(anchor=keep, by=secretary, at=LATER)  # its item stands in the first still
    moved = Anchor.objects.get(document=rival, text__startswith="Endorsed")
    Anchor.objects.filter(pk=moved.pk).update(state="changed")
    with pytest.raises(NotAllowed, match="another version"):
        actions.keep_words(anchor=moved, by=secretary, at=LATER)


def test_a_chain_of_versions_is_followed(first, revised, secretary):
    actions.publish(document=revised, by=secretary, at=LATER)
    text = REVISED.replace("Rev.1", "Rev.2").replace("June 2023", "December 2022")
    third = later_version(text, revised, secretary=secretary)
    assert sorted(one.state for one in third.anchors.all()) == ["missing", "same", "same", "same"]
    actions.publish(document=third, by=secretary, at=LATER)
    assert sorted(one.number for one in third.items.all()) == ["19", "20", "21"]
    seen = queries.versions(first, person=secretary, today=LATER.date())
    assert [one.document.symbol for one in seen] == [
        "CEB/2021/3", "CEB/2021/3/Rev.1", "CEB/2021/3/Rev.2",
    ]  # fmt: skip
    assert [one.waiting for one in seen] == [0, 0, 1]


def test_a_better_reading_of_the_same_holds_from_the_day_of_its_publication(first, secretary):
    text = FIRST.replace("remote work", "remcte work")
    again = later_version(text, first, secretary=secretary, revision=Revision.READING)
    assert states(again)["18"] == "changed"
    actions.take_words(anchor=anchors(again)["18"], by=secretary, at=LATER)
    actions.publish(document=again, by=secretary, at=LATER)
    assert {one.known_on for one in Wording.objects.filter(document=again)} == {LATER.date()}
    assert EARLIER in rows(TODAY)
    assert EARLIER not in rows(LATER.date())


def test_an_item_that_entered_meanwhile_finds_its_place_when_the_version_is_published(
    first, hlcm, secretary
):
    other = read_in(FIRST.replace("CEB/2021/3", "CEB/2021/4"), hlcm=hlcm, secretary=secretary)
    again = later_version(REVISED.replace("CEB/2021/3", "CEB/2021/4"), other, secretary=secretary)
    assert states(again) == {}
    actions.accept_all(document=other, by=secretary, at=LATER)
    actions.publish(document=again, by=secretary, at=LATER)
    found = sorted(one.state for one in again.anchors.all())
    assert found == ["changed", "missing", "same", "same"]
    assert again.items.filter(published_on__isnull=False).count() == 2


def test_archived_items_stay_where_they_are(first, revised, secretary):
    item = words("19", first)
    actions.archive(item=item, reason="Told twice.", by=secretary, at=LATER)
    actions.publish(document=revised, by=secretary, at=LATER)
    item.refresh_from_db()
    assert item.document == first
    with pytest.raises(NotAllowed, match="archived"):
        actions.keep_words(anchor=Anchor.objects.get(item=item), by=secretary, at=LATER)


# --- who says what is a later version -----------------------------------------------------------


@pytest.mark.parametrize(
    ("symbol", "revision", "before"),
    [
        ("CEB/2021/3/Rev.1", "revision", True),
        ("CEB/2021/3/Corr.2", "corrigendum", True),
        ("CEB/2021/3/Add.1", "addendum", True),
        ("ceb/2021/3", "reading", True),
        ("CEB/2021/3/Add.1/Rev.1", "", False),
        ("CEB/2021/30", "", False),
        ("", "", False),
    ],
)
def test_a_symbol_proposes_what_it_is_a_version_of(symbol, revision, before, first, document_of):
    found = queries.proposed_version(document_of(symbol))
    assert found == ((first, Revision(revision)) if before else None)


@pytest.fixture
def document_of(hlcm, secretary):
    def made(symbol, **more):
        document = read_in(REVISED + "\n", hlcm=hlcm, secretary=secretary)
        Document.objects.filter(pk=document.pk).update(symbol=symbol, **more)
        return Document.objects.get(pk=document.pk)

    return made


def test_a_translation_is_no_version(first, document_of):
    Document.objects.filter(pk=first.pk).update(language="en")
    assert queries.proposed_version(document_of("CEB/2021/3", language="fr")) is None
    assert queries.proposed_version(document_of("CEB/2021/3", language="en")) is not None


def test_the_newest_revision_is_the_one_before(first, revised, document_of):
    assert queries.proposed_version(document_of("CEB/2021/3/Rev.2")) == (revised, "revision")


def test_a_proposal_is_nothing_until_somebody_confirms_it(first, document_of, secretary, focal):
    document = document_of("CEB/2021/3/Rev.1")
    assert document.anchors.count() == 0
    told = {"document": document, "revision": Revision.REVISION, "at": LATER}
    with pytest.raises(PermissionDenied):
        actions.revise(earlier=first, by=focal, **told)
    actions.revise(earlier=first, by=secretary, **told)
    assert states(document)["19"] == "same"
    assert last_payload()["found"] == {"changed": 1, "missing": 1, "same": 2}
    actions.revise(earlier=None, by=secretary, **told)
    document.refresh_from_db()
    assert (document.revises, document.revision, document.anchors.count()) == (None, "", 0)
    assert document.candidates.filter(proposal=Proposal.PROPOSED).count() == 4


def test_no_circle_no_stranger_and_nothing_that_is_in_use(first, revised, secretary, ilo):
    told = {"revision": Revision.REVISION, "by": secretary, "at": LATER}
    actions.publish(document=revised, by=secretary, at=LATER)
    with pytest.raises(NotAllowed, match="Items stand in it already"):
        actions.revise(document=revised, earlier=None, **told)
    third = later_version(REVISED.replace("Rev.1", "Rev.2"), revised, secretary=secretary)
    with pytest.raises(NotAllowed, match="cannot be an earlier version"):
        actions.revise(document=third, earlier=third, **told)
    Document.objects.filter(pk=first.pk).update(body=None, organization=ilo)
    with pytest.raises(NotAllowed, match="cannot be an earlier version"):
        actions.revise(document=third, earlier=Document.objects.get(pk=first.pk), **told)


def test_an_upload_of_another_body_is_no_later_version(first, hlcm, ceb, secretary):
    told = {"data": b"x", "name": "x.txt", "by": secretary, "at": LATER}
    Document.objects.filter(pk=first.pk).update(body=None)
    with pytest.raises(NotAllowed, match="same body"):
        actions.upload(party=hlcm, revises=Document.objects.get(pk=first.pk), **told)
    Document.objects.filter(pk=first.pk).update(body=hlcm, reading="waiting")
    with pytest.raises(NotAllowed, match="not been read"):
        actions.upload(party=hlcm, revises=Document.objects.get(pk=first.pk), **told)


@pytest.mark.parametrize("act", ["take_words", "keep_words"])
def test_only_the_secretariat_decides(act, first, revised, focal):
    with pytest.raises(PermissionDenied):
        getattr(actions, act)(anchor=anchors(revised)["18"], by=focal, at=LATER)


def test_the_secretariat_is_told_of_what_waits(first, revised, secretary):
    for one in revised.candidates.filter(proposal=Proposal.PROPOSED):
        actions.reject(candidate=one, by=secretary, at=LATER)
    assert queries.needs(secretary, today=LATER.date()).to_read == [revised]
    for one in queries.unplaced(revised):
        actions.keep_words(anchor=one, by=secretary, at=LATER)
    assert queries.needs(secretary, today=LATER.date()).to_read == []
    assert AnchorState.KEPT in states(revised).values()
    assert DAY_OF_REVISED < TODAY
