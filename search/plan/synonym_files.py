"""Files that say which forms of words stand for one thing, and which lines of them are no good.

    HĐND = Hội đồng nhân dân             each finds the others
    Sài Gòn => TP.HCM, Chợ Lớn           the first finds the others, they do not find it
    CA => CA                             a form that stands for itself alone
    # a comment, also behind a form

Khobao's own lists are beside this module: `synonyms.txt` of abbreviations, `everyday.txt` of words
and names.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from index.articles.article import Rejected
from index.vietnamese.syllables import PlainTerms, plain_terms
from search.plan.forms import Form, FormIndex

log = logging.getLogger("khobao")

BUILT_IN = "built in"
EVERYDAY = "everyday words"
_EVERYDAY_FILE = "everyday.txt"
# The name of an archive's own file, in its folder.
OWN_FILE = "synonyms.txt"
_HERE = Path(__file__)
_COMMENT = re.compile(r"(?:^|\s)#.*")
_COMMENT_IN_TEXT = re.compile(r"(?:^|[^\S\n])#.*", re.MULTILINE)
_WORD = re.compile(r"\w+")
_MOST_SYLLABLES = 16  # of a form
_MOST_FORMS = 16  # of a line
_SHOWN = 200


class Line(NamedTuple):
    """A line of a file: a query that holds one of the forms `asked` also looks for `found`."""

    asked: tuple[Form, ...]
    found: tuple[Form, ...]
    where: str


class Lines(NamedTuple):
    """What a file says, and what of it could not be read."""

    lines: tuple[Line, ...] = ()
    problems: tuple[Rejected, ...] = ()


def read_lines(data: bytes, name: str) -> Lines:
    """The lines of a UTF-8 file; `name` is what problems and lines call it."""
    lines: list[Line] = []
    problems: list[Rejected] = []
    known = plain_terms(_WORD.findall(data.decode(errors="replace")))
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        where = f"{name}:{number}"
        try:
            line = _read_line(raw, where, known)
        except ValueError as error:
            shown = raw.decode("utf-8", "replace")[:_SHOWN]
            problems.append(Rejected(where, str(error), shown))
        else:
            lines += [line] if line else []
    return Lines(tuple(lines), tuple(problems))


def _read_line(raw: bytes, where: str, known: Mapping[str, PlainTerms]) -> Line | None:
    """A line; None if nothing is on it. Raises ValueError, which says what is wrong with it."""
    try:
        text = _COMMENT.sub("", raw.decode()).strip()
    except UnicodeDecodeError:
        raise ValueError("the line is not UTF-8") from None
    if not text:
        return None
    left, arrow, right = text.partition("=>")
    if "=" in left + right if arrow else "=" not in text:
        raise ValueError("a line is 'A = B', 'A = B = C' or 'A => B, C'")
    forms = _forms(_form_texts(text), known)
    if arrow:
        return Line(forms[:1], forms[1:], where)
    if len({form.terms for form in forms}) < 2:
        raise ValueError("the forms of this line are one; 'A => A' keeps a form to itself")
    return Line(forms, forms, where)


def _form_texts(text: str) -> list[str]:
    """The forms of a line, as they are written."""
    left, arrow, right = text.partition("=>")
    return [
        " ".join(one.split()) for one in ([left, *right.split(",")] if arrow else text.split("="))
    ]


def _forms(texts: Iterable[str], known: Mapping[str, PlainTerms]) -> tuple[Form, ...]:
    forms = tuple(Form.of(text, known) for text in texts)
    if len(forms) > _MOST_FORMS:
        raise ValueError(f"a line has at most {_MOST_FORMS} forms")
    for form in forms:
        if not form.terms:
            raise ValueError(
                f"there is no word in {form.text!r}" if form.text else "a form is empty"
            )
        if len(form.terms) > _MOST_SYLLABLES:
            raise ValueError(f"a form has at most {_MOST_SYLLABLES} syllables")
    return forms


class ListedLines(Sequence[Line]):
    """The lines of a list of Khobao's own, each read when one of its forms is asked for."""

    def __init__(self, data: bytes, name: str) -> None:
        """The list is as it should be (a test says so); `name` is what lines call it."""
        self._name = name
        cleared = enumerate(_COMMENT_IN_TEXT.sub("", data.decode()).split("\n"), 1)
        self._texts = [(number, text) for number, text in cleared if text.strip()]
        self._lines: dict[int, Line] = {}
        self.line_of: list[int] = []  # of each form
        forms: list[str] = []
        for at, (_, text) in enumerate(self._texts):
            own = _form_texts(text)
            forms += own
            self.line_of += [at] * len(own)
        self.forms = FormIndex(forms)

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        line = self._lines.get(at)
        if line is None:
            number, text = self._texts[at]
            line = _read_line(text.encode(), f"{self._name}:{number}", {})
            assert line is not None
            self._lines[at] = line
        return line

    def having(self, form: Form) -> list[int]:
        """The places of the lines that have a form, rising."""
        return [*dict.fromkeys(self.line_of[one] for one in self.forms.having(form))]


@cache
def built_in() -> ListedLines:
    """The abbreviations that Khobao knows of itself."""
    return ListedLines(_HERE.with_name(OWN_FILE).read_bytes(), BUILT_IN)


@cache
def everyday() -> ListedLines:
    """The everyday words and names that Khobao knows of itself."""
    return ListedLines(_HERE.with_name(_EVERYDAY_FILE).read_bytes(), EVERYDAY)


class SynonymFile:
    """A file of a user's own, read again when it has changed."""

    def __init__(self, path: Path, *, must_exist: bool) -> None:
        """Nothing is read yet; that there is no such file is a problem if it `must_exist`."""
        self._path = path
        self._must_exist = must_exist
        self._lock = Lock()
        self._stamp: tuple[int, ...] = ()
        self._lines = Lines()

    def read(self) -> Lines:
        """What the file says now, the same object as long as it does not change."""
        with self._lock:
            stamp = self.stamp()
            if stamp != self._stamp:
                self._lines = self._read()
                self._stamp = stamp
                for one in self._lines.problems:
                    log.warning("%s: %s", one.where, one.reason)
            return self._lines

    def stamp(self) -> tuple[int, ...]:
        """What changes whenever the file does."""
        try:
            status = self._path.stat()
        except (OSError, ValueError):
            return (0,)
        return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns

    def _read(self) -> Lines:
        try:
            return read_lines(self._path.read_bytes(), str(self._path))
        except FileNotFoundError as error:
            if not self._must_exist:
                return Lines()
            reason = error.strerror
        except OSError as error:
            reason = error.strerror
        except ValueError as error:
            reason = str(error)
        problem = Rejected(str(self._path), f"the file cannot be read ({reason})")
        return Lines(problems=(problem,))
