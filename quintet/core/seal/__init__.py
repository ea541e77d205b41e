"""The seal of the journal: commitments, Merkle tree, signed checkpoints. Plain Python."""
