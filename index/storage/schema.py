"""The Whoosh schema: every field, and what it is for."""

from __future__ import annotations

from whoosh.fields import Schema

from index.analysis.text_terms import (
    either_syllables,
    folded_compounds,
    folded_syllables,
    marked_compounds,
    marked_syllables,
    whole_text,
)
from index.articles.serialization import from_json
from index.storage.columns import FacetColumn, NumberColumn, SignatureColumn
from index.storage.columns.article_store import StoreColumn
from index.storage.columns.bigram_column import BigramColumn
from index.storage.columns.dense_column import DenseColumn
from index.storage.columns.name_column import NameColumn
from index.storage.columns.profile_column import ProfileColumn
from index.storage.columns.word_column import WordColumn
from index.storage.whoosh.codec import Codec
from index.storage.whoosh.term_field import ColumnField, TermField

# The value of `published` for an article without a date: before every date there is.
NO_DATE = -(1 << 62)


def build_schema() -> Schema:
    """The schema of every archive."""
    return Schema(
        # The article's own id: found, replaced and deleted by it.
        id=TermField(whole_text, positions=False, unique=True),
        # A, all the text: title, summary, captions, body. Carries the ranking; its positions
        # serve phrases and bigrams. The folded twin is for queries without marks.
        text=TermField(marked_syllables, positions=True, stored=True),
        text_folded=TermField(folded_syllables, positions=True, stored=True),
        # What many articles hold, of a large segment, by article.
        text_dense=ColumnField(DenseColumn("text")),
        text_folded_dense=ColumnField(DenseColumn("text_folded")),
        # Bigrams of A, counted for "did you mean" and completion. The column's name is `pairs`,
        # because archives of format 4 have it on disk.
        pairs=ColumnField(BigramColumn("text")),
        # pyvi's words of several syllables in A: a quarter of the weight.
        compounds=TermField(marked_compounds, positions=False, stored=True),
        compounds_folded=TermField(folded_compounds, positions=False, stored=True),
        # T, the title again: what it says weighs more, and `title:` asks for it.
        title=TermField(marked_syllables, positions=True, stored=True),
        title_folded=TermField(folded_syllables, positions=True, stored=True),
        # Asked for by name, never scored: `category:`, `source:`, `author:` and the like.
        caption=TermField(either_syllables, positions=True),
        category=TermField(either_syllables, positions=True),
        source=TermField(either_syllables, positions=True),
        author=TermField(either_syllables, positions=True),
        tag=TermField(either_syllables, positions=True),
        url=TermField(either_syllables, positions=True),
        # Seconds since 1970 in UTC, NO_DATE where unknown: for sorting, filters, years.
        published=ColumnField(NumberColumn(NO_DATE)),
        # When the archive first had it and when it last changed, in seconds since 1970; and by what
        # it is seen that it changed, 0 where that was not kept.
        added=ColumnField(NumberColumn(NO_DATE)),
        changed=ColumnField(NumberColumn(NO_DATE)),
        fingerprint=ColumnField(NumberColumn(0)),
        # Its canonical address (see `index.articles.address.address_key`).
        address=TermField(whole_text, positions=False),
        # Its host, those above it and their names, for `site:` (see `address.hosts_of`).
        host=TermField(whole_text, positions=False),
        # What facets and filters compare: the values as printed.
        category_facet=ColumnField(FacetColumn()),
        source_facet=ColumnField(FacetColumn()),
        author_facet=ColumnField(FacetColumn()),
        # How alike two articles are, and what came of it: those of one number are near-duplicates.
        signature=ColumnField(SignatureColumn()),
        group=ColumnField(NumberColumn(0)),
        # The words that tell most of what it is about, for finding what is like the first hits.
        profile=ColumnField(ProfileColumn()),
        # Which words it has, for the words that set many articles apart.
        words=ColumnField(WordColumn()),
        # The abbreviations that the article explains (see `analyser.abbreviation_value`).
        abbreviations=ColumnField(FacetColumn()),
        # The names that it mentions (see `index.analysis.names.name_value`).
        name_lists=ColumnField(NameColumn()),
        # The whole article as JSON; read only for what is shown.
        article=ColumnField(StoreColumn()),
        # What it was before, for those that changed (see `index.build.versions`).
        versions=ColumnField(StoreColumn(streams=False)),
    )


# Fields whose articles are scored; their exact lengths lie beside the postings.
SCORED = ("text", "text_folded", "compounds", "compounds_folded", "title", "title_folded")


# The columns of the dense lists of fields.
DENSE = {"text": "text_dense", "text_folded": "text_folded_dense"}


def codec() -> Codec:
    """The codec of every archive's segments."""
    return Codec("article", stored_texts)


def stored_texts(data: bytes) -> dict[str, str]:
    """What Whoosh's stored fields are of an article: the texts that its terms were made of."""
    article = from_json(data)
    text = "\n".join([article.title, article.summary, *article.captions, article.body])
    texts = dict.fromkeys(("text", "text_folded", "compounds", "compounds_folded"), text)
    return {**texts, "title": article.title, "title_folded": article.title}
