"""The Merkle tree against the reference vectors of RFC 6962 (which RFC 9162 keeps) and its laws."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quintet.core.seal import tree

# The eight inputs, roots and proofs of certificate-transparency's own tests.
INPUTS = [
    bytes.fromhex(data)
    for data in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
LEAVES = [tree.leaf_hash(data) for data in INPUTS]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {  # (index, size): proof
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {  # (earlier, later): proof
    (1, 1): [],
    (1, 8): INCLUSION[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (6, 7): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}

sizes = st.integers(min_value=1, max_value=70)


def leaves_of(size: int) -> list[bytes]:
    return [tree.leaf_hash(str(i).encode()) for i in range(size)]


def defined_root(leaves: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1, word for word, on leaf hashes."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + defined_root(leaves[:k]) + defined_root(leaves[k:])).digest()


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_the_reference(size):
    assert tree.root(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion_proofs_are_those_of_the_reference(index, size):
    proof = tree.inclusion_proof(LEAVES[:size], index)
    assert [step.hex() for step in proof] == INCLUSION[index, size]
    assert tree.verify_inclusion(LEAVES[index], index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("earlier", "later"), CONSISTENCY)
def test_consistency_proofs_are_those_of_the_reference(earlier, later):
    proof = tree.consistency_proof(LEAVES[:later], earlier)
    assert [step.hex() for step in proof] == CONSISTENCY[earlier, later]
    roots = bytes.fromhex(ROOTS[earlier]), bytes.fromhex(ROOTS[later])
    assert tree.verify_consistency(earlier, later, *roots, proof)


@given(size=st.integers(min_value=0, max_value=300))
@settings(max_examples=60)
def test_a_frontier_has_the_size_and_root_of_the_definition(size):
    leaves = leaves_of(size)
    frontier = tree.Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    assert frontier.size == size
    assert frontier.root() == defined_root(leaves)


@given(size=st.integers(min_value=0, max_value=100), more=st.integers(min_value=0, max_value=20))
@settings(max_examples=60)
def test_a_stored_frontier_grows_on_as_if_it_had_never_been_put_away(size, more):
    leaves = leaves_of(size + more)
    frontier = tree.Frontier()
    for leaf in leaves[:size]:
        frontier.append(leaf)
    stored = frontier.to_list()
    again = tree.Frontier.from_list(stored)
    assert again.size == size
    for leaf in leaves[size:]:
        again.append(leaf)
    assert again.root() == tree.root(leaves)
    assert len(stored) == size.bit_length()


@pytest.mark.parametrize(
    "levels",
    [["zz"], ["00"], ["AB" * 32], [" " + "ab" * 32], ["ab" * 32, ""], [1], ["é" * 64]],
)
def test_what_is_no_frontier_is_refused(levels):
    with pytest.raises(tree.BadFrontier):
        tree.Frontier.from_list(levels)


@given(size=sizes, data=st.data())
def test_every_leaf_is_proved_in_its_place_and_in_no_other(size, data):
    leaves = leaves_of(size)
    root = tree.root(leaves)
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion_proof(leaves, index)
    assert tree.verify_inclusion(leaves[index], index, size, proof, root)
    other = data.draw(st.integers(-1, size).filter(lambda i: i != index))
    assert not tree.verify_inclusion(leaves[index], other, size, proof, root)
    assert not tree.verify_inclusion(tree.leaf_hash(b"other"), index, size, proof, root)
    assert not tree.verify_inclusion(leaves[index], index, size, proof, tree.EMPTY_ROOT)


@given(later=sizes, data=st.data())
def test_every_past_of_a_tree_is_proved_and_no_other(later, data):
    leaves = leaves_of(later)
    earlier = data.draw(st.integers(0, later))
    past, now = tree.root(leaves[:earlier]), tree.root(leaves)
    proof = tree.consistency_proof(leaves, earlier)
    assert tree.verify_consistency(earlier, later, past, now, proof)
    assert not tree.verify_consistency(earlier, later, tree.leaf_hash(b"x"), now, proof)
    if earlier:
        assert not tree.verify_consistency(earlier, later, past, tree.leaf_hash(b"x"), proof)
        other = data.draw(st.integers(-1, later + 1).filter(lambda i: i != earlier))
        assert not tree.verify_consistency(other, later, past, now, proof)


@given(size=st.integers(2, 70), data=st.data())
def test_a_changed_proof_proves_nothing(size, data):
    leaves = leaves_of(size)
    root = tree.root(leaves)
    index = data.draw(st.integers(0, size - 1))
    earlier = data.draw(st.integers(1, size - 1))
    past = tree.root(leaves[:earlier])
    for proof, holds in (
        (
            tree.inclusion_proof(leaves, index),
            lambda p: tree.verify_inclusion(leaves[index], index, size, p, root),
        ),
        (
            tree.consistency_proof(leaves, earlier),
            lambda p: tree.verify_consistency(earlier, size, past, root, p),
        ),
    ):
        assert holds(proof)
        at = data.draw(st.integers(0, len(proof) - 1))
        bit = data.draw(st.integers(0, 255))
        flipped = (int.from_bytes(proof[at], "big") ^ 1 << bit).to_bytes(32, "big")
        assert not holds([*proof[:at], flipped, *proof[at + 1 :]])
        assert not holds(proof[:-1])
        assert not holds([*proof, root])
        assert not holds([root, *proof])
        assert not holds([*proof, b""])
        assert not holds([])


def test_proofs_beyond_the_tree_are_refused():
    with pytest.raises(IndexError, match="no leaf 3"):
        tree.inclusion_proof(LEAVES[:3], 3)
    with pytest.raises(IndexError, match="never had 4"):
        tree.consistency_proof(LEAVES[:3], 4)


def test_a_tree_is_not_consistent_with_a_shorter_one():
    assert not tree.verify_consistency(2, 1, bytes.fromhex(ROOTS[2]), bytes.fromhex(ROOTS[1]), [])
