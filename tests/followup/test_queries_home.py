"""What needs somebody now, what was promised, what changed."""

from datetime import timedelta

import pytest

from quintet.core.models import Role
from quintet.core.permissions import forget_roles
from quintet.core.rules import RoleCode
from quintet.followup import actions, queries
from quintet.followup.models import Addressee, Document, File, Item
from quintet.followup.queries.home import SHOWN
from quintet.followup.rules import Answer, Progress, Verdict
from tests.conftest import AT, TODAY, person
from tests.followup.acts import answer, candidate, claim, report, submit

pytestmark = pytest.mark.django_db


def needs(somebody, today=TODAY):
    return queries.needs(somebody, today=today)


def test_who_has_no_part_in_it_needs_nothing(addressee, member, steward):
    assert not needs(member).anything
    assert not needs(steward).anything


def test_a_focal_point_needs_to_answer_until_the_answer_awaits_approval(
    addressee, other_addressee, focal, validator
):
    assert needs(focal).to_answer == [addressee]
    assert needs(focal).anything
    said = submit(addressee, focal)
    assert needs(focal).to_answer == []
    assert needs(validator).to_review == [said]
    actions.review_response(response=said, approve=True, by=validator, at=AT)
    assert not needs(focal).anything
    assert not needs(validator).anything


def test_officers_review_the_words_of_others_in_their_own_organization(
    addressee, focal, validator, other_validator, who
):
    Role.objects.create(
        person=focal, code=RoleCode.VALIDATING_OFFICER, organization=who, starts_on=TODAY
    )
    forget_roles(focal)
    said, entry = submit(addressee, focal), report(addressee, focal)
    assert needs(validator).to_review == [said, entry]
    assert needs(focal).to_review == []
    assert needs(other_validator).to_review == []


def test_what_came_back_waits_until_a_newer_word(addressee, focal, validator):
    said = submit(addressee, focal)
    actions.review_response(response=said, approve=False, reason="When?", by=validator, at=AT)
    assert needs(focal).returned == [addressee]
    answer(addressee, focal, validator)
    assert needs(focal).returned == []
    entry = report(addressee, focal)
    later = AT + timedelta(hours=1)
    actions.review_progress(entry=entry, approve=False, reason="Where?", by=validator, at=later)
    assert needs(focal).returned == [addressee]  # though an answer was approved before
    report(addressee, focal, at=AT + timedelta(hours=2))
    assert needs(focal).returned == []


def test_a_verifier_judges_what_is_proposed_and_they_had_no_part_in(
    addressee, other_addressee, focal, validator, verifier, hlcm, ceb
):
    for somebody, party in ((focal, hlcm), (validator, hlcm)):
        Role.objects.create(person=somebody, code="verifier", body=party, starts_on=TODAY)
        forget_roles(somebody)
    keeper = person("keeper", RoleCode.VERIFIER, ceb)
    claim(addressee, focal, validator)
    assert needs(verifier).to_verify == [addressee]
    assert needs(keeper).to_verify == [addressee]
    assert needs(focal).to_verify == needs(validator).to_verify == []
    actions.verify(addressee=addressee, verdict=Verdict.IMPLEMENTED, reason="", by=verifier, at=AT)
    assert needs(verifier).to_verify == []


def test_who_wrote_of_it_and_left_the_organization_still_does_not_judge_it(
    addressee, focal, validator, hlcm, steward
):
    claim(addressee, focal, validator)
    Role.objects.filter(person=focal).delete()
    Role.objects.create(person=focal, code="verifier", body=hlcm, starts_on=TODAY)
    forget_roles(focal)
    assert needs(focal).to_verify == []


@pytest.mark.parametrize(
    ("change", "late", "soon"),
    [
        ({"due_on": -1}, True, False),
        ({"due_on": 0}, False, True),
        ({"due_on": 30}, False, True),
        ({"due_on": 31}, False, False),
        ({"due_on": -1, "claimed": "continuing"}, False, False),
        ({"due_on": -1, "claimed": "in_progress"}, True, False),
        ({"due_on": -1, "verdict": "merged"}, False, False),
        ({"due_on": 3, "answer": "not_accepted"}, False, False),
        ({"due_on": -1, "answer": "not_relevant"}, False, False),
    ],
)
def test_what_is_late_or_due_soon(change, late, soon, addressee, focal):
    due_on = TODAY + timedelta(days=change["due_on"])
    Addressee.objects.filter(pk=addressee.pk).update(**change | {"due_on": due_on})
    found = needs(focal)
    assert (found.late, found.soon) == ([addressee] * late, [addressee] * soon)


def test_a_secretariat_reads_what_waits_and_sees_what_is_late(
    document, addressee, secretary, verifier
):
    assert needs(secretary).to_read == []
    candidate(document)
    candidate(document)
    assert needs(secretary).to_read == [document]
    assert needs(verifier).to_read == []
    actions.accept_all(document=document, by=secretary, at=AT)
    assert needs(secretary).to_read == []
    Document.objects.update(reading="waiting")
    assert needs(secretary).to_read == [document]


def test_nothing_waits_of_what_is_archived(addressee, focal, item, secretary):
    actions.archive(item=item, reason="Twice", by=secretary, at=AT)
    assert not needs(focal).anything


def test_lists_are_cut(document, secretary, who, focal):
    for number in range(SHOWN + 3):
        one = Item.objects.create(
            slug=str(number), document=document, kind="request", number=str(number), text="t",
            start=0, end=1, confirmed_by=secretary, confirmed_at=AT, known_on=TODAY,
            published_on=TODAY,
        )  # fmt: skip
        Addressee.objects.create(item=one, organization=who, known_on=TODAY)
    assert len(needs(focal).to_answer) == SHOWN


@pytest.mark.parametrize("rows", [1, 3])
def test_needs_are_a_constant_number_of_queries(
    rows, document, secretary, who, focal, django_assert_max_num_queries
):
    for number in range(rows):
        one = Item.objects.create(
            slug=str(number), document=document, kind="request", number=str(number), text="t",
            start=0, end=1, confirmed_by=secretary, confirmed_at=AT, known_on=TODAY,
            published_on=TODAY,
        )  # fmt: skip
        Addressee.objects.create(item=one, organization=who, known_on=TODAY, due_on=TODAY)
    forget_roles(focal)
    with django_assert_max_num_queries(8):
        found = needs(focal)
        assert [str(one.party) for one in found.to_answer] == ["WHO in full"] * rows
        assert [str(one.item.document) for one in found.soon] == ["CEB/2021/3"] * rows


def test_a_visitor_is_told_what_was_promised_and_where_it_stands(
    addressee, other_addressee, focal, validator, item
):
    answer(addressee, focal, validator)
    number, told = queries.promised(person=None, today=TODAY)
    assert (number, told.total, told.accepted, told.awaiting, told.no_word) == (1, 2, 1, 1, 1)
    Item.objects.update(published_on=None)
    assert queries.promised(person=None, today=TODAY)[0] == 0


def recent(somebody=None, **more):
    return [
        (told.verb, told.by, item.number)
        for told, item in queries.recent(person=somebody, today=TODAY, **more)
    ]


def test_what_changed_tells_only_what_is_known_to_all_and_no_names(
    addressee, focal, validator, secretary, document
):
    submit(addressee, focal, draft=True)
    answer(addressee, focal, validator, answer=Answer.ACCEPTED)
    claim(addressee, focal, validator, status=Progress.IN_PROGRESS, proposes=False)
    actions.accept(candidate=candidate(document, number="19"), by=secretary, at=AT)
    assert recent() == [
        ("followup.progress_approved", "WHO in full", "18"),
        ("followup.answer_approved", "WHO in full", "18"),
    ]
    assert recent(secretary)[0] == ("followup.entered", "", "19")
    assert len(recent(secretary, most=1)) == 1


def test_the_newest_cycle_and_other_acts_are_no_change_of_an_item(hlcm, secretary, item, addressee):
    actions.open_cycle(party=hlcm, as_at=TODAY, due_on=TODAY, by=secretary, at=AT)
    actions.tag(item=item, codes=["3"], by=secretary, at=AT)
    assert recent() == []


@pytest.mark.parametrize("rows", [1, 3])
def test_what_changed_is_a_constant_number_of_queries(
    rows, addressee, focal, validator, django_assert_num_queries
):
    for _row in range(rows):
        answer(addressee, focal, validator)
    with django_assert_num_queries(3):
        assert len(recent()) == rows


def test_an_evaluation_is_read_and_judged_in_its_organization(who, member, focal):
    Document.objects.create(
        slug="evaluation",
        file=File.objects.create(sha256="1" * 64, size=1, media_type="text/plain"),
        name="e.txt",
        organization=who,
        uploaded_by=member,
        uploaded_at=AT,
    )
    officer = person("officer", RoleCode.EVALUATION_OFFICER, who)
    assert [one.slug for one in needs(officer).to_read] == ["evaluation"]
