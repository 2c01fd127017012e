"""Posting lists: a field's inverted index in one segment, written at once and read from its file.

By native extensions or, where those do not run (see `index.native`), by `reference`; each reads
what the other writes. `layout` tells how they lie.
"""

from __future__ import annotations

from index import native

if native.is_used():
    with native.loading():
        from index.storage.postings._bigrams import count_bigrams
        from index.storage.postings._dense import DenseLists, dense_row, frequent_terms
        from index.storage.postings._encoding import join
        from index.storage.postings._followers import (
            Followers,
            add_followers,
            count_pairs,
            merged_terms,
            term_number,
        )
        from index.storage.postings._inverting import Inverter
        from index.storage.postings._profiles import weightiest
        from index.storage.postings._reading import InvertedIndex
        from index.storage.postings._texts import texts_and_breaks, token_texts, twin_texts
        from index.storage.postings._unions import holders, holders_between, terms_like, union
        from index.storage.postings._word_lists import add_up, having, listed, word_lists
else:
    from index.storage.postings.reference import (  # type: ignore[assignment]
        DenseLists,
        Followers,
        InvertedIndex,
        Inverter,
        add_followers,
        add_up,
        count_bigrams,
        count_pairs,
        dense_row,
        frequent_terms,
        having,
        holders,
        holders_between,
        join,
        listed,
        merged_terms,
        term_number,
        terms_like,
        texts_and_breaks,
        token_texts,
        twin_texts,
        union,
        weightiest,
        word_lists,
    )

__all__ = [
    "DenseLists",
    "Followers",
    "InvertedIndex",
    "Inverter",
    "add_followers",
    "add_up",
    "count_bigrams",
    "count_pairs",
    "dense_row",
    "frequent_terms",
    "having",
    "holders",
    "holders_between",
    "join",
    "listed",
    "merged_terms",
    "term_number",
    "terms_like",
    "texts_and_breaks",
    "token_texts",
    "twin_texts",
    "union",
    "weightiest",
    "word_lists",
]
