"""A secretariat asks, parties answer, silence shows, the cycle closes."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from quintet.core.models import Notice, Post
from quintet.core.public import NotAllowed
from quintet.core.rules import RoleCode
from quintet.followup import actions, queries
from quintet.followup.models import Addressee, Ask, Item, ReportingCycle
from quintet.followup.queries import Filter
from quintet.followup.rules import Answer, AskState, Tally, Verdict
from tests.conftest import AT, TODAY, person
from tests.followup.acts import DUE, answer, claim, cycle_of, last_payload, report, submit, told
from tests.followup.cycles import opened, reply

pytestmark = pytest.mark.django_db


def states(cycle):
    return {str(one.addressee.party.code): one.state for one in cycle.asks.all()}


def tally(cycle):
    [shown] = queries.counted([cycle])
    return shown.answers, shown.parties


# --- opening


def test_a_cycle_asks_everybody_who_owes_an_answer_and_tells_each_focal_point_once(
    hlcm, item, addressee, other_addressee, focal, other_focal, secretary
):
    second = Item.objects.create(
        slug="second", document=item.document, kind="request", number="19", text="Second.",
        start=0, end=1, confirmed_by=secretary, confirmed_at=AT, known_on=TODAY,
        published_on=TODAY,
    )  # fmt: skip
    Addressee.objects.create(item=second, organization=addressee.organization, known_on=TODAY)
    cycle = opened(hlcm, secretary, questions=["How often?", " "])
    assert (cycle.slug, cycle.wanted) == ("hlcm-2021-10-11", {"body": "HLCM"})
    assert cycle.title == "Management committee, 11 October 2021"
    assert [one.text for one in cycle.questions.all()] == ["How often?"]
    assert Ask.objects.count() == 3
    assert told() == [("CEB", "followup.cycle_opened")]
    assert sorted(Notice.objects.values_list("person__username", "path")) == [
        ("focal", "/cycles/hlcm-2021-10-11/organization/who/"),
        ("other_focal", "/cycles/hlcm-2021-10-11/organization/ilo/"),
    ]
    assert "2 items" in Notice.objects.get(person=focal).text


@pytest.mark.parametrize(
    "change",
    [
        {"answer": "not_accepted"},
        {"answer": "not_relevant"},
        {"verdict": "overtaken", "verdict_on": TODAY},
    ],
)
def test_what_was_refused_or_closed_is_not_asked(
    change, hlcm, addressee, other_addressee, secretary
):
    Addressee.objects.filter(pk=addressee.pk).update(**change)
    assert [one.addressee for one in opened(hlcm, secretary).asks.all()] == [other_addressee]
    Addressee.objects.filter(pk=other_addressee.pk).update(**change)
    with pytest.raises(NotAllowed, match="Nobody owes anything"):
        opened(hlcm, secretary)
    assert ReportingCycle.objects.count() == 1


@pytest.mark.parametrize("change", [{"published_on": None}, {"archived_on": TODAY}])
def test_what_is_unpublished_or_archived_is_not_asked(change, hlcm, item, addressee, secretary):
    Item.objects.filter(pk=item.pk).update(**change)
    with pytest.raises(NotAllowed, match="Nobody owes anything"):
        opened(hlcm, secretary)


def test_a_cycle_of_a_filter_asks_what_fits_of_what_the_secretariat_keeps(
    hlcm, ilo, addressee, other_addressee, secretary
):
    cycle = opened(hlcm, secretary, wanted=Filter(party="organization:WHO", sort="due"))
    assert [one.addressee for one in cycle.asks.all()] == [addressee]
    assert cycle.wanted == {"body": "HLCM", "party": "organization:WHO"}
    again = opened(hlcm, secretary, wanted=Filter(document="ceb-2021-3"), title=" A second ")
    assert (again.asks.count(), again.slug, again.title) == (2, "hlcm-2021-10-11-2", "A second")
    officer = person("officer", RoleCode.EVALUATION_OFFICER, ilo)
    with pytest.raises(NotAllowed, match="Nobody owes anything"):
        opened(ilo, officer, wanted=Filter(document="ceb-2021-3"))


def test_an_organization_asks_for_all_of_which_it_is_keeper(ceb, addressee):
    officer = person("officer", RoleCode.EVALUATION_OFFICER, ceb)
    cycle = opened(ceb, officer)
    assert (cycle.body, cycle.wanted, cycle.asks.count()) == (None, {"keeper": "CEB"}, 1)


def test_who_may_not_ask_asks_nobody(hlcm, who, addressee, focal, verifier, steward, secretary):
    for somebody in (focal, verifier, steward):
        with pytest.raises(PermissionDenied):
            opened(hlcm, somebody)
    with pytest.raises(PermissionDenied):
        opened(who, secretary)
    with pytest.raises(NotAllowed, match="has passed"):
        opened(hlcm, secretary, due_on=TODAY - timedelta(days=1))
    assert told() == []
    assert not Notice.objects.exists()


# --- what has been said


def test_an_ask_is_silent_then_in_preparation_then_answered(
    hlcm, addressee, other_addressee, focal, validator, secretary
):
    cycle = opened(hlcm, secretary)
    assert states(cycle) == {"WHO": "silent", "ILO": "silent"}
    submit(addressee, focal, draft=True)
    assert states(cycle)["WHO"] == "started"
    said = submit(addressee, focal)
    actions.review_response(response=said, approve=False, reason="Why?", by=validator, at=AT)
    assert states(cycle)["WHO"] == "started"
    answer(addressee, focal, validator)
    assert states(cycle) == {"WHO": "answered", "ILO": "silent"}
    assert tally(cycle) == (Tally(silent=1, answered=1), Tally(silent=1, answered=1))


def test_progress_answers_an_ask_too_and_earlier_words_do_not(
    hlcm, addressee, focal, validator, secretary
):
    answer(addressee, focal, validator, at=AT - timedelta(days=3))
    submit(addressee, focal, at=AT - timedelta(days=2), draft=True)
    cycle = opened(hlcm, secretary)
    assert states(cycle) == {"WHO": "silent"}
    report(addressee, focal)
    assert states(cycle) == {"WHO": "started"}
    claim(addressee, focal, validator)
    assert states(cycle) == {"WHO": "answered"}


def test_what_was_said_on_the_day_of_the_opening_counts(
    hlcm, addressee, other_addressee, focal, validator, other_focal, secretary
):
    answer(addressee, focal, validator)
    submit(other_addressee, other_focal, draft=True)
    assert states(opened(hlcm, secretary)) == {"WHO": "answered", "ILO": "started"}


def test_what_is_closed_or_archived_meanwhile_is_asked_no_more(
    hlcm, item, addressee, other_addressee, focal, validator, verifier, secretary
):
    claim(addressee, focal, validator, at=AT - timedelta(days=9))
    cycle = opened(hlcm, secretary)
    actions.verify(addressee=addressee, verdict=Verdict.IMPLEMENTED, reason="", by=verifier, at=AT)
    assert tally(cycle)[0] == Tally(silent=1)
    assert [one.party.code for one in queries.parties_of(cycle, today=TODAY)] == ["ILO"]
    later = AT + timedelta(days=1)
    actions.verify(
        addressee=addressee, verdict=Verdict.REOPENED, reason="No.", by=verifier, at=later
    )
    assert tally(cycle)[0] == Tally(silent=2)
    actions.archive(item=item, reason="Twice.", by=secretary, at=later)
    assert tally(cycle)[0].asked == 0


def test_a_party_has_answered_when_nothing_is_left_of_what_it_and_its_posts_owe(
    hlcm, item, who, addressee, focal, validator, secretary
):
    post = Post.objects.create(code="DIR", names={"en": "Director"}, organization=who)
    beside = Addressee.objects.create(item=item, post=post, known_on=item.known_on)
    cycle = opened(hlcm, secretary)
    [shown] = queries.parties_of(cycle, today=TODAY)
    assert (shown.tally, shown.tally.state) == (Tally(silent=2), AskState.SILENT)
    assert shown.reached
    answer(beside, focal, validator)
    [shown] = queries.parties_of(cycle, today=TODAY)
    assert (shown.tally, shown.tally.state) == (Tally(silent=1, answered=1), AskState.STARTED)
    answer(addressee, focal, validator)
    assert queries.party_of(cycle, who, today=TODAY).tally.state is AskState.ANSWERED
    assert queries.party_of(cycle, hlcm, today=TODAY) is None


@pytest.mark.parametrize("parties", [1, 3])
def test_parties_cost_no_query_each(
    parties, hlcm, item, addressee, ilo, ceb, secretary, django_assert_num_queries
):
    for organization in [ilo, ceb][: parties - 1]:
        Addressee.objects.create(item=item, organization=organization, known_on=TODAY)
    cycle = opened(hlcm, secretary, signed=True)
    with django_assert_num_queries(8):
        assert len(queries.parties_of(cycle, today=TODAY)) == parties


# --- closing


def test_a_closed_cycle_is_not_touched_any_more(
    hlcm, item, addressee, other_addressee, focal, validator, secretary, verifier
):
    cycle = opened(hlcm, secretary)
    with pytest.raises(PermissionDenied):
        actions.close_cycle(cycle=cycle, by=verifier, at=AT)
    closed = actions.close_cycle(cycle=cycle, by=secretary, at=AT)
    assert (closed.closed_on, closed.closed_by) == (TODAY, secretary)
    assert closed.snapshots.count() == 1
    assert told()[-1] == ("CEB", "followup.cycle_closed")
    later = AT + timedelta(days=1)
    answer(addressee, focal, validator, at=later)
    assert states(cycle) == {"WHO": "silent", "ILO": "silent"}
    actions.archive(item=item, reason="Twice.", by=secretary, at=later)
    assert tally(closed)[0] == Tally(silent=2)
    with pytest.raises(NotAllowed, match="is closed"):
        actions.close_cycle(cycle=cycle, by=secretary, at=later)


def test_the_cycles_that_are_open_come_first(hlcm, addressee, secretary):
    for number, closed_on in enumerate([None, TODAY, None]):
        cycle_of(
            hlcm, secretary, TODAY + timedelta(days=number),
            closed_on=closed_on, closed_by=secretary if closed_on else None,
        )  # fmt: skip
    found = [(one.opened_on - TODAY).days for one in queries.cycles()]
    assert found == [2, 0, 1]
    assert queries.cycles(body="hlcm").count() == 3
    assert queries.cycles(body="none").count() == 0


# --- questions


@pytest.fixture
def asked(hlcm, addressee, other_addressee, secretary):
    return opened(hlcm, secretary, questions=["How often?"])


def decide(said, by, approve=True, reason=""):
    return actions.review_question_answer(said=said, approve=approve, reason=reason, by=by, at=AT)


def test_a_question_is_answered_in_versions_that_somebody_else_approves(
    asked, who, focal, validator, other_validator
):
    draft = reply(asked, who, focal, draft=True)
    assert (draft.version, draft.record, told()[-1]) == (
        1, "draft", ("WHO", "followup.question_drafted"),
    )  # fmt: skip
    said = reply(asked, who, focal)
    assert Notice.objects.filter(person=validator, path__contains="/who/").count() == 1
    with pytest.raises(NotAllowed, match="awaits approval"):
        reply(asked, who, focal)
    for somebody in (focal, other_validator):
        with pytest.raises(PermissionDenied):
            decide(said, somebody)
    with pytest.raises(NotAllowed, match="what is missing"):
        decide(said, validator, approve=False)
    said = decide(said, validator, approve=False, reason="By whom?")
    assert (said.record, said.known_on, last_payload()["reason"]) == ("returned", None, "By whom?")
    said = decide(reply(asked, who, focal, "By the board."), validator)
    assert (said.version, said.record, said.known_on) == (3, "approved", TODAY)
    with pytest.raises(NotAllowed, match="decided already"):
        decide(said, validator)
    assert queries.party_of(asked, who, today=TODAY).replies == 1


def test_what_is_not_approved_is_the_partys_own_business(asked, who, focal, validator):
    known = decide(reply(asked, who, focal), validator)
    waits = reply(asked, who, focal, "More.")
    [(_question, whole)] = queries.replies_of(asked, who, unapproved=True)
    [(_question, seen)] = queries.replies_of(asked, who, unapproved=False)
    assert (whole, seen) == ([waits, known], [known])


def test_only_who_is_asked_answers_while_the_cycle_is_open(
    asked, who, ceb, focal, validator, other_focal, secretary
):
    for somebody in (other_focal, validator, secretary):
        with pytest.raises(PermissionDenied):
            reply(asked, who, somebody)
    stranger = person("stranger", RoleCode.FOCAL_POINT, ceb)
    with pytest.raises(NotAllowed, match="asks nothing of"):
        reply(asked, ceb, stranger)
    with pytest.raises(NotAllowed, match="Write the answer"):
        reply(asked, who, focal, " ")
    said = reply(asked, who, focal)
    actions.close_cycle(cycle=asked, by=secretary, at=AT)
    for act in (lambda: reply(asked, who, focal), lambda: decide(said, validator)):
        with pytest.raises(NotAllowed, match="is closed"):
            act()


# --- signature


@pytest.fixture
def to_sign(hlcm, addressee, other_addressee, secretary):
    return opened(hlcm, secretary, signed=True, questions=["How often?"])


@pytest.fixture
def principal(who):
    return person("principal", RoleCode.PRINCIPAL, who)


def sign(cycle, party, by, at=AT, **more):
    return actions.sign(cycle=cycle, party=party, by=by, at=at, **more)


def signature(cycle, party):
    return queries.party_of(cycle, party, today=TODAY).signature


def test_a_principal_signs_what_is_answered_and_later_words_show(
    to_sign, who, addressee, focal, validator, principal
):
    with pytest.raises(NotAllowed, match="Nothing has been answered"):
        sign(to_sign, who, principal)
    answer(addressee, focal, validator)
    assert signature(to_sign, who) == "unsigned"
    for somebody in (focal, validator):
        with pytest.raises(PermissionDenied):
            sign(to_sign, who, somebody)
    made = sign(to_sign, who, principal, at=AT + timedelta(hours=1), note="As agreed.")
    assert (made.by, told()[-1]) == (principal, ("WHO", "followup.signed"))
    assert signature(to_sign, who) == "signed"
    with pytest.raises(NotAllowed, match="nothing was approved since"):
        sign(to_sign, who, principal, at=AT + timedelta(hours=2))
    later = AT + timedelta(hours=3)
    claim(addressee, focal, validator, at=later)
    assert signature(to_sign, who) == "changed"
    [_ilo, shown] = queries.parties_of(to_sign, today=TODAY)
    assert (shown.signature, shown.signed) == ("changed", made)
    sign(to_sign, who, principal, at=later + timedelta(hours=1))
    assert signature(to_sign, who) == "signed"


def test_an_answer_to_a_question_changes_what_is_signed(to_sign, who, focal, validator, principal):
    decide(reply(to_sign, who, focal), validator)
    sign(to_sign, who, principal, at=AT + timedelta(hours=1))
    said = reply(to_sign, who, focal, "More.")
    later = AT + timedelta(hours=2)
    actions.review_question_answer(said=said, approve=True, by=validator, at=later)
    assert signature(to_sign, who) == "changed"


def test_nobody_signs_their_own_words(to_sign, who, addressee, validator, principal):
    answer(addressee, person_with_both(who), validator)
    author = Item.objects.get().addressees.get(pk=addressee.pk).responses.get().by
    with pytest.raises(NotAllowed, match="another principal signs"):
        sign(to_sign, who, author)
    sign(to_sign, who, principal)


def person_with_both(party):
    """A principal who is focal point as well."""
    made = person("both", RoleCode.PRINCIPAL, party)
    made.roles.create(code=RoleCode.FOCAL_POINT, organization=party, starts_on=TODAY)
    return made


def test_nobody_signs_where_no_signature_is_asked_or_the_cycle_is_closed(
    asked, to_sign, who, addressee, focal, validator, principal, secretary
):
    answer(addressee, focal, validator)
    with pytest.raises(NotAllowed, match="asks for no signature"):
        sign(asked, who, principal)
    actions.close_cycle(cycle=to_sign, by=secretary, at=AT)
    with pytest.raises(NotAllowed, match="is closed"):
        sign(to_sign, who, principal)


def test_a_word_answers_every_open_cycle_that_asks(
    asked, to_sign, addressee, focal, validator, secretary
):
    actions.close_cycle(cycle=asked, by=secretary, at=AT)
    answer(addressee, focal, validator, answer=Answer.UNDER_CONSIDERATION)
    assert (states(asked)["WHO"], states(to_sign)["WHO"]) == ("silent", "answered")
    assert DUE > TODAY
