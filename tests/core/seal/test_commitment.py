"""Commitments: the same payload gives the same bytes everywhere, and floats never get in."""

import hashlib
import hmac
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quintet.core.seal.commitment import MAX_DEPTH, NotCanonical, canonical, commit, new_salt

SALT = bytes(range(32))
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
payloads = st.dictionaries(
    words,
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | words,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
        max_leaves=5,
    ),
    max_size=4,
)


def test_keys_are_sorted_and_nothing_is_escaped_that_need_not_be():
    payload = {"b": "é\n€", "a": [1, True, None, {"10": "x", "1": "y"}]}
    assert canonical(payload) == '{"a":[1,true,null,{"1":"y","10":"x"}],"b":"é\\n€"}'.encode()


def test_keys_are_sorted_by_utf_16_as_rfc_8785_shows():
    payload = {"€": 1, "\r": 2, "\ufb33": 3, "1": 4, "😀": 5, "\x80": 6, "ö": 7}
    assert list(json.loads(canonical(payload)).values()) == [2, 4, 6, 7, 1, 5, 3]


@settings(max_examples=50)
@given(payload=payloads)
def test_the_canonical_form_says_the_same_and_does_not_depend_on_order(payload):
    written = canonical(payload)
    assert json.loads(written) == payload
    assert canonical(dict(reversed(payload.items()))) == written
    assert canonical(json.loads(written)) == written


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        ({"amount": 1.5}, r"payload\['amount'\] is a floating-point number"),
        ({"rows": [{"amount": 1.0}]}, r"payload\['rows'\]\[0\]\['amount'\] is a floating"),
        ({"amount": float("nan")}, "floating-point"),
        ({"size": 2**53}, "safe integer"),
        ({"size": -(2**53)}, "safe integer"),
        ({"text": "\ud800"}, "canonical JSON"),
        ({"\ud800": 1}, "canonical JSON"),
        ({1: "x"}, "keys must be strings"),
        ({"on": {1, 2}}, "unsupported type"),
        ({"raw": b"x"}, "unsupported type"),
    ],
)
def test_what_json_readers_disagree_about_is_refused(payload, why):
    with pytest.raises(NotCanonical, match=why):
        canonical(payload)


def test_endless_nesting_is_refused():
    deep: dict[str, object] = {}
    for _ in range(MAX_DEPTH - 1):
        deep = {"in": deep}
    assert canonical(deep)
    with pytest.raises(NotCanonical, match="nested deeper"):
        canonical({"in": deep})
    itself: dict[str, object] = {}
    itself["in"] = itself
    with pytest.raises(NotCanonical, match="nested deeper"):
        canonical(itself)


def test_a_commitment_is_the_salted_hmac_that_the_docstring_names():
    expected = hmac.new(SALT, b'quintet/journal/payload/v1\n{"a":"1"}', hashlib.sha256)
    assert commit({"a": "1"}, SALT) == expected.hexdigest()


@settings(max_examples=50)
@given(payload=payloads, other=payloads)
def test_a_commitment_holds_for_its_payload_and_salt_only(payload, other):
    made = commit(payload, SALT)
    assert commit(payload, SALT) == made
    assert commit(payload, new_salt()) != made
    if canonical(other) != canonical(payload):
        assert commit(other, SALT) != made


def test_a_salt_has_32_bytes_and_is_never_the_same():
    assert len(new_salt()) == 32
    assert new_salt() != new_salt()
    with pytest.raises(ValueError, match="32 bytes"):
        commit({}, b"short")
