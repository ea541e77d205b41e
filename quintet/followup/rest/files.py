"""Kept files on their way out: always as a download, whatever they hold."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse

from quintet.followup.models import File

BYTES = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
DOWNLOAD: dict[str, Any] = {"responses": {200: {"description": "The file", "content": BYTES}}}


def download(file: File, name: str) -> FileResponse:
    answer = FileResponse(
        default_storage.open(file.path),
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
