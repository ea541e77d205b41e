"""Lists by cursor: a page after a page, whatever is added or removed meanwhile.

A cursor holds the sort values of the last row, signed, so that nobody writes one by hand. It holds
no time: the same page has the same ETag.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Schema
from ninja.errors import ValidationError

from quintet.core.rest.words import Cursor

Row = TypeVar("Row")
Found = TypeVar("Found")


class Paging(Schema):
    """Which page of a list."""

    limit: int = Field(50, ge=1, le=200, description="How many rows at most.")
    cursor: Cursor = Field("", description="`next` of the page before; empty for the first.")


class Page(Schema, Generic[Row]):
    """A page of a list."""

    items: list[Row]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


def page_of(
    rows: QuerySet[Any], paging: Paging, *keys: str, show: Callable[[Sequence[Any]], list[Row]]
) -> dict[str, Any]:
    """One page of a query, sorted by `keys` ("-" before one: descending; "?" after:
    ascending, nulls last). The last key is unique, as `pk` is."""
    names = [key.strip("-?") for key in keys]
    if paging.cursor:
        rows = rows.filter(_after(keys, _read(paging.cursor, keys)))
    order = [
        F(name).desc(nulls_last=True)
        if key.startswith("-")
        else F(name).asc(nulls_last=True)
        if key.endswith("?")
        else F(name).asc()
        for key, name in zip(keys, names, strict=True)
    ]
    found = list(rows.order_by(*order)[: paging.limit + 1])
    more, found = len(found) > paging.limit, found[: paging.limit]
    last = [_value(found[-1], name) for name in names] if more else None
    return {"items": show(found), "next": _write(last, keys) if last else None}


def page_of_list(
    rows: Sequence[Found], paging: Paging, *, show: Callable[[Sequence[Found]], list[Row]]
) -> dict[str, Any]:
    """One page of a list that grows, if at all, at its head: the cursor counts what is still to come."""
    left = len(rows)
    if paging.cursor:
        left = min(left, int(_read(paging.cursor, ("left",))[0]))
    found = rows[len(rows) - left :][: paging.limit]
    left -= len(found)
    return {"items": show(found), "next": _write([left], ("left",)) if left else None}


def page_by_place(
    paging: Paging,
    name: str,
    *,
    read: Callable[[int, int], tuple[Sequence[Found], int | None]],
    show: Callable[[Sequence[Found]], list[Row]],
) -> dict[str, Any]:
    """One page of a list that is read from a place in it, and how many; `read` gives as well the
    place of what comes next. `name`: of the list as it is now; a cursor is of that one."""
    place = int(_read(paging.cursor, (name,))[0]) if paging.cursor else 0
    found, after = read(place, paging.limit)
    return {"items": show(found), "next": None if after is None else _write([after], (name,))}


def _after(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """What comes after a row in the order of the keys."""
    found, same = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        name = key.strip("-?")
        if value is None:
            same &= Q(**{f"{name}__isnull": True})
            continue
        beyond = Q(**{f"{name}__{'lt' if key.startswith('-') else 'gt'}": value})
        if key.endswith("?"):
            beyond |= Q(**{f"{name}__isnull": True})
        found |= same & beyond
        same &= Q(**{name: value})
    return found


def _value(row: Model, name: str) -> Any:
    value = getattr(row, name)
    return value if value is None or isinstance(value, int) else str(value)


def _signer(keys: Sequence[str]) -> Signer:
    return Signer(salt=f"quintet.cursor:{' '.join(keys)}")


def _write(values: list[Any], keys: Sequence[str]) -> str:
    return _signer(keys).sign_object(values)


def _read(cursor: str, keys: Sequence[str]) -> list[Any]:
    try:
        return _signer(keys).unsign_object(cursor)
    except BadSignature:
        what = _("This cursor belongs to another list or order. Begin without one")
        raise ValidationError([{"loc": ("query", "cursor"), "msg": what}]) from None
