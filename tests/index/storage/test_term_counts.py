"""Terms are counted in segments and over all of them as counting one by one does."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from index.analysis.vectors import pack_counts
from index.storage.postings import InvertedIndex, Inverter
from index.storage.term_counts import counted

ARTICLES = st.lists(st.sets(st.text("abâ_đ", min_size=1, max_size=3), max_size=6), max_size=5)
SEGMENTS = st.lists(st.none() | ARTICLES, max_size=4)


def index(articles: list[set[str]] | None) -> InvertedIndex | None:
    """The inverted index of some articles; None for a segment without the field."""
    if articles is None:
        return None
    inverter = Inverter(has_positions=False)
    for number, terms in enumerate(articles):
        if terms:
            inverter.add(number, pack_counts(dict.fromkeys(terms, 1)))
    return InvertedIndex(b"".join(inverter.finish(len(articles))))


def dfs(segments: list[list[set[str]] | None]) -> Counter[str]:
    """In how many articles each term stands."""
    return Counter(term for one in segments for terms in one or () for term in terms)


@given(SEGMENTS, SEGMENTS, st.none() | st.integers(1, 3))
def test_terms_are_counted_in_each_segment_and_in_all(
    segments: list[list[set[str]] | None],
    others: list[list[set[str]] | None],
    enough: int | None,
) -> None:
    here, everywhere = dfs(segments), dfs(segments) + dfs(others)
    found = counted([*map(index, segments)], [*map(index, others)], enough)
    for segment, counts in zip(segments, found, strict=True):
        own = dfs([segment])
        terms = sorted(own, key=str.encode)
        assert counts.lines.decode() == "\n".join(terms)
        assert counts.own.tolist() == [own[term] for term in terms]
        assert counts.every.tolist() == [
            everywhere[term] if enough is None or here[term] < enough else here[term]
            for term in terms
        ]
        flags = counts.every > 1
        told = [term.decode() for term in counts.terms(flags)]
        assert told == [term for term, flag in zip(terms, flags.tolist(), strict=True) if flag]
