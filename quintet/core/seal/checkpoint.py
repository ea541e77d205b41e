"""Checkpoints: the size and root of a journal at one moment, signed (C2SP tlog-checkpoint).

Whoever keeps one can later show that the journal was, or was not, only added to.
"""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from quintet.core.seal import note
from quintet.core.seal.tree import HASH_SIZE

MAX_SIZE = 2**64 - 1  # RFC 9162 §4.10: the size of a tree is a uint64
BODY = re.compile(
    r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,19})\n(?P<root>[A-Za-z0-9+/]{43}=)\n([^\n]+\n)*"
)


class BadCheckpoint(ValueError):
    """Not a checkpoint, or not signed as asked: the message says which and why."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of one journal: whose (`origin`), how many entries, and their 32-byte root hash."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not self.origin or "\n" in self.origin or not note.is_plain(self.origin):
            raise BadCheckpoint("The origin of a checkpoint is one line of text.")
        if not 0 <= self.size <= MAX_SIZE:
            raise BadCheckpoint(f"{self.size} is not the size of a tree.")
        if len(self.root) != HASH_SIZE:
            raise BadCheckpoint(f"A root hash has {HASH_SIZE} bytes, this one {len(self.root)}.")

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey, name: str) -> str:
    """The checkpoint as a note signed under `name` (which should be its origin). BadKey."""
    return note.sign(checkpoint.text(), key, name)


def verify(signed: str, name: str, public_key: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint in a signed note, once this key is seen to have signed it.

    Signatures of others (cosigners) and extension lines are passed over. Raises BadCheckpoint,
    and BadKey for a name that no key can have.
    """
    try:
        text = note.verify(signed, name, public_key)
    except note.BadNote as error:
        raise BadCheckpoint(str(error)) from error
    return parse(text)


def parse(text: str) -> Checkpoint:
    """Read the text of a checkpoint, without any signature. Raises BadCheckpoint."""
    body = BODY.fullmatch(text)
    if body is None:
        raise BadCheckpoint(
            "A checkpoint has three lines: origin, number of entries, root hash in base64."
        )
    root = b64decode(body["root"])
    if b64encode(root).decode() != body["root"]:
        raise BadCheckpoint("The root hash of the checkpoint is not in canonical base64.")
    return Checkpoint(body["origin"], int(body["size"]), root)
