"""The Whoosh schema: every field, and what it is for."""

from __future__ import annotations

from whoosh import fields

from index.articles.serialization import from_json
from index.storage.bigrams import PairsColumn
from index.storage.columns import FacetColumn, NumberColumn, SignatureColumn
from index.storage.fields import (
    TermField,
    either_syllables,
    folded_compounds,
    folded_syllables,
    marked_compounds,
    marked_syllables,
    whole,
)
from index.storage.store import StoreColumn
from index.storage.whoosh.codec import Codec

# The value of `published` for an article without a date: before every date there is.
NO_DATE = -(1 << 62)


def build_schema() -> fields.Schema:
    """The schema of every archive."""
    return fields.Schema(
        # The article's own id: found, replaced and deleted by it.
        id=TermField(whole, positions=False, unique=True),
        # A, all the text: title, summary, captions, body. Carries the ranking; its positions
        # serve phrases and neighbouring pairs. The folded twin is for queries without marks.
        text=TermField(marked_syllables, positions=True, stored=True),
        text_folded=TermField(folded_syllables, positions=True, stored=True),
        # Which syllables follow which in A, counted for "did you mean" and completion.
        pairs=fields.COLUMN(PairsColumn("text")),
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
        published=fields.COLUMN(NumberColumn(NO_DATE)),
        # What facets and filters compare: the values as printed.
        category_facet=fields.COLUMN(FacetColumn()),
        source_facet=fields.COLUMN(FacetColumn()),
        author_facet=fields.COLUMN(FacetColumn()),
        # How alike two articles are, and what came of it: those of one number are near-duplicates.
        signature=fields.COLUMN(SignatureColumn()),
        group=fields.COLUMN(NumberColumn(0)),
        # The abbreviations that the article explains (see `analyser.abbreviation_value`).
        abbreviations=fields.COLUMN(FacetColumn()),
        # The whole article as JSON; read only for what is shown.
        article=fields.COLUMN(StoreColumn()),
    )


# Fields whose articles are scored; their exact lengths lie beside the postings.
SCORED = ("text", "text_folded", "compounds", "compounds_folded", "title", "title_folded")


def codec() -> Codec:
    """The codec of every archive's segments."""
    return Codec("article", stored_texts)


def stored_texts(data: bytes) -> dict[str, str]:
    """What Whoosh's stored fields are of an article: the texts that its terms were made of."""
    article = from_json(data)
    text = "\n".join([article.title, article.summary, *article.captions, article.body])
    texts = dict.fromkeys(("text", "text_folded", "compounds", "compounds_folded"), text)
    return {**texts, "title": article.title, "title_folded": article.title}
