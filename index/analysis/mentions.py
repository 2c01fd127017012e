"""Where the texts of one article name whom and what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from index.analysis.analyser import pieces
from index.analysis.names import Gathered, Name, name_identity
from index.vietnamese.names import mentions
from index.vietnamese.names.mention import GIVEN
from index.vietnamese.spelling import clean
from index.vietnamese.syllables import respelled, scanner
from index.vietnamese.words import packed_words

Span = tuple[int, int]


class Named(NamedTuple):
    """A name of an article, and by the name of each text where its forms stand there: the offsets
    of the first character and behind the last, in order and apart."""

    name: Name
    spans: dict[str, list[Span]]


def named_in(texts: Mapping[str, str], authors: Iterable[str] = ()) -> list[Named]:
    """Each name that the texts of an article mention, by the rules by which the article is indexed.

    `texts` are all that are read of it, by names of the caller's; offsets count the characters of
    these texts as they are given. Names come in the order of the texts; who wrote the article
    (`authors`) is none.
    """
    gathered = Gathered()
    found: list[tuple[str, Span, str]] = []
    for place, text in texts.items():
        for span, identity in _mentioned(text, gathered):
            found.append((place, span, identity))
    names = {name_identity(one.text): Named(one, {}) for one in gathered.names(authors)}
    owners = gathered.named()
    for place, span, identity in found:
        named = names.get(owners.get(identity, ""))
        if named is not None:
            named.spans.setdefault(place, []).append(span)
    return list(names.values())


def _mentioned(text: str, gathered: Gathered) -> Iterator[tuple[Span, str]]:
    """Where a text mentions something, and the identity of the form; each is `gathered`."""
    at = 0
    for piece in pieces(text):
        cleaned = clean(piece)
        spelled = respelled(cleaned.text, scanner().find(*cleaned))
        for mention in mentions(spelled, packed_words(spelled)):
            gathered.add(mention, cleaned.text)
            if mention.code != GIVEN:
                start, end = cleaned.span(mention.start, mention.end)
                printed = mention.canonical or cleaned.text[mention.start : mention.end]
                yield (at + start, at + end), name_identity(printed)
        at += len(piece)
