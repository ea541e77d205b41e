"""Intake: a published report goes in, candidates for the register come out. Plain Python."""
