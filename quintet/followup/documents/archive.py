"""Zip containers that are the same, byte for byte, whenever they are written."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST_YEAR = 1980  # APPNOTE.TXT 4.4.6: the zip format knows no earlier one
_PERMISSIONS = 0o644 << 16


def dated(container: bytes, on: date) -> bytes:
    """The same container with every entry dated to the beginning of the day `on`."""
    day = max(on, date(_FIRST_YEAR, 1, 1))
    written = BytesIO()
    with ZipFile(BytesIO(container)) as source, ZipFile(written, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.external_attr = _PERMISSIONS
            target.writestr(entry, source.read(name), ZIP_DEFLATED)
    return written.getvalue()
