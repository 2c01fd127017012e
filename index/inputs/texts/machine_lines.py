"""Short texts that no person wrote as prose: logs, settings, commands, data, lists of addresses.

A line alone may look like one of these and be a headline, so that every line of a short text has to
look so, and one of them has to be evident. What is doubtful is prose.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_WORD = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 14  # one after the other in a line of a program


class _Kind(NamedTuple):
    """What lines are: each `looks` so, and one is `evident`. Of `ascii` ones, letters with marks
    stand in quotation marks only."""

    what: str
    looks: re.Pattern[str]
    evident: re.Pattern[str]
    ascii: bool = True
    fewest: int = 1


def _kind(
    what: str, looks: str, evident: str = "", *, ascii: bool = True, fewest: int = 1
) -> _Kind:
    return _Kind(what, re.compile(looks), re.compile(evident or looks), ascii, fewest)


_STAMP = (
    r"[\[(<]?(?:\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[ ]?[+-]\d\d:?\d\d)?"
    r"|\d{1,2}[-/][A-Za-z0-9]{2,3}[-/]\d{4}[: ]\d\d:\d\d:\d\d(?: [+-]\d{4})?)[\])>]?\s"
)
_LOG = (
    rf"\s*(?:{_STAMP}|[A-Z][a-z]{{2}}\s{{1,2}}\d{{1,2}}\s\d\d:\d\d:\d\d\s"
    r"|\d{1,3}(?:\.\d{1,3}){3}\s|\[?(?:DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|TRACE|CRITICAL)\b[\]: ]"
    r"|(?:at|Caused by:?)\s[\w.$<>]+[(:]|(?:\.\.\. \d+ more)|[\w.]+(?:Exception|Error): ).*"
)
_ADDRESS = (
    r"\s*(?:[-*•\d.]{1,4}\s+)?(?:(?:https?|ftp)://|www\.)\S+\s*|\s*[\w.+-]+@[\w-]+\.[\w.-]+\s*"
)
_ENCODED = (
    r"\s*(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{32,}(?:\s+\*?\S+)?"
    r"|[0-9a-fA-F]{4,8}:?\s+(?:[0-9a-fA-F]{2,4}\s+){3,}.*|(?:[0-9a-fA-F]{2}\s+){7,}.*"
    r"|(?=\S*\d)(?=\S*[a-z])(?=\S*[A-Z])[A-Za-z0-9+/_-]{24,}={0,2}|[A-Za-z0-9+/]{1,76}={1,2})\s*"
)
_SETTING = (
    r"\s*(?:\[[\w .:\\/-]+\]|[#;].*|(?:export\s+|set\s+)?[A-Za-z_][\w.-]{0,60}\s?=\s?\S.{0,200}"
    r"|[a-z_][\w.-]{0,40}:(?:\s+\S{1,80})?|-\s+[\w./:-]+|\"[\w.-]{0,40}\"\s?[:=]\s?.{0,200}"
    r"|(?:Rewrite\w+|Options|Deny|Allow|Order|ErrorDocument|DirectoryIndex|</?If\w+"
    r"|</?\w+Match)\b.*|(?:User-agent|Disallow|Allow|Sitemap|Crawl-delay):.*"
    r"|(?:[\d*/,-]+\s+){5}\S.*|[A-Z]:\\\S*)\s*"
)
_EVIDENT_SETTING = (
    r"\s*(?:\[[\w .:\\/-]+\]\s*$|(?:export\s+)?[A-Za-z_][\w.-]{0,60}=\S|[a-z_][\w.]{0,40} = \S"
    r"|[a-z_][\w.-]{0,40}:$|\s{2,}[a-z_][\w.-]{0,40}:\s|\"[\w.-]{0,40}\"\s?:\s"
    r"|Rewrite\w+\s|User-agent:|Disallow:|(?:[\d*/,-]+\s+){5}/)"
)
_CODE = (
    r"\s*(?:[\[\](){};,]+|.{0,300}[;{}]|(?://|/\*|\*|\*/|#include\b|#define\b|<\?php|\?>|@).*"
    r"|(?:def|class|if|for|while|return|import|from|else|elif|try|except|with|function|public"
    r"|private|static|const|let|var|end|raise|print|package|using|namespace|export|async|await"
    r"|echo|local|fi|done|do|then)\b[^.]{0,200}[:;({]?"
    r"|[\w.\[\]$]+\s*[-+*/.]?=\s*\S.*|[\w.$!]+\(.*\)[;,]?|\w+:\s*[\"'\[{\d].*"
    r"|(?:\$|sudo|cd|rm|cp|mv|apt|apt-get|yum|pip|npm|git|docker|chmod|chown|mkdir|curl|wget|tar|gcc"
    r"|make|python3?|ssh|scp|FROM|RUN|CMD|COPY|ENV|EXPOSE|WORKDIR|ENTRYPOINT)\s.*"
    r"|[\w./-]+:\s*[\w./ -]*|[-+@]{1,3}\s.*|[-+].*)\s*"
)
_EVIDENT_CODE = (
    r"\s*(?:[\w.$!]+\(.*\)\s*[;{]?\s*$|[{}]\s*\)?;?\s*$|.*[)\w\]\"']\s*\{\s*$"
    r"|.*[)\]\"'];\s*$"
    r"|#include\b|<\?php|package \w+$"
    r"|(?:def|class|function)\s\w+.*[:{]\s*$|(?:import|from)\s[\w.]+$"
    r"|sudo\s|cd\s[/~.]|rm -|FROM\s\S+:\S+$|\t(?:gcc|echo|make|cp|rm)\s|@@ -\d|[-+]{3} [ab]/"
    r"|[\w.]+\s*=\s*[\w\[{(\"'][^.]*$)"
)
_FILES = (
    r"\s*(?:total \d+|[-dl][rwxst-]{9}[+@.]?\s.*|[\w./\\ -]{1,200}\.[A-Za-z][A-Za-z0-9]{1,4}"
    r"(?:\s+[\d.,]+\s?[KMGkmg]?[Bb]?)?)\s*"
)
_SUBTITLES = r"\s*(?:\d+|\d\d:\d\d(?::\d\d)?[,.]\d{3} --> .*|WEBVTT.*|\S.*)"

_KINDS = (
    _kind("a log", _LOG, ascii=False),
    _kind("a list of addresses", _ADDRESS, ascii=False),
    _kind("encoded data", _ENCODED, r".*(?:[A-Za-z]\d|\d[A-Za-z]).*", ascii=False),
    _kind("settings", _SETTING, _EVIDENT_SETTING),
    _kind(
        "a list of files", _FILES, r".*[\w/-]\.[A-Za-z][A-Za-z0-9]{1,4}\b|[-d][rwx-]{9}", fewest=2
    ),
    _kind("subtitles", _SUBTITLES, r"\s*\d\d:\d\d(?::\d\d)?[,.]\d{3} --> ", ascii=False, fewest=2),
    _kind("a program", _CODE, _EVIDENT_CODE),
)

_LEADER = re.compile(r".*[^\W_].*?(?:\.{3,}|…{2,}|(?:\. ){3,}|\t|_{3,}|\s{4,})\s*\d{1,4}\s*")
_CONTENTS = re.compile(r"\W*(?:mục lục|table of contents|contents)\W*", re.IGNORECASE)
_ENDS_WITH_ADDRESS = re.compile(r".*(?:https?://|www\.)\S+\s*")
_ONLY_ADDRESS = re.compile(_ADDRESS)
_SENTENCE = re.compile(r"[.!?…]['\"”)]?\s*$")


def machine_made(lines: list[str]) -> str | None:
    """What some lines are that nobody wrote as prose; None for prose, and where there is doubt."""
    bare = [_QUOTED.sub('""', line) for line in lines]
    readable = any(map(_reads_on, bare))
    for kind in _KINDS:
        if len(lines) < kind.fewest or (kind.ascii and readable):
            continue
        shown = bare if kind.ascii else lines
        if all(map(kind.looks.fullmatch, shown)) and any(map(kind.evident.match, shown)):
            return kind.what
    return None


def contents_or_links(lines: list[str]) -> str | None:
    """Whether lines are a table of contents, or headlines with the addresses of other pages."""
    if len(lines) < 3:
        return None
    leaders = sum(_LEADER.fullmatch(line) is not None for line in lines)
    if leaders >= 0.6 * len(lines) and (leaders > 3 or _CONTENTS.fullmatch(lines[0])):
        return "a table of contents"
    if all(_ONLY_ADDRESS.fullmatch(line) for line in lines):
        return "a list of addresses"
    linked = sum(_ENDS_WITH_ADDRESS.fullmatch(line) is not None for line in lines)
    if (
        2 * linked >= len(lines) - 1
        and linked > 1
        and not any(
            _SENTENCE.search(line) for line in lines if not _ENDS_WITH_ADDRESS.fullmatch(line)
        )
    ):
        return "a list of links"
    return None


def _reads_on(line: str) -> bool:
    """Whether a line has letters that no program has, or many words one after the other."""
    return not line.isascii() or len(_WORD.findall(line)) > _MOST_WORDS
