"""Who may: every role × every place, and who sees what."""

from datetime import date

import pytest

from quintet.core.models import Body, Post, Role
from quintet.core.permissions import forget_roles
from quintet.core.rules import OWNERS, RoleCode
from quintet.followup import permissions
from quintet.followup.models import Addressee, Document, File, Item, ProgressEntry, Response
from tests.conftest import AT, TODAY, person

pytestmark = pytest.mark.django_db

KEEPERS = {RoleCode.SECRETARY, RoleCode.EVALUATION_OFFICER}


@pytest.fixture
def forum(ceb):
    return Body.objects.create(code="FORUM", names={}, kind="forum", organization=ceb)


@pytest.fixture
def places(who, ilo, ceb, hlcm, forum):
    return {"who": who, "ilo": ilo, "ceb": ceb, "hlcm": hlcm, "forum": forum}


@pytest.fixture
def grant():
    def give(somebody, code, party, **more):
        where = {type(party).__name__.lower(): party}
        Role.objects.create(person=somebody, code=code, starts_on=date(2020, 1, 1), **where | more)
        forget_roles(somebody)

    return give


@pytest.mark.parametrize("code", list(RoleCode))
def test_who_may_do_what_to_an_item_of_a_body_addressed_to_an_organization(
    code, places, addressee, document, focal, hlcm
):
    said = Response(addressee=addressee, by=focal)
    for place, party in places.items():
        somebody = person(place, code, party)
        issuing, owning = place in ("hlcm", "ceb"), place == "who"
        keeps, owns = issuing and code in KEEPERS, owning and code in OWNERS
        answers = owning and code is RoleCode.FOCAL_POINT
        uploads = place == "hlcm" and code in KEEPERS
        reviews = owning and code in (RoleCode.VALIDATING_OFFICER, RoleCode.PRINCIPAL)
        verifies = issuing and code is RoleCode.VERIFIER

        assert permissions.keeps(somebody, document, TODAY) is keeps
        assert permissions.may_upload(somebody, hlcm, TODAY) is uploads
        assert permissions.may_upload_somewhere(somebody, TODAY) is (code in KEEPERS)
        assert permissions.owns(somebody, addressee, TODAY) is owns
        assert permissions.may_see_unapproved(somebody, addressee, TODAY) is owns
        assert permissions.may_answer(somebody, addressee, TODAY) is answers
        assert permissions.may_move_deadline(somebody, addressee, TODAY) is (answers or keeps)
        assert permissions.may_review(somebody, said, TODAY) is reviews
        assert permissions.may_verify(somebody, addressee, TODAY) is verifies


def test_a_visitor_may_do_nothing(addressee, document, focal, hlcm):
    assert not permissions.keeps(None, document, TODAY)
    assert not permissions.may_upload(None, hlcm, TODAY)
    assert not permissions.may_upload_somewhere(None, TODAY)
    assert not permissions.owns(None, addressee, TODAY)
    assert not permissions.may_answer(None, addressee, TODAY)
    assert not permissions.may_review(None, Response(addressee=addressee, by=focal), TODAY)
    assert not permissions.may_move_deadline(None, addressee, TODAY)
    assert not permissions.may_verify(None, addressee, TODAY)
    assert not Document.objects.filter(permissions.kept_by(None, TODAY)).exists()


def test_nobody_reviews_their_own_word_whatever_their_roles(addressee, focal, who, grant):
    grant(focal, RoleCode.VALIDATING_OFFICER, who)
    assert not permissions.may_review(focal, Response(addressee=addressee, by=focal), TODAY)


@pytest.mark.parametrize("code", sorted(OWNERS))
def test_an_owner_never_verifies_even_with_a_verifiers_role(code, addressee, verifier, who, grant):
    assert permissions.may_verify(verifier, addressee, TODAY)
    grant(verifier, code, who)
    assert not permissions.may_verify(verifier, addressee, TODAY)


@pytest.mark.parametrize("what", ["progress", "response"])
@pytest.mark.parametrize("part", ["by", "reviewed_by"])
def test_who_wrote_or_approved_what_is_to_be_judged_does_not_verify_it(
    what, part, addressee, verifier, focal
):
    told = {"addressee": addressee, "record": "submitted", "at": AT, "by": focal} | {part: verifier}
    if what == "progress":
        ProgressEntry.objects.create(as_at=TODAY, text="Done", **told)
    else:
        Response.objects.create(version=1, answer="accepted", **told)
    assert not permissions.may_verify(verifier, addressee, TODAY)


def test_the_people_of_a_post_are_those_of_its_organization_or_body(item, who, hlcm, focal, grant):
    for place, party in (("organization", who), ("body", hlcm)):
        post = Post.objects.create(code=f"POST-{place}", names={}, **{place: party})
        addressee = Addressee.objects.create(item=item, post=post, known_on=item.known_on)
        assert addressee.owner == party
        assert addressee.party == post
        assert permissions.may_answer(focal, addressee, TODAY) is (place == "organization")
    assert addressee.journal == hlcm.organization


# --- who sees


def in_state(item, state):
    item.published_on = None if state == "unpublished" else TODAY
    item.archived_on = TODAY if state == "archived" else None
    item.save()


@pytest.mark.parametrize("code", list(RoleCode))
def test_what_is_not_published_is_seen_by_its_secretariat_its_verifiers_and_its_addressees(
    code, places, item, addressee, document
):
    people = {place: person(place, code, party) for place, party in places.items()}
    for state in ("published", "archived", "unpublished"):
        in_state(item, state)
        document.published_on = item.published_on
        for place, somebody in people.items():
            issuing = place in ("hlcm", "ceb") and code in KEEPERS | {RoleCode.VERIFIER}
            addressed = place == "who" and code in OWNERS
            sees = state != "unpublished" or issuing or addressed

            found = Item.objects.filter(permissions.seen_by(somebody, TODAY))
            assert list(found.distinct()) == ([item] if sees else []), (state, place)
            assert permissions.may_see(somebody, item, TODAY) is sees
            assert permissions.may_see_document(somebody, document, TODAY) is sees
            kept = Document.objects.filter(permissions.kept_by(somebody, TODAY))
            assert kept.exists() is (place in ("hlcm", "ceb") and code in KEEPERS)


@pytest.mark.parametrize(
    ("published_on", "seen"),
    [(None, False), (date(2021, 10, 12), False), (TODAY, True), (date(2021, 5, 31), True)],
)
def test_a_visitor_sees_what_has_been_published_by_today(item, document, published_on, seen):
    item.published_on = published_on
    item.save()
    document.published_on = published_on
    assert permissions.may_see(None, item, TODAY) is seen
    assert permissions.may_see_document(None, document, TODAY) is seen
    assert Item.objects.filter(permissions.seen_by(None, TODAY)).exists() is seen


def test_a_document_without_items_is_seen_by_who_keeps_it(document, secretary, focal):
    assert permissions.may_see_document(secretary, document, TODAY)
    assert not permissions.may_see_document(focal, document, TODAY)


def test_an_evaluation_of_an_organization_is_kept_there(who, ilo, grant, member):
    evaluation = Document.objects.create(
        slug="evaluation",
        file=File.objects.create(sha256="1" * 64, size=1, media_type="text/plain"),
        name="e.txt",
        organization=who,
        uploaded_by=member,
        uploaded_at=AT,
    )
    assert not permissions.keeps(member, evaluation, TODAY)
    grant(member, RoleCode.EVALUATION_OFFICER, who)
    assert permissions.keeps(member, evaluation, TODAY)
    assert list(Document.objects.filter(permissions.kept_by(member, TODAY))) == [evaluation]


def test_those_addressed_by_their_body_or_their_post_see_it_too(
    item, hlcm, who, ilo, grant, member
):
    in_state(item, "unpublished")
    chair = Post.objects.create(code="CHAIR", names={}, body=hlcm)
    doctor = Post.objects.create(code="DOCTOR", names={}, organization=ilo)
    Addressee.objects.create(item=item, post=chair, known_on=item.known_on)
    Addressee.objects.create(item=item, post=doctor, known_on=item.known_on)
    assert not permissions.may_see(member, item, TODAY)
    grant(member, RoleCode.FOCAL_POINT, hlcm)
    assert permissions.may_see(member, item, TODAY)
    other = person("other", RoleCode.PRINCIPAL, ilo)
    assert permissions.may_see(other, item, TODAY)
    assert Item.objects.filter(permissions.seen_by(other, TODAY)).count() == 1
    assert not permissions.may_see(person("third", RoleCode.PRINCIPAL, who), item, TODAY)
