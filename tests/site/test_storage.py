"""Files are there whole or not at all; what a writer that died left behind is swept."""

import os
import time

from django.core.files.base import ContentFile

from quintet.site.storage import WholeFiles


def test_what_was_half_written_long_ago_is_swept_and_nothing_else(tmp_path):
    storage = WholeFiles(location=tmp_path)
    storage.save("ab/abcd", ContentFile(b"whole"))
    old, new = storage.parts / "old", storage.parts / "new"
    for part in (old, new):
        part.write_bytes(b"half")
    os.utime(old, (0, time.time() - 3600))

    assert storage.sweep(older=60) == 1

    assert (old.exists(), new.exists()) == (False, True)
    assert storage.open("ab/abcd").read() == b"whole"
    assert [path.name for path in storage.parts.iterdir()] == ["new"]


def test_there_is_nothing_to_sweep_before_anything_was_written(tmp_path):
    assert WholeFiles(location=tmp_path).sweep(older=0) == 0
