"""A focal point hands addressees to a person of their own organization."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from quintet.core.models import Notice
from quintet.core.permissions import forget_roles
from quintet.core.public import NotAllowed
from quintet.core.rules import RoleCode
from quintet.followup import actions, permissions, queries
from quintet.followup.models import Addressee, Delegation, Item
from quintet.followup.rules import Verdict
from tests.conftest import AT, TODAY, person
from tests.followup.acts import claim, report, submit, told
from tests.followup.cycles import handed, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(who):
    return person("colleague", RoleCode.MEMBER, who)


def needs(somebody):
    return queries.needs(somebody, today=TODAY)


def test_who_it_is_delegated_to_answers_and_reports_for_that_addressee_only(
    addressee, item, who, focal, colleague, validator, secretary
):
    beside = Addressee.objects.create(
        item=Item.objects.create(
            slug="beside", document=item.document, kind="request", number="19", text="B.",
            start=0, end=1, confirmed_by=secretary, confirmed_at=AT, known_on=TODAY,
            published_on=TODAY,
        ),
        organization=who,
        known_on=TODAY,
    )  # fmt: skip
    for act in (submit, report):
        with pytest.raises(PermissionDenied):
            act(addressee, colleague)
    [given] = handed([addressee], colleague, focal, unit="IT", note="Please.", due_on=TODAY)
    assert (given.unit, given.note, given.due_on) == ("IT", "Please.", TODAY)
    assert told()[-1] == ("WHO", "followup.delegated")
    notice = Notice.objects.get(person=colleague)
    assert (notice.subject, notice.path) == (
        "Delegated to you: 18", f"/answers/{addressee.uuid}/",
    )  # fmt: skip
    assert "Please." in notice.text
    assert needs(colleague).delegated == [addressee]
    said, entry = submit(addressee, colleague), report(addressee, colleague)
    assert not needs(colleague).delegated
    with pytest.raises(PermissionDenied):
        submit(beside, colleague)
    for one in (said, entry):
        assert not permissions.may_review(colleague, one, TODAY)
    assert needs(validator).to_review == [said, entry]
    with pytest.raises(PermissionDenied):
        actions.review_response(response=said, approve=True, by=colleague, at=AT)


def test_milestones_deadlines_and_delegation_stay_with_the_focal_point(
    addressee, focal, colleague, validator
):
    handed([addressee], colleague, focal)
    step = actions.add_milestone(addressee=addressee, text="t", due_on=None, by=focal, at=AT)
    for act in (
        lambda: actions.add_milestone(addressee=addressee, text="t", due_on=None, by=colleague, at=AT),
        lambda: actions.meet_milestone(milestone=step, met_on=TODAY, by=colleague, at=AT),
        lambda: actions.move_deadline(addressee=addressee, due_on=TODAY, reason="r", by=colleague, at=AT),
        lambda: handed([addressee], validator, colleague),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            act()


def test_a_delegate_sees_what_is_not_approved_and_does_not_verify_it(
    addressee, focal, colleague, validator, hlcm
):
    assert not permissions.may_see_unapproved(colleague, addressee, TODAY)
    handed([addressee], colleague, focal)
    assert permissions.may_see_unapproved(colleague, addressee, TODAY)
    colleague.roles.create(code=RoleCode.VERIFIER, body=hlcm, starts_on=TODAY)
    forget_roles(colleague)
    claim(addressee, focal, validator)
    assert not permissions.may_verify(colleague, addressee, TODAY)


def test_a_delegate_who_approves_for_the_organization_does_not_approve_their_own(
    addressee, focal, validator
):
    handed([addressee], validator, focal)
    said = submit(addressee, validator)
    with pytest.raises(PermissionDenied):
        actions.review_response(response=said, approve=True, by=validator, at=AT)


def test_what_comes_back_comes_back_to_the_delegate(addressee, focal, colleague, validator):
    handed([addressee], colleague, focal)
    said = submit(addressee, colleague)
    actions.review_response(response=said, approve=False, reason="When?", by=validator, at=AT)
    assert needs(colleague).returned == [addressee]


def test_several_are_delegated_by_one_act_with_one_notice(
    addressee, other_addressee, who, focal, other_focal, colleague
):
    item = Item.objects.get()
    item.pk, item.slug, item.number = None, "second", "20"
    item.save()
    second = Addressee.objects.create(item=item, organization=who, known_on=TODAY)
    with pytest.raises(PermissionDenied):
        handed([addressee, other_addressee], colleague, focal)
    assert not Delegation.objects.exists()
    handed([addressee, second], colleague, focal)
    assert [verb for _code, verb in told()] == ["followup.delegated"] * 2
    notice = Notice.objects.get(person=colleague)
    assert (notice.subject, notice.path) == ("Delegated to you: 18, 20", "/")


def test_nothing_is_delegated_to_a_stranger_to_oneself_or_twice(
    addressee, other_addressee, item, focal, member, colleague, verifier, validator
):
    for to, why in ((member, "has no role in WHO"), (focal, "answer for it already")):
        with pytest.raises(NotAllowed, match=why):
            handed([addressee], to, focal)
    with pytest.raises(NotAllowed, match="Choose what"):
        handed([], colleague, focal)
    handed([addressee], colleague, focal)
    with pytest.raises(NotAllowed, match="delegated to Colleague already"):
        handed([addressee], colleague, focal)
    Item.objects.filter(pk=item.pk).update(published_on=None)
    with pytest.raises(NotAllowed, match="not published yet"):
        handed([addressee], validator, focal)
    Item.objects.filter(pk=item.pk).update(published_on=TODAY)
    claim(addressee, focal, validator)
    actions.verify(addressee=addressee, verdict=Verdict.IMPLEMENTED, reason="", by=verifier, at=AT)
    with pytest.raises(NotAllowed, match="It is closed"):
        handed([addressee], validator, focal)


def test_a_delegation_ends_and_what_was_said_stays(addressee, focal, other_focal, colleague):
    [given] = handed([addressee], colleague, focal)
    said = submit(addressee, colleague, draft=True)
    with pytest.raises(PermissionDenied):
        actions.end_delegation(delegation=given, by=other_focal, at=AT)
    actions.end_delegation(delegation=given, by=focal, at=AT)
    assert told()[-1] == ("WHO", "followup.delegation_ended")
    permissions.forget_delegations(colleague)
    assert not needs(colleague).anything
    with pytest.raises(PermissionDenied):
        submit(addressee, colleague)
    with pytest.raises(NotAllowed, match="has ended already"):
        actions.end_delegation(delegation=given, by=focal, at=AT)
    said.refresh_from_db()
    assert said.by == colleague
    handed([addressee], colleague, focal)  # and again


def test_who_leaves_the_organization_is_its_delegate_no_more(addressee, focal, colleague):
    handed([addressee], colleague, focal)
    colleague.roles.update(ends_on=TODAY - timedelta(days=1))
    forget_roles(colleague)
    assert not permissions.may_answer(colleague, addressee, TODAY)
    assert not needs(colleague).anything
    assert queries.delegates(today=TODAY) == {}


def test_many_questions_of_may_cost_one_query(
    addressee, other_addressee, focal, colleague, django_assert_num_queries
):
    handed([addressee], colleague, focal)
    rows = list(queries.addressees_of([addressee.item]))
    for somebody in (focal, colleague):
        permissions.forget_delegations(somebody)
        forget_roles(somebody)
        with django_assert_num_queries(2):  # roles, delegations
            for _again in range(3):
                [permissions.may_answer(somebody, one, TODAY) for one in rows]


def test_the_next_silent_of_a_list_is_one_that_somebody_may_answer(
    hlcm, who, addressee, item, focal, colleague, secretary
):
    made = [addressee]
    for number in (1, 2):
        other = Item.objects.get(pk=item.pk)
        other.pk, other.slug, other.number, other.order = None, f"n{number}", f"{number}", number
        other.save()
        made.append(Addressee.objects.create(item=other, organization=who, known_on=TODAY))
    cycle = opened(hlcm, secretary)

    def following(after, somebody):
        return queries.next_silent(cycle, who, after=after, person=somebody, today=TODAY)

    assert [following(one, focal) for one in made] == [made[1], made[2], made[0]]
    assert following(made[0], colleague) is None
    handed([made[2]], colleague, focal)
    assert following(made[0], colleague) == made[2]
    submit(made[1], focal, draft=True)
    assert following(made[0], focal) == made[2]
