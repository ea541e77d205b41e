"""Commitments: what a journal entry says about a payload that may later have to be erased.

The log keeps an HMAC-SHA256 (RFC 2104) of the canonical payload under a random 32-byte salt.
With payload and salt anyone can check it; without the salt it tells nothing, not even to someone
who guesses the payload.
"""

import hmac
import secrets

import rfc8785

SALT_SIZE = 32
MAX_DEPTH = 64
DOMAIN = b"quintet/journal/payload/v1\n"


class NotCanonical(ValueError):
    """The payload has no canonical form; the message names the place and what to write instead."""


def canonical(payload: dict[str, object]) -> bytes:
    """The payload as canonical JSON (RFC 8785), UTF-8.

    Amounts are strings: floats are refused (they do not survive other people's parsers), and so
    are integers beyond 2**53 - 1, keys that are not strings, text that is not Unicode, types that
    JSON does not know, and nesting deeper than MAX_DEPTH. Raises NotCanonical.
    """
    _refuse_floats(payload, "payload", MAX_DEPTH)
    try:
        return rfc8785.dumps(payload)  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise NotCanonical(f"The payload cannot be written as canonical JSON: {error}.") from error


def new_salt() -> bytes:
    """A fresh random salt of 32 bytes."""
    return secrets.token_bytes(SALT_SIZE)


def commit(payload: dict[str, object], salt: bytes) -> str:
    """The commitment to a payload: 64 hex digits. Raises NotCanonical; ValueError for the salt."""
    if len(salt) != SALT_SIZE:
        raise ValueError(f"A salt has {SALT_SIZE} bytes; this one has {len(salt)}.")
    return hmac.digest(salt, DOMAIN + canonical(payload), "sha256").hex()


def _refuse_floats(value: object, place: str, depth: int) -> None:
    if isinstance(value, float):
        raise NotCanonical(f"{place} is a floating-point number; write amounts as strings.")
    if not isinstance(value, dict | list | tuple):
        return
    if not depth:
        raise NotCanonical(f"The payload is nested deeper than {MAX_DEPTH} levels.")
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in inner:
        _refuse_floats(item, f"{place}[{key!r}]", depth - 1)
