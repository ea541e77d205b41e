"""Compile the message catalogues that are newer than their binaries.

polib and msgfmt give the same, right plurals in six languages; Babel 2.18 loses Django's plural forms.
"""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[2] / "locale"


def compile_catalogues(root: Path = LOCALE) -> list[Path]:
    """Write a .mo beside every .po that changed since; return the files written."""
    written = []
    for source in sorted(root.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        polib.pofile(str(source)).save_as_mofile(str(target))
        written.append(target)
    return written


if __name__ == "__main__":
    compile_catalogues()
