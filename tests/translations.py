"""`python -m tests.translations`: is every string translated, none fuzzy, no plural form missing?

Exit 1 and the list of what is missing. Extraction is Django's own (xgettext), into a folder that is
thrown away; without xgettext only the catalogues as they are can be looked at, and that is said.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ("ar", "zh_Hans", "fr", "ru", "es")


def extracted(locale: str, folder: Path) -> set[tuple[str, str, str]]:
    """Context, message and plural of every string that the code has now."""
    source = folder / "locale" / locale / "LC_MESSAGES"
    source.mkdir(parents=True)
    names = [
        "makemessages", "--locale", locale, "--no-obsolete", "--no-wrap", "--verbosity", "0",
    ]  # fmt: skip
    shutil.copytree(ROOT / "quintet", folder / "quintet", dirs_exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "django", *names], cwd=folder, check=True, env=_environment()
    )
    return {_key(entry) for entry in polib.pofile(str(source / "django.po"))}


def _environment() -> dict[str, str]:
    import os

    return {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}


def _key(entry: polib.POEntry) -> tuple[str, str, str]:
    return (entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def faults(locale: str, wanted: set[tuple[str, str, str]]) -> list[str]:
    """What is wrong with a catalogue: each a line."""
    catalogue = polib.pofile(str(ROOT / "locale" / locale / "LC_MESSAGES" / "django.po"))
    live = [entry for entry in catalogue if not entry.obsolete]
    missing = wanted - {_key(entry) for entry in live} if wanted else set()
    found = [f"{locale}: not in the catalogue: {key[1]!r}" for key in sorted(missing)]
    for entry in live:
        told = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if entry.fuzzy or not told or not all(told):
            found.append(f"{locale}: not translated: {entry.msgid!r}")
    return found


def main() -> int:
    wanted: set[tuple[str, str, str]] = set()
    if shutil.which("xgettext"):
        with tempfile.TemporaryDirectory() as folder:
            wanted = extracted("fr", Path(folder))
    else:
        print("xgettext is missing: only looked for gaps in the catalogues as they are")
    found = [fault for locale in LOCALES for fault in faults(locale, wanted)]
    print("\n".join(found) or f"{len(LOCALES)} catalogues, each with {len(wanted)} strings, whole")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
