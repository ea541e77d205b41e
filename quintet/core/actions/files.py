"""Files are kept once, under the SHA-256 of their bytes."""

import hashlib

from django.core.files.base import File
from django.core.files.storage import default_storage

from quintet.core.rules import file_path


def keep_file(content: File) -> tuple[str, int]:
    """Keep bytes; the SHA-256 that they are under, and how many they are.

    The same bytes are kept once; a half-written file of a crash is written anew; of none, nothing is.
    """
    digest, size = hashlib.sha256(), 0
    for chunk in content.chunks():
        digest.update(chunk)
        size += len(chunk)
    sha256 = digest.hexdigest()
    path = file_path(sha256)
    if default_storage.exists(path) and default_storage.size(path) != size:
        default_storage.delete(path)
    if size and not default_storage.exists(path):
        default_storage.save(path, content)
    return sha256, size
