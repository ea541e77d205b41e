"""What a figure of the cube consists of: one amount, and by what it can be told apart.

Everything is text until it is validated: SDG target 16.10 is not 16.1, and an amount is a decimal
fraction, never a float.
"""

from dataclasses import dataclass

PLACES = 2  # of amounts: DECIMAL(18, 2)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a submission. `codes` names the list that its values are of; "" where they are
    free. `dimension`: figures are asked for by it."""

    name: str
    codes: str = ""
    dimension: bool = True


# In the order of the template and of every export.
COLUMNS = (
    Column("year"),  # calendar year, YYYY
    Column("entity", "entity"),
    Column("sub_entity", "entity"),
    Column("measure", "measure"),  # expense, revenue
    Column("record", "record"),  # EXP, BUD, BUG
    Column("function", "function"),
    Column("location", "location"),
    Column("goal", "goal"),
    Column("target", "target"),
    Column("instrument", "instrument"),
    Column("contributor_type", "contributor_type"),
    Column("contributor"),
    Column("gender_marker", "gender_marker"),
    Column("currency", "currency"),
    Column("amount", dimension=False),
)
NAMES = tuple(column.name for column in COLUMNS)
DIMENSIONS = tuple(column.name for column in COLUMNS if column.dimension)
CODED = {column.name: column.codes for column in COLUMNS if column.codes}
