"""Files are kept once, under the SHA-256 of their bytes."""

import filetype
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import NotAllowed
from quintet.followup.models import File

# What may serve as evidence; judged by content, and always handed out as a download.
EVIDENCE = frozenset(
    {
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "image/png",
        "image/jpeg",
        "image/webp",
        "text/plain",
    }
)


def media_type(data: bytes) -> str:
    """The media type by content; text/plain for UTF-8 text, "" for what is not known."""
    if kind := filetype.guess(data):
        return str(kind.mime)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "" if b"\x00" in data else "text/plain"


def keep(data: bytes, *, kind: str = "") -> File:
    """Keep what somebody brought, or raise NotAllowed where it is empty or too large."""
    if not data:
        raise NotAllowed(_("The file is empty."))
    if len(data) > settings.UPLOAD_BOUND:
        bound = settings.UPLOAD_BOUND // (1024 * 1024)
        raise NotAllowed(_("The file is larger than %(bound)s MB.") % {"bound": bound})
    return store(data, kind=kind or media_type(data))


def store(data: bytes, *, kind: str) -> File:
    """Keep bytes, with what kind of file they are."""
    sha256, size = core.keep_file(ContentFile(data))
    return File.objects.get_or_create(sha256=sha256, defaults={"size": size, "media_type": kind})[0]


def keep_evidence(data: bytes) -> File:
    """Keep a piece of evidence, or raise NotAllowed where it is not of a kind that is."""
    kind = media_type(data)
    if data and kind not in EVIDENCE:
        raise NotAllowed(
            _("Evidence is a PDF, Word, Excel, PowerPoint or text file, or a picture.")
        )
    return keep(data, kind=kind)
