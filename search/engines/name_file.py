"""What people say of names: `names.txt` in the archive's folder.

    person: Trần Văn Bình = Bình Trần        these forms are one person, shown as the first
    place: Bến Trúc                          this is a place, whatever the articles tell
    org: HTX Lâm Khê = Hợp tác xã Lâm Khê
    none: Song Ngư                           this is no name
    # a comment, also behind a form

The types may be said in Vietnamese: người, nơi, tổ chức, bỏ.
"""

from __future__ import annotations

import re
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from index.analysis.names import name_identity
from index.articles.article import Rejected
from index.articles.facets import facet_value
from index.storage.names.kinds import NONE, ORGANISATIONS, PEOPLE, PLACES, Correction
from index.vietnamese.spelling import fold

NAMES_FILE = "names.txt"
_TYPES = {
    **dict.fromkeys(("person", "nguoi", "nhan vat"), PEOPLE),
    **dict.fromkeys(("place", "noi", "dia danh"), PLACES),
    **dict.fromkeys(("org", "to chuc"), ORGANISATIONS),
    **dict.fromkeys(("none", "bo"), NONE),
}
_COMMENT = re.compile(r"(?:^|\s)#.*")
_SHOWN = 200


class NameLines(NamedTuple):
    """What a file says, by the identity of each form, and what of it could not be read."""

    corrections: dict[str, Correction]
    problems: tuple[Rejected, ...]


def read_names(data: bytes, name: str = NAMES_FILE) -> NameLines:
    """The lines of a UTF-8 file; `name` is what problems call it. Later lines count."""
    corrections: dict[str, Correction] = {}
    problems: list[Rejected] = []
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        try:
            corrections.update(_read_line(raw))
        except ValueError as error:
            shown = raw.decode("utf-8", "replace")[:_SHOWN]
            problems.append(Rejected(f"{name}:{number}", str(error), shown))
    return NameLines(corrections, tuple(problems))


def _read_line(raw: bytes) -> dict[str, Correction]:
    """What a line says. Raises ValueError, which says what is wrong with it."""
    try:
        text = _COMMENT.sub("", raw.decode()).strip()
    except UnicodeDecodeError:
        raise ValueError("the line is not UTF-8") from None
    if not text:
        return {}
    said, colon, rest = text.partition(":")
    type = _TYPES.get(fold(" ".join(said.split())).lower())
    if not colon or type is None:
        raise ValueError("a line is 'person: A = B', with person, place, org or none")
    forms = [facet_value(form) for form in rest.split("=")]
    identities = [name_identity(form) for form in forms]
    if not all(identities):
        raise ValueError("a form is empty")
    return dict.fromkeys(identities, Correction(type, forms[0]))


class NameFile:
    """A file of corrections, which may change at any time, or not be there."""

    def __init__(self, path: Path) -> None:
        """`path` is where the file is, if there is one."""
        self.path = path
        self._lock = Lock()
        self._known: tuple[str, NameLines] = "", NameLines({}, ())

    def stamp(self) -> str:
        """A text that changes whenever the file does; empty without one."""
        try:
            found = self.path.stat()
        except OSError:
            return ""
        return f"{found.st_ino} {found.st_size} {found.st_mtime_ns}"

    def read(self) -> NameLines:
        """What the file says now; nothing if it is not there or cannot be read."""
        stamp = self.stamp()
        with self._lock:
            if self._known[0] != stamp:
                try:
                    lines = read_names(self.path.read_bytes(), self.path.name)
                except OSError as error:
                    problem = Rejected(self.path.name, f"it cannot be read: {error.strerror}", "")
                    lines = NameLines({}, (problem,))
                self._known = stamp, lines
            return self._known[1]
