"""The kinds of values that requests hold, each with its bounds. What the database cannot hold
(NUL, numbers beyond 64 bits) never comes near it."""

from datetime import date
from typing import Annotated

from ninja import Field

NO_NUL = r"^[^\x00]*$"
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)

Cursor = Annotated[str, Field(max_length=1_000, pattern=r"^[\x21-\x7e]*$")]
Slug = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[-a-zA-Z0-9_]+$")]
Code = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[-a-zA-Z0-9_]+$")]
Reference = Annotated[
    str, Field(max_length=80, pattern=r"^(organization|body|post):[-a-zA-Z0-9_]{1,60}$")
]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
SessionReference = Annotated[
    str,
    Field(max_length=66, pattern=r"^[-a-zA-Z0-9_]{1,60}/[1-9][0-9]{0,4}$", examples=["HLCM/42"]),
]
SessionNumber = Annotated[int, Field(ge=1, le=32_767)]
EntryIndex = Annotated[int, Field(ge=0, le=2**63 - 1)]
Line = Annotated[str, Field(max_length=500, pattern=NO_NUL)]
Words = Annotated[str, Field(max_length=50_000, pattern=NO_NUL)]
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
