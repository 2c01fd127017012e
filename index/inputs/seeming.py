"""What a text seems to be that is no article: a program, a letter, an archive of pages.

A wrong article that nobody notices is worse than a lost one: what seems to be something else is
refused by name, whatever the file is called.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_LOOKED_AT = 32_768  # characters

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
_STYLE_COMMENTS = re.compile(r"(?:\s*/\*.*?\*/)*", re.S)
_QUERY = re.compile(
    r"\s*(?:select\s[^;]{1,500}\sfrom\s[^;]{1,500};|update\s+\S+\s+set\s+\S+\s*="
    r"|delete\s+from\s+\S+\s*(?:;|where\b)|alter\s+table\s\S+\s|use\s+`?\w+`?;|truncate\s+table\s)",
    re.I,
)
_ANSWER = re.compile(r"\s*HTTP/[\d.]+ \d{3}\b")
_LATEX = re.compile(
    r"\s*\\(?:documentclass|documentstyle|usepackage|begin|input|section|chapter)\b"
)
_SCRIPT = re.compile(
    r"\s*(?:#include\b|<\?php\b|@echo off|module\.exports\s*=|export\s+default\s"
    r"|!function\s*\(|[\"']use strict[\"'];|\$\((?:document|window|function|[\"'])"
    r"|(?:document|window|jQuery)[.(]\w*[(.=]|Traceback \(most recent call last\)"
    r"|Exception in thread \"|if __name__ ==|public\s+(?:static\s+)?(?:class|void|interface)\b"
    r"|using\s+System\b|namespace\s+[\w\\.]+[;{]|package\s\w+[ \t]*$|async\s+function\b"
    r"|diff --git\s|#!\s?/"
    r"|import\s+[\w.]+[ \t;]*$|from\s+[\w.]+\s+import\b|(?:var|let|const)\s+\w+\s*="
    r"|function\s*\w*\s*\(|\(function\s*\(|def\s+\w+\(|package\s+[\w.]+;)",
    re.M,
)


def seeming(text: str) -> str | None:
    """What a text seems to be, by its beginning, such as "SQL"; None for prose, and for tables."""
    head = text[:_LOOKED_AT].removeprefix("\ufeff")
    return next((what for what, looks in _FORMS.items() if looks(head)), None)


def _is_mail(head: str) -> bool:
    headers = _HEADERS.match(head.lstrip().replace("\r\n", "\n"))
    return headers is not None and len(_OF_MAIL.findall(headers[0])) > 1


def is_sql(head: str) -> bool:
    """Whether a text begins as SQL does."""
    return _SQL.match(_without_comments(head)) is not None


def _are_styles(head: str) -> bool:
    rest = head[_STYLE_COMMENTS.match(head).end() :]  # type: ignore[union-attr]
    return _STYLES.match(rest) is not None or _STYLES.match(_without_comments(head)) is not None


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
    "the answer of a web server": lambda head: _ANSWER.match(head) is not None,
    "a calendar or a card of addresses": _begins("BEGIN:VCALENDAR", "BEGIN:VCARD", "BEGIN:VEVENT"),
    "a certificate or a key": _begins("-----BEGIN "),
    "settings": _begins("Windows Registry Editor", "[InternetShortcut]"),
    "LaTeX": lambda head: _LATEX.match(head) is not None,
    "SQL": lambda head: is_sql(head) or _QUERY.match(_without_comments(head)) is not None,
    "a style sheet": _are_styles,
    "a program": lambda head: _SCRIPT.match(head) is not None,
}
