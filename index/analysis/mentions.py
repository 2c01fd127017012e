"""Where the texts of one article name whom and what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from index.analysis.analyser import pieces
from index.analysis.gathering import SHORT, Gathered
from index.analysis.names import Name, mention_identity, name_identity
from index.vietnamese.names import mentions
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
    found = [(place, one) for place, text in texts.items() for one in _mentioned(text, gathered)]
    names = {name_identity(one.text): Named(one, {}) for one in gathered.names(authors)}
    owners, called = gathered.named(), gathered.called()
    for place, one in found:
        named = names.get((called if one.is_short else owners).get(one.identity, ""))
        if named is not None:
            named.spans.setdefault(place, []).append(one.span)
    return list(names.values())


class _Mentioned(NamedTuple):
    """Where something is mentioned, the identity of the form, and whether that is no name by
    itself (see `index.analysis.gathering`)."""

    span: Span
    identity: str
    is_short: bool


def _mentioned(text: str, gathered: Gathered) -> Iterator[_Mentioned]:
    """What a text mentions, which is `gathered`."""
    at = 0
    for piece in pieces(text):
        cleaned = clean(piece)
        spelled = respelled(cleaned.text, scanner().find(*cleaned))
        found = mentions(spelled, packed_words(spelled))
        gathered.add(found, cleaned.text, spelled)
        for mention in found:
            start, end = cleaned.span(mention.start, mention.end)
            identity = mention_identity(mention, spelled)
            yield _Mentioned((at + start, at + end), identity, mention.code in SHORT)
        at += len(piece)
