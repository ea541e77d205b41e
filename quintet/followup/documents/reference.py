"""References of the rows of a form: what ties a returned row to the row that was sent out.

"RX4T9-017-P4": the form's code, the row's number, and two check characters of ISO/IEC 7064,
MOD 1271-36. That system is the standard's for letters and digits with two check characters: it
finds every single character that is wrong, every two that are swapped side by side, and all but
one in 1,271 of other errors, cuts among them; its one-character sibling (MOD 37-2) misses one in
37, too many for a form of forty rows that are retyped.
"""

import re
import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0, O, 1 and I, which people mistake
_LENGTH = 5
_MODULUS, _RADIX = 1271, 36
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHAPE = re.compile(rf"([{ALPHABET}]{{{_LENGTH}}})-?(\d{{3,5}})-?([0-9A-Z]{{2}})", re.ASCII)
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def new_code() -> str:
    """A code for a new form, by chance: one of 33 million. Whoever keeps it sees that it is new."""
    return "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))


def reference(code: str, number: int) -> str:
    """The reference of a row; `number` is from 1 to 99999."""
    body = f"{code}{number:03d}"
    return f"{code}-{number:03d}-{_check(body)}"


def parse_reference(text: str) -> tuple[str, int] | None:
    """The form's code and the row's number; None for what is no reference, or one mistyped.

    Spaces, small letters, dashes of any kind or none, full-width forms (NFKC) and the digits of
    any script are understood.
    """
    match = _SHAPE.fullmatch(_plain(text))
    if match is None:
        return None
    code, number, check = match.groups()
    return (code, int(number)) if _check(code + number) == check else None


def _plain(text: str) -> str:
    signs = []
    for sign in unicodedata.normalize("NFKC", text[:100]).upper():
        kind = unicodedata.category(sign)
        if kind == "Pd" or sign == "\N{MINUS SIGN}":
            signs.append("-")
        elif kind == "Nd":
            signs.append(str(unicodedata.decimal(sign)))
        elif kind not in _UNSEEN:
            signs.append(sign)
    return "".join(signs)


def _check(body: str) -> str:
    """Clause 6 of ISO/IEC 7064 (pure systems, recursive method) for two check characters."""
    product = 0
    for sign in body:
        product = (product + _DIGITS.index(sign)) * _RADIX % _MODULUS
    first, second = divmod((1 - product * _RADIX) % _MODULUS, _RADIX)
    return _DIGITS[first] + _DIGITS[second]
