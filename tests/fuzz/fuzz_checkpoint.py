"""Any bytes are a signed checkpoint, or are refused with a declared error.

Run: python tests/fuzz/fuzz_checkpoint.py -max_total_time=60
"""

import contextlib
import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))
with atheris.instrument_imports(include=["quintet"]):
    from quintet.core.seal import checkpoint, note

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NAME = "quintet.example/fuzz"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key()


def one_input(data: bytes) -> None:
    """Read the bytes as a note, as a verifier key, and as the body of a note that is signed."""
    text = data.decode("utf-8", "surrogateescape")
    with contextlib.suppress(checkpoint.BadCheckpoint):
        checkpoint.verify(text, NAME, PUBLIC)
    with contextlib.suppress(note.BadKey):
        note.read_verifier_key(text)
    try:
        head = checkpoint.verify(note.sign(text, KEY, NAME), NAME, PUBLIC)
    except (note.BadNote, checkpoint.BadCheckpoint):
        return
    if not text.startswith(head.text()):
        raise AssertionError(f"read {head} from {text!r}")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
