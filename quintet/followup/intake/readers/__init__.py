"""Readers: one for each format, and all give the same thing, a Document."""
