"""Who may, in the core. One predicate a verb; each answers yes or no."""

from datetime import date

from quintet.core.models import Body, Organization, Person, Role
from quintet.core.rules import RoleCode


def roles_on(person: Person | None, today: date) -> list[Role]:
    """The roles that a person holds on a day; read once per person."""
    if person is None or not person.is_active:  # a visitor, or somebody who has left
        return []
    if "_roles" not in person.__dict__:
        told = person.roles.select_related("organization", "body__organization")
        person.__dict__["_roles"] = list(told)
    return [
        role
        for role in person.__dict__["_roles"]
        if role.starts_on <= today and (role.ends_on is None or today <= role.ends_on)
    ]


def forget_roles(person: Person) -> None:
    """Read a person's roles anew: they have just changed."""
    person.__dict__.pop("_roles", None)


def holds(
    person: Person | None,
    codes: frozenset[RoleCode] | set[RoleCode],
    today: date,
    *,
    party: Organization | Body | None = None,
) -> bool:
    """Whether a person holds one of the roles: anywhere, or in this organization or body."""
    return any(
        role.code in codes and (party is None or role.party == party)
        for role in roles_on(person, today)
    )


def may_steward(person: Person | None, today: date) -> bool:
    return holds(person, {RoleCode.STEWARD}, today)


def may_see_people(person: Person | None, today: date) -> bool:
    return bool(roles_on(person, today))


def may_keep_sessions(person: Person | None, body: Body, today: date) -> bool:
    return holds(person, {RoleCode.SECRETARY}, today, party=body) or may_steward(person, today)
