"""A content read to the bottom: what it is, what its reader finds, and what is in its members."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple, TypeVar

from index.articles.article import Article, Rejected
from index.errors import KhobaoError
from index.inputs.compression import decompressed
from index.inputs.content import Content, DamagedError, spliced
from index.inputs.conversion import Options, UnusableError, article_from
from index.inputs.date_order import with_known_dates
from index.inputs.detection import BINARY, TEXTUAL, Format, Head, by_ending, detect
from index.inputs.encodings import as_utf8
from index.inputs.found import Listing, Record, Skipped
from index.inputs.old_dates import with_old_dates
from index.inputs.publication import NOTHING_KNOWN, Circumstances
from index.inputs.unpublished import unpublished

log = logging.getLogger("khobao")

Inner = TypeVar("Inner")
Outcome = Article | Rejected | Listing | Skipped
"""What becomes of a piece of input."""

Leaf = Record | Rejected | Listing | Skipped
"""What a reader finds, but for members, which are read in turn."""

EMPTY = "the file is empty"
"""Why a content in which there is nothing is rejected."""


class Read(NamedTuple):
    """What a reader found, and the name of the format that it read."""

    kind: str
    leaf: Leaf


def pieces(content: Content, options: Options, level: int = 0) -> Iterator[Read]:
    """What there is in `content` and its members, in their order; at least one piece.

    `level` is how deep the content is packed in others.
    """
    yield from each_piece(content, options, level, pieces)


def each_piece(
    content: Content,
    options: Options,
    level: int,
    inside: Callable[[Content, Options, int], Iterator[Inner]],
) -> Iterator[Read | Inner]:
    """What the reader of `content` finds; its members are given to `inside`."""
    kind = ""
    empty = True
    facts = content.facts
    try:
        found, content = detected(content, options)
        kind = found.name
        pieces_found = with_old_dates(found.load()(content, options))
        for piece in with_known_dates(pieces_found, options, facts):
            empty = False
            if not isinstance(piece, Content):
                yield Read(kind, piece)
            elif level == options.limits.levels:
                what = f"it is packed more than {level} levels deep"
                reason = options.limits.refusal("levels", what)
                yield Read(kind, Rejected(piece.name, reason))
            else:
                yield from inside(piece, options, level + 1)
    except DamagedError as damage:
        yield Read(kind, Rejected(f"{content.name}, byte {damage.offset}", damage.reason))
    except RecursionError:
        yield Read(kind, Rejected(content.name, "it is nested too deeply"))
    except (OSError, MemoryError, KhobaoError):
        raise
    except Exception as error:
        log.exception("a mistake of Khobao while it read %s", content.name)
        reason = f"it could not be read, by a mistake of Khobao ({type(error).__name__}: {error})"
        yield Read(kind, Rejected(content.name, reason))
    else:
        if empty:
            yield Read(kind, Rejected(content.name, EMPTY))


def detected(content: Content, options: Options) -> tuple[Format, Content]:
    """What a content is, and what its reader takes: unpacked, and in UTF-8 where it is text.

    Raises `DamagedError` where nothing can be unpacked.
    """
    content = decompressed(content, options.limits)
    kind = detect(Head(content.peek(), content.facts), BINARY)
    if kind is None or not kind.reads_on:
        content = replace(content, chunks=spliced(content.chunks))
    if kind is None:
        content = as_utf8(content)
        kind = detect(Head(content.peek(), content.facts), TEXTUAL) or by_ending(content.name)
    return kind, content


def convert(leaf: Leaf, options: Options) -> Outcome:
    """The article of a record that was published, or why it is none; everything else as it is."""
    if isinstance(leaf, Listing) and options.listings and leaf.record is not None:
        leaf = leaf.record
    if not isinstance(leaf, Record):
        return leaf
    if reason := unpublished(leaf.values):
        return Skipped(leaf.where, reason)
    if not leaf.mapped:
        options = replace(options, mapping={})
    known = NOTHING_KNOWN
    if leaf.order or leaf.seen or leaf.old:
        known = Circumstances(leaf.order, leaf.seen, leaf.old)
    try:
        return article_from(
            leaf.values,
            options,
            again=leaf.again,
            notes=leaf.notes,
            restore=leaf.restore,
            marked=leaf.marked,
            known=known,
            where=leaf.where,
        )
    except UnusableError as error:
        return Rejected(leaf.where, str(error), leaf.raw or str(dict(leaf.values))[:200])
