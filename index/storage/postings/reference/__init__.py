"""Posting lists with NumPy: what the native extensions must give, and what runs without them.

`index.storage.postings` chooses, and has the public names; `layout` tells how the lists lie in the
file.
"""

from __future__ import annotations

from index.storage.postings.reference.bigrams import count_bigrams
from index.storage.postings.reference.dense import DenseLists, dense_row, frequent_terms
from index.storage.postings.reference.followers import (
    Followers,
    add_followers,
    count_pairs,
    merged_terms,
    term_number,
)
from index.storage.postings.reference.inverting import Inverter
from index.storage.postings.reference.joining import join
from index.storage.postings.reference.profiles import weightiest
from index.storage.postings.reference.reading import InvertedIndex
from index.storage.postings.reference.texts import (
    named_breaks,
    pair_number,
    texts_and_breaks,
    token_texts,
    twin_texts,
)
from index.storage.postings.reference.unions import holders, holders_between, terms_like, union
from index.storage.postings.reference.word_lists import add_up, having, listed, word_lists

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
    "named_breaks",
    "pair_number",
    "term_number",
    "terms_like",
    "texts_and_breaks",
    "token_texts",
    "twin_texts",
    "union",
    "weightiest",
    "word_lists",
]
