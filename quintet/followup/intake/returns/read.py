"""The door of returns: a file that somebody filled in goes in, what its rows say comes out."""

import io
import zlib
from collections.abc import Iterable
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from quintet.followup.intake.document import Limits, Unreadable
from quintet.followup.intake.readers.docx import Package
from quintet.followup.intake.readers.sniff import decode, form_of
from quintet.followup.intake.returns.lines import Refused, ReturnedFile, Trouble
from quintet.followup.intake.returns.rows import Understanding
from quintet.followup.intake.returns.sheet import sheet_tables
from quintet.followup.intake.returns.table import Table
from quintet.followup.intake.returns.text import text_tables
from quintet.followup.intake.returns.vocabulary import Vocabulary
from quintet.followup.intake.returns.word import word_tables

LIMITS = Limits(bytes=25 * 1024 * 1024, unpacked_bytes=100 * 1024 * 1024)
MOST_FILES = 200
_MOST_ENTRIES = 10_000
_CONTENT_TYPES = "[content_types].xml"
_MOST_TYPES = 1024 * 1024
_MOST_RATIO, _ODD_BYTES = 400, 8 * 1024 * 1024  # as in readers.docx.package
_SEND = "send the Word, Excel or CSV file of the form."
_BROKEN = (
    BadZipFile,
    zlib.error,
    ValueError,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
)


def read_return(
    data: bytes, *, name: str, words: Vocabulary, limits: Limits | None = None
) -> tuple[ReturnedFile, ...]:
    """What a returned form says: one file, or as many as a zip archive holds.

    Its content decides what it is, not the ending of its name. Raises Unreadable, and nothing else,
    whose message is one sentence that says what to do. A file of an archive that cannot be read is
    there with its own sentence (Trouble.UNREADABLE); so is one without a row of a form (NO_ROWS).
    """
    limits = limits or LIMITS
    try:
        if archive := _archive(data, limits):
            return tuple(_each(archive, words, limits))
        return (_read(data, name, words, limits),)
    except Unreadable as unreadable:
        raise unreadable.of(name) from unreadable


def _read(data: bytes, name: str, words: Vocabulary, limits: Limits) -> ReturnedFile:
    understanding = Understanding(words)
    for table in _tables(data, words, limits):
        understanding.take(table)
    lines, refused = understanding.lines(), understanding.refused()
    if not lines and not refused:
        refused = (Refused(name, Trouble.NO_ROWS),)
    return ReturnedFile(name, lines, refused, data)


def _tables(data: bytes, words: Vocabulary, limits: Limits) -> Iterable[Table]:
    if len(data) > limits.bytes:
        raise Unreadable(
            "The file is larger than %(mb)s MB: leave out its pictures, and send it again.",
            mb=limits.bytes // 1024**2,
        )
    form = form_of(data)
    if form == "zip":
        return _office_tables(data, limits)
    if form == "text":
        return text_tables(decode(data), words)
    if form == "pdf":
        raise Unreadable(f"This is a PDF, which tells no cell from another: {_SEND}")
    raise Unreadable(f"This is a web page: {_SEND}")


def _office_tables(data: bytes, limits: Limits) -> Iterable[Table]:
    with _opened(data, limits) as archive:
        types = _types(archive)
        if "vbaproject" in types or any("vbaproject" in n.lower() for n in archive.namelist()):
            raise Unreadable(
                "The file holds macros, which are not opened here: "
                "save it as .docx or .xlsx, and send that file."
            )
    if "spreadsheetml" in types:
        return sheet_tables(data)
    if "wordprocessingml" in types:
        return word_tables(Package(data, limits))
    raise Unreadable(f"This is no Word or Excel file: {_SEND}")


def _archive(data: bytes, limits: Limits) -> ZipFile | None:
    """The archive that a zip file is; None for other files, Word's and Excel's among them."""
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")) or len(data) > limits.bytes:
        return None
    archive = _opened(data, limits)
    return None if _types(archive) else archive


def _opened(data: bytes, limits: Limits) -> ZipFile:
    """A container whose sizes are known to be bounded. Raises Unreadable."""
    try:
        archive = ZipFile(io.BytesIO(data))
    except _BROKEN:
        raise Unreadable(f"The file is damaged: save it again, and {_SEND}") from None
    entries = archive.infolist()
    swollen = any(
        entry.file_size > _ODD_BYTES and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    whole = sum(entry.file_size for entry in entries)
    if len(entries) > _MOST_ENTRIES or whole > limits.unpacked_bytes or swollen:
        raise Unreadable("The file unpacks to far more than a form can hold, so it was not read.")
    return archive


def _types(archive: ZipFile) -> str:
    """What kinds of parts a container of Office or OpenDocument holds; "" for a plain archive."""
    for entry in archive.infolist():
        if entry.filename.lower() in (_CONTENT_TYPES, "mimetype"):
            text = _unpacked(archive, entry)[:_MOST_TYPES].replace(b"\0", b"")
            return text.decode("utf-8", "replace").lower() or "empty"
    return ""


def _unpacked(archive: ZipFile, entry: ZipInfo) -> bytes:
    if entry.flag_bits & 0x1:
        raise Unreadable(f"It is locked with a password: remove the password, and {_SEND}")
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Unreadable(f"It is packed in a way that is not read here: {_SEND}")
    try:
        return archive.read(entry)
    except _BROKEN:
        raise Unreadable(f"The file is damaged: save it again, and {_SEND}") from None


def _each(archive: ZipFile, words: Vocabulary, limits: Limits) -> Iterable[ReturnedFile]:
    entries = [entry for entry in archive.infolist() if not _is_litter(entry)]
    if not entries or len(entries) > MOST_FILES:
        raise Unreadable(
            "The archive holds %(n)s files; send between 1 and %(most)s forms.",
            n=len(entries),
            most=MOST_FILES,
        )
    for entry in entries:
        name = entry.filename
        try:
            yield _read(_unpacked(archive, entry), name, words, limits)
        except Unreadable as unreadable:
            yield ReturnedFile(
                name,
                (),
                (Refused(name, Trouble.UNREADABLE, unreadable.sentence, told=unreadable.told),),
            )


def _is_litter(entry: ZipInfo) -> bool:
    """Folders, and what systems and word processors leave beside a file."""
    folder, _, base = entry.filename.rpartition("/")
    hidden = base.startswith((".", "~$")) or base in ("", "Thumbs.db", "desktop.ini")
    return entry.is_dir() or hidden or "__MACOSX" in folder
