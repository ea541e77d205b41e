"""Signed notes and checkpoints, against Go's note package, sum.golang.org, and their own laws."""

import contextlib
from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from quintet.core.seal import checkpoint, note
from quintet.core.seal.checkpoint import BadCheckpoint, Checkpoint

# The keys and the note of golang.org/x/mod/sumdb/note's tests.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SEED = b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETER_SIGNED = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngot"
    "pRZb6KE6RyyBwJnAM=\n"
)
ENOCH_SIGNED = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLo"
    "x33WWd1RvMc+QQ=\n"
)
# What Go's checksum database signed when it held 20,852,163 entries (also in tlog-checkpoint.md).
SUM_KEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUM_HEAD = (
    "go.sum database tree\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9n"
    "To+zyWE+xeMcTOAYQ8=\n"
)

KEY = Ed25519PrivateKey.from_private_bytes(PETER_SEED)
PUBLIC = KEY.public_key()
NAME = "quintet.example/unece"
HEAD = Checkpoint(NAME, 41, bytes(range(32)))

origins = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
heads = st.builds(
    Checkpoint,
    origin=origins,
    size=st.integers(0, checkpoint.MAX_SIZE),
    root=st.binary(min_size=32, max_size=32),
)


def test_a_note_is_signed_as_go_signs_it():
    assert note.sign(TEXT, KEY, "PeterNeumann") == f"{TEXT}\n{PETER_SIGNED}"


def test_verifier_keys_are_written_and_read_as_go_does():
    assert note.verifier_key("PeterNeumann", PUBLIC) == PETER
    name, public_key = note.read_verifier_key(PETER)
    assert (name, public_key.public_bytes_raw()) == ("PeterNeumann", PUBLIC.public_bytes_raw())


def test_no_part_of_a_verifier_key_is_taken_for_one():
    parts = {PETER[i:j] for i in range(len(PETER)) for j in range(i, len(PETER) + 1)} - {PETER}
    changed = {PETER[:i] + chr(ord(PETER[i]) + 1) + PETER[i + 1 :] for i in range(len(PETER))}
    others = {
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        PETER.replace("c74f20a3", "C74F20A3"),
    }
    for line in parts | changed | others:
        with pytest.raises(note.BadKey):
            note.read_verifier_key(line)


def test_the_signatures_of_strangers_are_passed_over():
    both = f"{TEXT}\n{PETER_SIGNED}{ENOCH_SIGNED}"
    assert note.verify(both, *note.read_verifier_key(PETER)) == TEXT
    assert note.verify(both, *note.read_verifier_key(ENOCH)) == TEXT
    with pytest.raises(note.BadNote, match="not signed by EnochRoot"):
        note.verify(f"{TEXT}\n{PETER_SIGNED}", *note.read_verifier_key(ENOCH))


@pytest.mark.parametrize(
    "bad",
    [
        TEXT,
        TEXT + "\n",
        f"{TEXT}\n{PETER_SIGNED[:-1]}",
        f"\x01{TEXT}\n{PETER_SIGNED}",
        f"\ud800{TEXT}\n{PETER_SIGNED}",
        f"{TEXT}\n{PETER_SIGNED}Unexpected line.\n",
        f"{TEXT}\n{PETER_SIGNED.replace('PeterNeumann', 'Peter Neumann')}",
        f"{TEXT}\n{PETER_SIGNED.replace('PeterNeumann', 'Peter+Neumann')}",
        f"{TEXT}\n{PETER_SIGNED.replace('PeterNeumann ', '')}",
        f"{TEXT}\n{PETER_SIGNED.replace('—', '-')}",
        f"{TEXT}\n{PETER_SIGNED.replace('AM=', 'AN=')}",
        f"{TEXT}\n{PETER_SIGNED[:60]}ABCD{PETER_SIGNED[60:]}",
        f"{TEXT}\n{PETER_SIGNED}{PETER_SIGNED[:60]}ABCD{PETER_SIGNED[60:]}",
        f"{TEXT}\n— PeterNeumann x08gow==\n",
        f"{TEXT}\n{PETER_SIGNED * 101}",
        f"{TEXT * 20_000}\n{PETER_SIGNED}",
        "",
    ],
)
def test_malformed_notes_are_refused(bad):
    with pytest.raises(note.BadNote):
        note.verify(bad, "PeterNeumann", PUBLIC)


@pytest.mark.parametrize("text", ["", "no newline at the end", "tab\t\n", "\ud800\n"])
def test_a_text_that_could_not_be_read_back_is_not_signed(text):
    with pytest.raises(note.BadNote):
        note.sign(text, KEY, NAME)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "no\u00a0break", "line\nbreak", "\ud800"])
def test_a_name_that_a_signature_line_cannot_hold_is_refused(name):
    with pytest.raises(note.BadKey):
        checkpoint.sign(HEAD, KEY, name)
    with pytest.raises(note.BadKey):
        note.verifier_key(name, PUBLIC)


def test_a_checkpoint_is_three_lines():
    assert HEAD.text() == f"{NAME}\n41\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"


def test_what_the_go_checksum_database_signed_is_read():
    head = checkpoint.verify(SUM_HEAD, *note.read_verifier_key(SUM_KEY))
    assert (head.origin, head.size) == ("go.sum database tree", 20_852_163)
    with pytest.raises(BadCheckpoint, match="does not fit"):
        checkpoint.verify(
            SUM_HEAD.replace("20852163", "20852164"), *note.read_verifier_key(SUM_KEY)
        )


@given(head=heads)
def test_what_was_signed_is_what_is_read(head):
    assert checkpoint.verify(checkpoint.sign(head, KEY, NAME), NAME, PUBLIC) == head


@given(head=heads, at=st.integers(0, 400), put=st.text(max_size=2))
def test_a_note_changed_anywhere_is_refused_or_says_the_same(head, at, put):
    signed = checkpoint.sign(head, KEY, NAME)
    at %= len(signed)
    try:
        read = checkpoint.verify(signed[:at] + put + signed[at + 1 :], NAME, PUBLIC)
    except BadCheckpoint:
        return
    assert read == head


def test_a_cosigned_checkpoint_is_still_that_of_its_journal():
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    witnessed = note.sign(HEAD.text(), other, "witness.example").removeprefix(HEAD.text() + "\n")
    cosigned = checkpoint.sign(HEAD, KEY, NAME) + witnessed
    assert checkpoint.verify(cosigned, NAME, PUBLIC) == HEAD
    assert checkpoint.verify(cosigned, "witness.example", other.public_key()) == HEAD


def test_extension_lines_are_passed_over():
    extended = note.sign(HEAD.text() + "an extension\n", KEY, NAME)
    assert checkpoint.verify(extended, NAME, PUBLIC) == HEAD


@given(text=st.text() | st.binary().map(lambda data: data.decode("utf-8", "surrogateescape")))
def test_any_text_is_a_checkpoint_or_is_refused(text):
    for read in (checkpoint.parse, lambda t: checkpoint.verify(t, NAME, PUBLIC)):
        with contextlib.suppress(BadCheckpoint):
            assert isinstance(read(text), Checkpoint)


ROOT = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.mark.parametrize(
    "text",
    [
        f"{NAME}\n041\n{ROOT}\n",
        f"{NAME}\n-1\n{ROOT}\n",
        f"{NAME}\n٤١\n{ROOT}\n",
        f"{NAME}\n{2**64}\n{ROOT}\n",
        f"{NAME}\n41\n{ROOT[:-1]}\n",
        f"{NAME}\n41\n{ROOT[:-2]}9=\n",
        f"{NAME}\n41\n{ROOT}",
        f"{NAME}\n41\n{ROOT}\n\n",
        f"\n41\n{ROOT}\n",
        f"{NAME}\n{ROOT}\n",
        "",
    ],
)
def test_bodies_that_are_not_of_the_form_are_refused(text):
    with pytest.raises(BadCheckpoint):
        checkpoint.parse(text)


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [
        ("", 1, bytes(32)),
        ("two\nlines", 1, bytes(32)),
        (NAME, -1, bytes(32)),
        (NAME, 2**64, bytes(32)),
        (NAME, 1, bytes(31)),
    ],
)
def test_a_checkpoint_that_no_journal_can_have_is_not_made(origin, size, root):
    with pytest.raises(BadCheckpoint):
        Checkpoint(origin, size, root)
