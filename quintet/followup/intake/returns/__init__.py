"""Reporting forms that come back, filled in. Plain Python."""
