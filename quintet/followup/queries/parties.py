"""Organizations, bodies and posts as follow-up names them: "organization:WHO", "body:HLCM"."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import Body, NotAllowed, Organization, Post
from quintet.followup.intake.candidate import Known, Meeting, Party

KINDS: dict[str, type[Organization] | type[Body] | type[Post]] = {
    "organization": Organization,
    "body": Body,
    "post": Post,
}


def is_text(word: str) -> bool:
    """Whether a database can be asked for a word: no NUL, no half of a surrogate pair."""
    try:
        return b"\x00" not in word.encode()
    except UnicodeEncodeError:
        return False


def reference_of(party: Organization | Body | Post) -> str:
    """The name of a party in addresses and files: kind, colon, code."""
    return f"{type(party).__name__.lower()}:{party.code}"


def party(reference: str) -> Organization | Body | Post:
    """The party of a reference, or NotAllowed with a sentence."""
    kind, _colon, code = reference.partition(":")
    model = KINDS.get(kind) if is_text(reference) else None
    found = model.objects.filter(code__iexact=code.strip()).first() if model else None
    if found is None:
        raise NotAllowed(
            _("%(name)r is no known organization, body or post.") % {"name": reference}
        )
    return found


def party_choices() -> list[tuple[str, str]]:
    """Every party with its reference and name, for a list to choose from."""
    return [(reference_of(one), f"{one.name} ({one.code})") for one in core.parties()]


def known() -> Known:
    """What intake resolves names against: the database's parties, or the reference lists where the
    database is not set up yet (a newcomer reading a first file)."""
    if not core.has_tables() or not Organization.objects.exists():
        return _reference()
    parties = tuple(
        Party(
            kind=type(one).__name__.lower(),  # type: ignore[arg-type]
            code=one.code,
            name=one.names.get("en", one.code),
            aliases=tuple(dict.fromkeys([one.code, *one.aliases, *one.names.values()])),
            members=isinstance(one, Body) and bool(one.members.all()),
        )
        for one in [
            *Organization.objects.all(),
            *Body.objects.prefetch_related("members"),
            *Post.objects.all(),
        ]
    )
    meetings = tuple(
        Meeting(session.body.code, session.number, session.starts_on, session.ends_on)
        for session in core.sessions()
    )
    return Known(parties, meetings)


def _reference() -> Known:
    lists = core.reference_lists()
    parties = tuple(
        Party(
            kind=kind,  # type: ignore[arg-type]
            code=told["code"],
            name=told["names"]["en"],
            aliases=tuple(
                dict.fromkeys([told["code"], *told.get("aliases", []), *told["names"].values()])
            ),
            members=bool(told.get("members")),
        )
        for kind, name in (("organization", "organizations"), ("body", "bodies"), ("post", "posts"))
        for told in lists[name][name]
    )
    meetings = tuple(
        Meeting(told["body"], told["number"], _day(told, "starts_on"), _day(told, "ends_on"))
        for told in lists["sessions"]["sessions"]
    )
    return Known(parties, meetings)


def _day(told: Mapping[str, str], name: str) -> date | None:
    return date.fromisoformat(told[name]) if told.get(name) else None
