"""What a document of the cluster is: one article, its terms as texts that are only cut at spaces.

The tokens are Khobao's own (see `index.analysis`): one text of the article is one value, and a gap
of `GAP` places lies between two. Fields that hold syllables with and without marks at one place
(`EITHER`) are two twins here, of which `physical` names the one that holds a term.

Every document has something in each scored field (`NOTHING` where there is nothing), so that N in
the server's idf is the number of all documents. What that adds to the average length, the
similarity of the field takes out again: with r = the server's average / ours,
k1' = k1 (1 - b + b r) and b' = b r / (1 - b + b r) give the same length norm
k1 (1 - b + b length / average).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from index.analysis.terms import GAP
from index.articles.facets import PRINTED_FACETS, facet_column
from index.storage.postings.reference import pair_number
from index.storage.schema import SCORED
from index.storage.scoring import K1, B
from index.vietnamese.spelling import fold

EITHER = ("caption", "category", "source", "author", "tag", "url")
"""Fields that are asked for by name, never scored."""
POSITIONS = ("text", "text_folded", "title", "title_folded")
WORDS = ("compounds", "compounds_folded")
NOTHING = "\u2400"
"""The token of a scored field without terms; no text has it."""
FOLDED = "_folded"
BREAKS = {"text": "text_breaks", "text_folded": "text_folded_breaks"}
"""Of fields in which pairs are counted: those that have the pairs that punctuation parts."""
VERSION = 3
"""Of the mapping; another one is another format."""


def break_terms(first: str, second: str, most: int) -> list[str]:
    """What a document has where punctuation parts two terms once, twice and up to `most` times."""
    number = f"{pair_number(first.encode(), second.encode()):04x}"
    return [number, *(f"{number}.{again}" for again in range(1, most))]


def value_field(facet: str) -> str:
    """The field with what all spellings of a facet's values have in common."""
    return f"{facet}_value"


def physical(field: str, term: str) -> str:
    """The field of a document that holds a term of one of our fields."""
    if field in EITHER and fold(term) == term:
        return field + FOLDED
    return field


def average_with_nothing(total: int, articles: int, empty: int) -> float:
    """The average length that the server sees of a field that so many articles are empty in."""
    return (total + empty) / articles if articles else 1.0


def similarity(own: float, server: float) -> dict[str, Any]:
    """The server's BM25 of a field, whose average length is `own` for us."""
    constant = 1 - B + B * server / own
    return {"type": "BM25", "k1": K1 * constant, "b": B * server / own / constant}


def settings(shards: int, averages: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """The settings of an index that is about to be loaded: no refresh, no replicas yet.

    The cluster keeps what it was sent, tokens and all, until that is in a commit and merged: it
    commits often, so that merges leave that out.

    `averages` has, by scored field, our average length and the one that the server will see.
    """
    return {
        "number_of_shards": shards,
        "number_of_replicas": 0,
        "refresh_interval": "-1",
        "translog.flush_threshold_size": "64mb",
        "codec": "best_compression",
        "similarity": {field: similarity(*averages[field]) for field in SCORED},
    }


def mappings(meta: Mapping[str, Any] | None) -> dict[str, Any]:
    """The mapping; `meta` is what the index says of itself, if it does."""
    text = {"type": "text", "analyzer": "whitespace", "position_increment_gap": GAP}
    keyword = {"type": "keyword"}
    number = {"type": "long"}
    unlisted = {"index": False}
    properties: dict[str, Any] = {
        "id": keyword,
        "key": number,
        # Words have places, too, though no order: only so can several count as one.
        **{field: {**text, "similarity": field} for field in SCORED},
        **{field + twin: {**text, "norms": False} for field in EITHER for twin in ("", FOLDED)},
        **{breaks: {**keyword, "doc_values": False} for breaks in BREAKS.values()},
        "has": {**keyword, "doc_values": False},
        **dict.fromkeys(("published", "added", "changed", "group"), number),
        "fingerprint": {**number, **unlisted},
        "day": {"type": "integer", **unlisted},
        "year": {"type": "short", **unlisted},
        **{f"{name}_length": {"type": "integer", **unlisted} for name in LENGTHS},
        **{facet_column(facet): {**keyword, **unlisted} for facet in PRINTED_FACETS},
        **{value_field(facet): keyword for facet in PRINTED_FACETS},
        "host": {**keyword, "doc_values": False},
        "address": keyword,
        "bands": {**keyword, "doc_values": False},
        "signature": {"type": "binary", "doc_values": True},
        "profile": {"type": "binary", "doc_values": True},
        "abbreviations": {**keyword, **unlisted},
        "named": keyword,
        **{name: {"type": "object", "enabled": False} for name in STORED},
    }
    said = {} if meta is None else {"_meta": dict(meta)}
    return {
        "dynamic": "strict",
        "_source": {"includes": list(STORED)},
        **said,
        "properties": properties,
    }


LENGTHS = ("text", "title", "compounds")
"""The fields whose exact lengths a document keeps; their folded twins are as long."""
STORED = ("article", "versions")
"""What is kept to be read, as texts: the article's JSON, and what it was before."""
