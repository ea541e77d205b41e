"""Signed notes: text signed by one or more keys (C2SP signed-note v1.0.0, Ed25519, type 0x01).

A note is the text, a blank line, and one line "— name signature" for each signer.
"""

from base64 import b64decode, b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
ID_SIZE = 4
MAX_NOTE = 1_000_000  # characters
MAX_SIGNATURES = 100


class BadNote(ValueError):
    """A note is malformed, or not signed by the key that was asked for."""


class BadKey(ValueError):
    """A key name or a verifier key cannot be used; the message says why."""


def key_id(name: str, public_key: Ed25519PublicKey) -> bytes:
    """The four bytes by which a signature line names its key. Raises BadKey for the name."""
    if not is_key_name(name):
        raise BadKey(f"{name!r} is no name for a key: no spaces, no plus sign, not empty.")
    hashed = sha256(name.encode() + b"\n" + ED25519 + public_key.public_bytes_raw())
    return hashed.digest()[:ID_SIZE]


def verifier_key(name: str, public_key: Ed25519PublicKey) -> str:
    """The public key as one line to hand to others: "name+id+key". Raises BadKey for the name."""
    identifier = key_id(name, public_key).hex()
    encoded = b64encode(ED25519 + public_key.public_bytes_raw()).decode()
    return f"{name}+{identifier}+{encoded}"


def read_verifier_key(line: str) -> tuple[str, Ed25519PublicKey]:
    """Read the line that `verifier_key` wrote: name and key. Raises BadKey."""
    name, _, rest = line.partition("+")
    _, _, encoded = rest.partition("+")
    key = _decode(encoded)
    if key is None or len(key) != 33 or key[:1] != ED25519:
        raise BadKey("A verifier key is written name+id+key, the key being Ed25519 in base64.")
    public_key = Ed25519PublicKey.from_public_bytes(key[1:])
    if verifier_key(name, public_key) != line:
        raise BadKey(f"The verifier key of {name} does not fit its own id: it was altered or cut.")
    return name, public_key


def sign(text: str, key: Ed25519PrivateKey, name: str) -> str:
    """The text as a note signed under `name`. Raises BadNote for the text, BadKey for the name."""
    if not text.endswith("\n") or not is_plain(text):
        raise BadNote("A note is Unicode text of whole lines, without control characters.")
    signature = key_id(name, key.public_key()) + key.sign(text.encode())
    return f"{text}\n— {name} {b64encode(signature).decode()}\n"


def verify(note: str, name: str, public_key: Ed25519PublicKey) -> str:
    """The text of a note, once this key is seen to have signed it. Raises BadNote, BadKey.

    Signatures of other keys are ignored, as the specification asks; one of this key that does not
    hold condemns the note even where another holds.
    """
    text, signatures = _parse(note)
    wanted = name, key_id(name, public_key)
    ours = [signature for *signer, signature in signatures if tuple(signer) == wanted]
    if not ours:
        raise BadNote(f"The note is not signed by {name} with the key that is known for it.")
    for signature in ours:
        try:
            public_key.verify(signature, text.encode())
        except InvalidSignature:
            raise BadNote(f"The signature of {name} does not fit the text of the note.") from None
    return text


def is_key_name(name: str) -> bool:
    """Whether signed-note allows this name: not empty, no Unicode space, no plus sign."""
    return bool(name) and is_plain(name) and not any(c.isspace() or c == "+" for c in name)


def is_plain(text: str) -> bool:
    """Whether signed-note allows this text: Unicode, no ASCII control character but newline."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return not any(c < " " and c != "\n" for c in text)


def _parse(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Text, and (name, key id, signature) of each signature line."""
    if len(note) > MAX_NOTE:
        raise BadNote(f"The note is longer than {MAX_NOTE:,} characters.")
    if not is_plain(note):
        raise BadNote("The note holds control characters or text that is not Unicode.")
    text, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise BadNote("A note is text, a blank line, and signature lines; this one is not.")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise BadNote(f"The note has more than {MAX_SIGNATURES} signatures.")
    return text + "\n", [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix("— ").partition(" ")
    signature = _decode(encoded)
    if (
        line != f"— {name} {encoded}"
        or not is_key_name(name)
        or signature is None
        or len(signature) <= ID_SIZE
    ):
        raise BadNote(f"Not a signature line: {line[:80]!r}.")
    return name, signature[:ID_SIZE], signature[ID_SIZE:]


def _decode(encoded: str) -> bytes | None:
    """Base64 in its one canonical spelling, or None."""
    try:
        decoded = b64decode(encoded, validate=True)
    except ValueError:
        return None
    return decoded if b64encode(decoded).decode() == encoded else None
