"""What a reader finds in a content: records, members, and what is no article.

A reader gives these one after the other. The core makes articles of records (`conversion`), and
detects and reads the members in turn (`reading`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from index.articles.article import Rejected

if TYPE_CHECKING:
    from index.inputs.content import Content
    from index.inputs.conversion import Options


@dataclass(frozen=True)
class Record:
    """What an input says of one article: keys and values, before they are fields.

    `where` names the file and the place in it. `again` holds the second and later values of keys
    that occur more than once; `notes` tell what was repaired already. With `restore`, texts that
    show the codes of an older encoding are still to be converted; with `marked`, HTML in them is
    still to be taken out. `raw` is the first part of what
    was read, for a rejection. `order` is "month" where dates of the input begin with that, and
    `seen` when it was saved or crawled, from where relative times are counted. It is `old` where
    others of the input are of years in which programs begin to count (1970).
    """

    where: str
    values: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    again: tuple[tuple[str, Any], ...] = ()
    restore: bool = True
    raw: str = ""
    mapped: bool = True
    marked: bool = True
    order: str | None = None
    seen: datetime | None = None
    old: bool = False


@dataclass(frozen=True)
class Listing:
    """A page that lists articles and is none: a home page, a section, a tag, a site map.

    `record` is what is indexed where listings are asked for; None where there is nothing to index.
    """

    where: str
    title: str = ""
    record: Record | None = None


@dataclass(frozen=True)
class Skipped:
    """A piece of input that is known to be no article: a picture, a draft, a redirect."""

    where: str
    reason: str


Found = "Record | Listing | Skipped | Rejected | Content"
"""What a reader gives."""

if TYPE_CHECKING:
    Piece = Record | Listing | Skipped | Rejected | Content
    Reader = Callable[[Content, Options], Iterator[Piece]]
