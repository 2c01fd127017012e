"""Whether a text reads like an article: words and sentences of some language.

Poems, lists in an article, one sentence alone and Vietnamese without its marks are prose; logs,
settings, programs, numbers, names, addresses and encoded data are not. What is doubtful is prose.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from index.inputs.texts.furniture import is_menu
from index.inputs.texts.machine_lines import contents_or_links, machine_made

_LOOKED_AT = 16_384  # characters
_FEWEST_LINES = 5  # by which a list, a log or a program is told
_LONG_LINE = 8  # spaces
_MOST = 0.7  # of the lines that look like something else

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LONG_TOKEN = re.compile(r"[A-Za-z0-9+/=_-]{60,}")
_STAMP = re.compile(
    r"\W{0,2}(?:\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d(?::\d\d)?"
    r"|\d{1,2}[-/][A-Za-z0-9]{2,3}[-/]\d{4}[:\s]\d\d:\d\d"
    r"|[A-Z][a-z]{2}\s{1,2}\d{1,2}\s\d\d:\d\d:\d\d|\d{1,3}(?:\.\d{1,3}){3}\s"
    r"|\[?(?:DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|TRACE)\b)"
)
_SETTING = re.compile(
    r"\s*(?:\[[\w .:-]+\]|[#;].*|(?:export\s+)?[A-Za-z_][\w.-]{0,60}\s*=\s*\S.{0,200}"
    r"|[a-z_][\w.-]{0,40}:(?:\s+\S{1,80})?|-\s+[\w./:-]+)\s*"
)
_CODE = re.compile(
    r"\s*(?:[})\];]+\s*|.{0,200}[;{}]\s*|(?://|/\*|\*/|#include\b|<\?php).*"
    r"|(?:def|class|if|for|while|return|import|from|else|elif|try|except|with|function|public|private"
    r"|static|const|let|var|end|raise|print)\b[^.]{0,200}[:;({]?\s*|[\w.\[\]]+\s*[-+*/]?=\s*\S.*|[\w.]+\([^)]*\)\s*|@\w+.*)"
)
_URL = re.compile(r"\s*(?:https?://|www\.|/[\w.-]+/|[\w.-]+@[\w-]+\.)\S*\s*")
_NUMBERS = re.compile(r"[\s\d.,;:/%()|+-]*\d[\s\d.,;:/%()|+-]*(?:[^\W\d_]{1,3}\s*)?")


def unlike_prose(text: str) -> str | None:
    """What a text seems to be that is no prose; None for prose."""
    head = text[:_LOOKED_AT]
    lines = [line for line in head.splitlines() if line.strip()]
    if len(text) > _LOOKED_AT and len(lines) > 1:
        lines.pop()  # it is cut
    if what := contents_or_links(lines):
        return what
    return None if _is_vietnamese(lines) else _other(text[:_LOOKED_AT], lines)


def _other(head: str, lines: list[str]) -> str | None:
    """What a text is that has not so many Vietnamese lines that nothing else is likely."""
    if not _WORD.search(head):
        return "numbers and signs without a word"
    if 2 * sum(map(len, _LONG_TOKEN.findall(head))) > len(head):
        return "encoded data"
    if len(lines) > 2 and all(map(is_menu, lines)):
        return "a menu"
    return machine_made(lines) or _by_share(lines)


def _by_share(lines: list[str]) -> str | None:
    """What most of many lines look like."""
    if len(lines) < _FEWEST_LINES:
        return None
    for what, looks in _FORMS.items():
        if sum(map(looks, lines)) >= _MOST * len(lines):
            return what
    return _list(lines)


def _is_vietnamese(lines: list[str]) -> bool:
    """Whether so many lines are long, with marks on their letters, that nothing else is likely."""
    long = sum(
        line.count(" ") >= _LONG_LINE and not line.isascii() and _STAMP.match(line) is None
        for line in lines
    )
    return long > (1 - _MOST) * len(lines)


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda line: pattern.fullmatch(line) is not None


def _is_stamped(line: str) -> bool:
    return _STAMP.match(line) is not None


def _is_code(line: str) -> bool:
    return _CODE.fullmatch(line) is not None and not _reads_on(line)


def _is_setting(line: str) -> bool:
    return _SETTING.fullmatch(line) is not None and not _reads_on(line)


def _reads_on(line: str) -> bool:
    """Whether a line has letters that no program has, or many words one after the other."""
    return not line.isascii() or len(_WORD.findall(line)) > 12


_FORMS: dict[str, Callable[[str], bool]] = {
    "a log": _is_stamped,
    "a list of addresses": _matches(_URL),
    "a list of numbers": _matches(_NUMBERS),
    "settings": _is_setting,
    "a program": _is_code,
}


def _list(lines: list[str]) -> str | None:
    """What kind of list some lines are, with a word or a name on each and no sentence."""
    if len(lines) < 4 * _FEWEST_LINES:
        return None
    words = [_WORD.findall(line) for line in lines]
    if any(line.rstrip()[-1] in '.!?…:;,"”' for line in lines if len(line.split()) > 2):
        return None
    short = sum(len(each) <= 2 and len(line) < 40 for each, line in zip(words, lines, strict=True))
    if short >= 0.95 * len(lines):
        return "a list of words"
    names = sum(2 <= len(each) <= 6 and all(word[0].isupper() for word in each) for each in words)
    return "a list of names" if names >= 0.95 * len(lines) else None
