"""Files that strangers made, read whole as text, within bounds."""

from __future__ import annotations

import codecs
import stat
from pathlib import Path

from index.errors import BadData

MAX_FILE = 128 * 2**20
"""Bytes of one file that is read whole: far above what a person writes, far below what hurts."""


def regular(path: Path, limit: int | None = None) -> None:
    """Raises BadData for what is no plain file (a device or pipe never ends) or has more than `limit` bytes."""
    try:
        status = path.stat()
    except OSError as error:
        raise BadData(f"cannot be read: {error.strerror}", path) from None
    except ValueError:
        raise BadData("is not the name of a file", repr(str(path))) from None
    if not stat.S_ISREG(status.st_mode):
        raise BadData("is not a plain file", path)
    if limit is not None and status.st_size > limit:
        raise BadData(f"this file is larger than {limit // 2**20} MB; split it", path)


def text(path: Path, limit: int = MAX_FILE) -> str:
    """The text of a file: UTF-8, or UTF-16 where its first two bytes say so. Raises BadData naming file and line."""
    regular(path, limit)
    try:
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except OSError as error:
        raise BadData(f"cannot be read: {error.strerror}", path) from None
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = None if wide else raw.count(b"\n", 0, error.start) + 1
        raise BadData(f"is not {'UTF-16' if wide else 'UTF-8'} (byte {error.start}); save it as UTF-8", path, line) from None
