"""What a content is, told by what is in it: the same for a file that was named and one in a folder.

`FORMATS` is tried from the top: what its magic bytes tell, then, in UTF-8, what its text looks
like. The ending of a name is asked only of what looks like nothing: a damaged file is rejected as
what it should be. What fits nothing at all is read as a text, which is an article only if it looks
like prose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from index.inputs.mail import is_mail, is_mbox
from index.inputs.oddments import is_oddment
from index.inputs.tar_members import is_tar
from index.inputs.unreadable import is_unreadable

if TYPE_CHECKING:
    from index.inputs.found import Reader


@dataclass(frozen=True)
class Head:
    """The beginning of a content: its first bytes, and what is known of it from outside."""

    data: bytes
    facts: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """The bytes as UTF-8, without a byte order mark and white space before; U+FFFD for what
        is none."""
        return self.data.decode("utf-8", "replace").removeprefix("\ufeff").lstrip()


class Format(NamedTuple):
    """A format: its name in accounts, how it looks, and its reader as `module:function`.

    `endings` are those of files that are of this format though they look like nothing else.
    A content is one article, to be read in one piece, if it is `whole`; `lines` is the function
    that tells by its first bytes whether it may be cut between any two lines, and `line_reader`
    reads a part of it. A reader that `reads_on` behind damaged places by itself is given them as
    they are (`DamagedError.rest`).
    """

    name: str
    looks: Callable[[Head], bool]
    reader: str
    endings: tuple[str, ...] = ()
    whole: bool = False
    lines: str = ""
    line_reader: str = ""
    reads_on: bool = False

    def load(self) -> Reader:
        """The reader, whose module is imported now."""
        return imported(self.reader)  # type: ignore[no-any-return]

    def is_cut_at_lines(self, head: bytes) -> bool:
        """Whether a content with these first bytes may be cut between any two lines."""
        return bool(self.lines) and bool(imported(self.lines)(head))


def imported(place: str) -> Any:
    """What stands at `module:name`, whose module is imported now."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def _begins(pattern: str) -> Callable[[Head], bool]:
    """Whether the text begins as a pattern says."""
    compiled = re.compile(pattern, re.I)
    return lambda head: compiled.match(head.text) is not None


_CORPORA = "index.inputs.texts.corpora"


def _are_texts(head: str) -> bool:
    """Whether every line is a text of its own."""
    if not head.startswith("__label__") and len(head) < 32 * 1024:
        return False
    return imported(f"{_CORPORA}:is_a_text_a_line")(head)  # type: ignore[no-any-return]


def _has_member(beginning: bytes) -> Callable[[Head], bool]:
    """Whether a zip begins with members among which is one whose name begins so."""
    compiled = re.compile(rb"PK\x03\x04.{26}" + re.escape(beginning), re.S)
    return lambda head: head.data.startswith(b"PK\x03\x04") and bool(compiled.search(head.data))


def _magic(pattern: bytes) -> Callable[[Head], bool]:
    """Whether the bytes begin as a pattern says."""
    compiled = re.compile(pattern, re.S)
    return lambda head: compiled.match(head.data) is not None


_PAGE = re.compile(
    r"<!doctype\s+html|<(?:html|head|body|frameset|title|meta|div|table|h1|p)\b", re.I
)
_COMMENTS = re.compile(r"(?:\s*<!--.*?-->|\s*<\?xml[^>]*\?>|\s*<!doctype[^>]*>)*\s*", re.I | re.S)


def _is_page(head: Head) -> bool:
    """Whether a text is a page in HTML, whatever comments and declarations stand before it."""
    if not head.text.startswith("<"):
        return False
    begin = head.text[_COMMENTS.match(head.text).end() :]  # type: ignore[union-attr]
    return _PAGE.match(begin) is not None or _PAGE.match(head.text) is not None


def _looks(place: str) -> Callable[[Head], bool]:
    """Whether a function that stands at `module:name` says so; its module is imported then."""
    return lambda head: bool(imported(place)(head))


_ROOT = re.compile(
    r"(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!doctype[^>\[]*(?:\[[^\]]*\])?[^>]*>\s*)*<(?:[\w.-]+:)?([\w.-]+)",
    re.S | re.I,
)


def _has_root(*names: str) -> Callable[[Head], bool]:
    """Whether the first element of a document has one of some names."""

    def looks(head: Head) -> bool:
        found = _ROOT.match(head.text)
        return found is not None and found[1] in names

    return looks


def _is_wordpress(head: Head) -> bool:
    return _has_root("rss")(head) and "wordpress.org/export/" in head.text


# Told by their first bytes, whatever the rest is.
BINARY: list[Format] = [
    Format(
        "workbook",
        _looks("index.inputs.spreadsheet:is_workbook"),
        "index.inputs.spreadsheet:read",
        (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    ),
    Format(
        "sqlite",
        lambda head: head.data.startswith(b"SQLite format 3\0"),
        "index.inputs.sqlite:read",
        (".sqlite", ".sqlite3", ".db"),
    ),
    Format(
        "parquet",
        lambda head: head.data.startswith((b"PAR1", b"ARROW1")),
        "index.inputs.parquet:read",
        (".parquet", ".feather", ".arrow"),
    ),
    Format("docx", _has_member(b"word/"), "index.inputs.office:read_docx", (".docx",)),
    Format(
        "odt",
        _magic(rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.text"),
        "index.inputs.office:read_odt",
        (".odt",),
    ),
    Format(
        "zip",
        _magic(rb"PK(?:\x03\x04|\x05\x06|\x07\x08PK\x03\x04)"),
        "index.inputs.zip_members:read",
    ),
    Format("tar", is_tar, "index.inputs.tar_members:read", (".tar",)),
    Format("warc", _magic(rb"WARC/[01]\.\d"), "index.inputs.warc:read", (".warc",), reads_on=True),
    Format("arc", _magic(rb"filedesc:"), "index.inputs.arc:read", (".arc",), reads_on=True),
    Format("pdf", _magic(rb"(?:\xef\xbb\xbf)?\s{0,9}%PDF-\d"), "index.inputs.pdf:read", (".pdf",)),
    Format("rtf", _magic(rb"\s{0,9}\{\\rtf"), "index.inputs.rtf:read", (".rtf",)),
    Format("mail", is_mail, "index.inputs.mail:read", (".eml", ".mht", ".mhtml")),
    Format("mbox", is_mbox, "index.inputs.mail:read_mbox", (".mbox",)),
    Format("unreadable", is_unreadable, "index.inputs.unreadable:refuse"),
    Format("media", is_oddment, "index.inputs.oddments:skip"),
]

# Told by their text.
TEXTUAL: list[Format] = [
    Format(
        "json",
        _begins(
            # What is in JSON, or nearly; after comments; after `var data =` or `callback(`, which
            # programs begin with too.
            r"(?:/\*.{0,1000}?\*/\s*)*(?:\[\s*[\[{\]]|\{\s*(?:[\"'}]|[\w$]{1,50}\s*:)"
            r"|(?:\)\]\}',?\s|typeof .{1,200}?\(|(?:(?:var|let|const)\s+)?"
            r"[\w$.\[\]\"']{1,100}\s*[=(])\s*"
            r"(?:\[\s*[\[{]|\{\s*(?:[\"'}]|[\w$]{1,50}\s*:\s*[\"'\[{\d])))"
        ),
        "index.inputs.json_lines:read",
        (".json",),
        lines="index.inputs.json_lines:is_lines",
        line_reader="index.inputs.json_lines:read_lines",
    ),
    Format("json", lambda _: False, "index.inputs.json_lines:read_lines", (".jsonl", ".ndjson")),
    Format(
        "documents", _begins(r"<doc(?:\s+[\w-]+=\"[^\"]*\")+\s*>"), f"{_CORPORA}:read_documents"
    ),
    Format("wordpress", _is_wordpress, "index.inputs.xml.wordpress:read"),
    Format("feed", _has_root("rss", "RDF", "feed"), "index.inputs.xml.feeds:read"),
    Format("sitemap", _has_root("urlset", "sitemapindex"), "index.inputs.xml.sitemaps:read"),
    Format("mediawiki", _has_root("mediawiki"), "index.inputs.xml.mediawiki:read"),
    Format("html", _is_page, "index.inputs.html.page_reader:read", whole=True),
    Format("sql", _looks("index.inputs.sql_dump:is_sql"), "index.inputs.sql_dump:read", (".sql",)),
    Format(
        "table",
        _looks("index.inputs.delimited:is_table"),
        "index.inputs.delimited:read",
        (".csv", ".tsv", ".tab", ".psv"),
    ),
    Format("xml", _begins(r"<(?:\?xml|!--|!doctype|[a-z])"), "index.inputs.xml.records:read"),
    Format(
        "lines",
        lambda head: _are_texts(head.text),
        f"{_CORPORA}:read_lines",
        lines=f"{_CORPORA}:may_be_cut",
        line_reader=f"{_CORPORA}:read_lines",
    ),
]

# What is nothing of these.
TEXT = Format("text", lambda _: True, "index.inputs.texts.reader:read", whole=True)

FORMATS = (*BINARY, *TEXTUAL, TEXT)
"""Every format, in the order in which they are tried."""


def detect(head: Head, formats: list[Format]) -> Format | None:
    """The first of some formats that a content looks like."""
    return next((one for one in formats if one.looks(head)), None)


def by_ending(name: str) -> Format:
    """The format that files with such a name should be of; TEXT if their ending tells nothing."""
    name = re.sub(r"(?:\.(?:gz|bz2|xz|zst))+$", "", name.lower())
    return next((one for one in FORMATS if one.endings and name.endswith(one.endings)), TEXT)
