"""The Merkle tree over a journal: RFC 9162, section 2.1, with SHA-256.

A leaf hash is 32 bytes. A tree is given by the leaf hashes in their order; proofs are lists of
32-byte hashes, in the order of the RFC. Nothing here knows what a leaf stands for.
"""

from collections.abc import Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


class BadFrontier(ValueError):
    """A stored frontier is not one: the message says what was expected."""


def leaf_hash(data: bytes) -> bytes:
    """Hash one entry (RFC 9162 §2.1.1: 0x00 before the data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into their parent (RFC 9162 §2.1.1: 0x01 before both)."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: enough to append and to know the root, in O(log n).

    `levels[i]` is the root of a complete subtree of 2**i leaves, or None: the binary digits of
    the size, least significant first. Appending is adding one, carries and all.
    """

    def __init__(self) -> None:
        self.levels: list[bytes | None] = []

    @property
    def size(self) -> int:
        """Number of leaves."""
        return sum(1 << i for i, level in enumerate(self.levels) if level is not None)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the end."""
        carry = leaf
        for i, level in enumerate(self.levels):
            if level is None:
                self.levels[i] = carry
                return
            carry = node_hash(level, carry)
            self.levels[i] = None
        self.levels.append(carry)

    def root(self) -> bytes:
        """The Merkle tree hash of all leaves so far (RFC 9162 §2.1.1)."""
        found: bytes | None = None
        for level in self.levels:
            if level is not None:
                found = level if found is None else node_hash(level, found)
        return EMPTY_ROOT if found is None else found

    def to_list(self) -> list[str]:
        """`levels` as hex strings, "" where there is none: what a database column keeps."""
        return ["" if level is None else level.hex() for level in self.levels]

    @classmethod
    def from_list(cls, levels: Sequence[str]) -> "Frontier":
        """Read back what `to_list` wrote, or raise BadFrontier."""
        frontier = cls()
        for i, level in enumerate(levels):
            try:
                found = bytes.fromhex(level) if level else None
            except (TypeError, ValueError):
                raise BadFrontier(f"Level {i} of the frontier is not hexadecimal.") from None
            if found is not None and (len(found) != HASH_SIZE or found.hex() != level):
                raise BadFrontier(f"Level {i} of the frontier is not a SHA-256 hash in hex.")
            frontier.levels.append(found)
        if frontier.levels and frontier.levels[-1] is None:
            raise BadFrontier("The highest level of the frontier is empty; it should be left out.")
        return frontier


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of a list of leaf hashes; of none, the hash of nothing."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Prove that `leaves[index]` is in the tree (RFC 9162 §2.1.3.1). IndexError beyond the tree."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"There is no leaf {index} in a tree of {len(leaves)}.")
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return [*inclusion_proof(leaves[:k], index), root(leaves[k:])]
    return [*inclusion_proof(leaves[k:], index - k), root(leaves[:k])]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], tree_root: bytes
) -> bool:
    """Whether `leaf` is number `index` (from 0) of the tree with this size and root (§2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, tree_root, *proof):
        return False
    at, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == tree_root


def consistency_proof(leaves: Sequence[bytes], earlier: int) -> list[bytes]:
    """Prove that the first `earlier` leaves were not touched since (RFC 9162 §2.1.4.1).

    Empty for a tree of no leaves and for the whole tree. IndexError beyond the tree.
    """
    if not 0 <= earlier <= len(leaves):
        raise IndexError(f"A tree of {len(leaves)} leaves never had {earlier}.")
    return _subproof(leaves, earlier, whole=True) if earlier else []


def verify_consistency(
    earlier: int, later: int, earlier_root: bytes, later_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the tree of `later` leaves begins with that of `earlier` ones (RFC 9162 §2.1.4.2)."""
    if not 0 <= earlier <= later or not _are_hashes(earlier_root, later_root, *proof):
        return False
    if earlier in (0, later):
        expected = later_root if earlier == later else EMPTY_ROOT
        return not proof and earlier_root == expected
    path = [earlier_root, *proof] if earlier & (earlier - 1) == 0 else list(proof)
    if not proof:
        return False
    at, last = earlier - 1, later - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and old == earlier_root and new == later_root


def _subproof(leaves: Sequence[bytes], earlier: int, *, whole: bool) -> list[bytes]:
    if earlier == len(leaves):
        return [] if whole else [root(leaves)]
    k = _split(len(leaves))
    if earlier <= k:
        return [*_subproof(leaves[:k], earlier, whole=whole), root(leaves[k:])]
    return [*_subproof(leaves[k:], earlier - k, whole=False), root(leaves[:k])]


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (at least 2)."""
    return 1 << (size - 1).bit_length() - 1


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_SIZE for value in values)
