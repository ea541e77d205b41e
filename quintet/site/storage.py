"""Where files are kept on this machine."""

import os
import time
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Files that are there whole or not at all, and on the disk before anybody is told so.

    For names that tell the content, as a SHA-256 does: what has its name already is the same file.
    """

    @property
    def parts(self) -> Path:
        """Where files are while they are being written."""
        return Path(self.path(".parts"))

    def sweep(self, *, older: float) -> int:
        """Delete what writers that died left half-written, `older` seconds ago; return how many."""
        before = time.time() - older
        left = [part for part in self.parts.glob("*") if part.stat().st_mtime < before]
        for part in left:
            part.unlink(missing_ok=True)
        return len(left)

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        for folder in (path.parent, self.parts):
            folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.parts) as part:
            for chunk in content.chunks():
                part.write(chunk)
            part.flush()
            os.fsync(part.fileno())
            with suppress(FileExistsError):
                os.link(part.name, path)
        _sync(path.parent)
        return name


def _sync(folder: Path) -> None:
    """Have the names in a folder, and its own name, outlive a power cut."""
    for place in (folder, folder.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
