"""What a text seems to be that is no article: a table, a program, a letter, an archive of pages.

A wrong article that nobody notices is worse than a lost one: what seems to be something else is
refused by name, whatever the file is called.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable

from index.inputs.keys import field_of

_LOOKED_AT = 32_768  # characters
_LINES = 20  # of a table
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
# A table whose header names no field that is known has so many columns and rows; one that names
# some has so many of them, or more where nothing follows.
_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 3
_KNOWN_COLUMNS = 2
_SPARE = re.compile(r"[\w .#()/-]{1,40}")  # what a header's cell looks like: a name, no sentence

_HEADERS = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\n]*\n(?:[ \t]+[^\n]*\n)*){2,}")
_OF_MAIL = re.compile(
    r"^(?:from|received|return-path|message-id|mime-version|content-type):", re.I | re.M
)
_COMMENTS = re.compile(r"\s*(?:--[^\n]*\n|/\*.*?\*/|#[^\n]*\n)", re.S)
_SQL = re.compile(
    r"\s*(?:create\s+(?:table|database|schema|index)\s[^\n(;]{1,200}[(;]|drop\s+table\s[^\n;]{1,200};"
    r"|insert\s+(?:ignore\s+)?into\s+\S+\s*(?:\(|values\b|select\b)|begin(?:\s+transaction)?\s*;"
    r"|set\s+(?:names\s+\S+\s*;|[@\w.]+\s*=)|pragma\s+\w+\s*[=;]|copy\s+[\w.\"]+\s*\()",
    re.I,
)
_STYLES = re.compile(
    r"\s*(?:@(?:charset|import|media|font-face|namespace|keyframes|supports)\b[^{};]*[;{]"
    r"|[^{}<>;\n]{1,200}\{\s*[a-z-]+\s*:[^{}]*\})",
    re.I,
)
_SCRIPT = re.compile(
    r"\s*(?:#!\s?/|import\s+[\w.]+[ \t;]*$|from\s+[\w.]+\s+import\b|(?:var|let|const)\s+\w+\s*="
    r"|function\s*\w*\s*\(|\(function\s*\(|def\s+\w+\(|package\s+[\w.]+;)",
    re.M,
)


def seeming(text: str) -> str | None:
    """What a text seems to be, by its beginning, such as "SQL" or "a table ..."; None for prose."""
    head = text[:_LOOKED_AT].removeprefix("\ufeff")
    return next((what for what, looks in _FORMS.items() if looks(head)), None) or _table(head)


def _is_mail(head: str) -> bool:
    headers = _HEADERS.match(head.lstrip().replace("\r\n", "\n"))
    return headers is not None and len(_OF_MAIL.findall(headers[0])) > 1


def _is_sql(head: str) -> bool:
    return _SQL.match(_without_comments(head)) is not None


def _are_styles(head: str) -> bool:
    return _STYLES.match(_without_comments(head)) is not None


def _without_comments(head: str) -> str:
    while found := _COMMENTS.match(head):
        head = head[found.end() :]
    return head


def _begins(*beginnings: str) -> Callable[[str], bool]:
    return lambda head: head.lstrip().startswith(beginnings)


_FORMS: dict[str, Callable[[str], bool]] = {
    "a WARC or ARC file of saved pages": _begins("WARC/", "filedesc://"),
    "a text in RTF": _begins("{\\rtf"),
    "a PDF": _begins("%PDF-"),
    "an e-mail or a page saved as MHTML": _is_mail,
    "SQL": _is_sql,
    "a style sheet": _are_styles,
    "a program": lambda head: _SCRIPT.match(head) is not None,
}


def _table(head: str) -> str | None:
    """Which table a text seems to be: a header of names, and rows that have as many columns."""
    for separator, name in _SEPARATORS.items():
        rows = _rows(head, separator)
        if rows and _is_table(rows):
            return f"a table with columns parted by a {name}"
    return None


def _rows(head: str, separator: str) -> list[list[str]]:
    """The first rows, without one that may be cut."""
    first, _, _ = head.partition("\n")
    if separator not in first:
        return []
    whole = len(head) < _LOOKED_AT
    lines = head.splitlines(keepends=True)[: 50 * _LINES]
    rows: list[list[str]] = []
    try:
        for row in csv.reader(lines, delimiter=separator, strict=False):
            if row:
                rows.append(row)
            if len(rows) > _LINES:
                return rows[:_LINES]
    except csv.Error:
        return []
    return rows if whole else rows[:-1]


def _is_table(rows: list[list[str]]) -> bool:
    header, *others = rows
    if any(not _SPARE.fullmatch(cell.strip()) for cell in header):
        return False
    known = len({field_of(cell.strip()) for cell in header} - {None})
    alike = sum(len(row) == len(header) for row in others)
    if known >= _KNOWN_COLUMNS:
        return 2 * alike >= len(others) if others else known > _KNOWN_COLUMNS
    return len(header) >= _FEWEST_COLUMNS and alike == len(others) >= _FEWEST_ROWS
