"""Organizations, bodies and posts by their references, and what intake knows of them."""

import pytest

from quintet.core.models import Organization, Post
from quintet.core.public import NotAllowed
from quintet.followup import queries
from quintet.followup.intake.candidate import Meeting
from quintet.followup.queries import parties

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair(hlcm):
    return Post.objects.create(code="CHAIR", names={"en": "Chair"}, body=hlcm)


def test_a_reference_names_its_party_and_the_party_its_reference(who, hlcm, chair):
    for party in (who, hlcm, chair):
        assert queries.party(queries.reference_of(party)) == party
    assert queries.party("organization: who ") == who


@pytest.mark.parametrize(
    "reference",
    ["", "WHO", "organization:", "organization:NONE", "planet:WHO", "body:WHO", "post:\x00",
     "organization:\ud800", "objects:WHO"],
)  # fmt: skip
def test_a_reference_to_nobody_is_refused_with_a_sentence(reference, who):
    with pytest.raises(NotAllowed, match="is no known organization, body or post"):
        queries.party(reference)


def test_choices_name_every_party(who, hlcm, chair):
    assert queries.party_choices() == [
        ("organization:CEB", "CEB in full (CEB)"),
        ("organization:ILO", "ILO in full (ILO)"),
        ("organization:WHO", "WHO in full (WHO)"),
        ("body:HLCM", "Management committee (HLCM)"),
        ("post:CHAIR", "Chair (CHAIR)"),
    ]


def test_intake_knows_what_the_database_knows(who, hlcm, session, chair):
    Organization.objects.filter(code="WHO").update(aliases=["World Health"])
    known = queries.known()
    told = {party.code: party for party in known.parties}
    assert told["WHO"].aliases[:2] == ("WHO", "World Health")
    assert set(told["WHO"].aliases[2:]) == {"WHO in full", "WHO en entier", "WHO بالعربية"}
    assert (told["HLCM"].kind, told["HLCM"].members, told["CHAIR"].kind) == ("body", True, "post")
    assert known.meetings == (Meeting("HLCM", 41, session.starts_on, session.ends_on),)


@pytest.mark.parametrize("set_up", [True, False])
def test_without_a_database_intake_knows_the_reference_lists(set_up, monkeypatch):
    monkeypatch.setattr(parties.core, "has_tables", lambda: set_up)
    known = queries.known()
    told = {(party.kind, party.code): party for party in known.parties}
    assert told["organization", "WHO"].name == "World Health Organization"
    assert told["body", "HLCM"].members
    assert any(kind == "post" for kind, _code in told)
    assert all(isinstance(meeting, Meeting) for meeting in known.meetings)
    assert known.meetings[0].starts_on


def test_a_day_that_is_not_told_stays_empty():
    assert parties._day({"starts_on": ""}, "starts_on") is None
    assert parties._day({}, "starts_on") is None
