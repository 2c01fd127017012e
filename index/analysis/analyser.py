"""An article becomes the values of the schema's fields: the step that worker processes do.

Imports neither Whoosh nor NumPy, so that a worker process is there at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from index.analysis.gathering import Gathered
from index.analysis.names import name_value
from index.analysis.signatures import Signature
from index.analysis.terms import Compounds, Terms
from index.analysis.vectors import pack_counts
from index.articles.address import address_term, hosts_of
from index.articles.article import Article, has_own_id
from index.articles.dates import timestamp
from index.articles.facets import facet_column, facet_value
from index.articles.fingerprint import fingerprint
from index.articles.serialization import to_json
from index.batching import batches
from index.vietnamese.abbreviations import Explained, explained
from index.vietnamese.names import mentions
from index.vietnamese.spelling import clean
from index.vietnamese.syllables import Scanner, respelled, scanner
from index.vietnamese.words import packed_words

# Texts are analysed in pieces of about this many characters, to bound the memory of one long text.
_PIECE = 100_000


def pieces(text: str) -> Iterator[str]:
    """`text` cut at white space into parts of bounded length; most texts are one part."""
    start = 0
    while len(text) - start > _PIECE:
        end = max(text.rfind(mark, start, start + _PIECE) for mark in "\n ") + 1
        if end <= start:
            end = start + _PIECE
        yield text[start:end]
        start = end
    yield text[start:]


class _Analysis:
    """What is gathered of one article, text by text."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.scan_with = scanner()
        self.text, self.title, self.caption = Terms(), Terms(), Terms()
        self.compounds = Compounds()
        self.signature = Signature()  # of all but the captions, which are a paper's own
        self.names = Gathered()
        self.abbreviations: dict[str, None] = {}  # in order, each once

    def pieces(self) -> Iterator[_Piece]:
        """The pieces of its texts, which are to be gathered in their order."""
        article = self.article
        targets = [
            (article.title, (self.text, self.title)),
            (article.summary, (self.text,)),
            *((one, (self.text, self.caption)) for one in article.captions),
            (article.body, (self.text,)),
        ]
        for value, fields in targets:
            for number, piece in enumerate(pieces(value)):
                yield _Piece(self, fields, piece, number == 0)

    def values(self, known: int | None) -> dict[str, Any]:
        """What `analyse` tells, when all pieces were gathered."""
        article, scan_with = self.article, self.scan_with
        values = {
            "text": self.text.marked(),
            "text_folded": self.text.folded(),
            "compounds": self.compounds.marked(),
            "compounds_folded": self.compounds.folded(),
            "title": self.title.marked(),
            "title_folded": self.title.folded(),
            "caption": self.caption.either(),
            "category": _either((article.category,), scan_with),
            "source": _either((article.source,), scan_with),
            "author": _either(article.authors, scan_with),
            "tag": _either(article.tags, scan_with),
            "url": _either((article.url,), scan_with),
            facet_column("category"): _facet((article.category,)),
            facet_column("source"): _facet((article.source,)),
            facet_column("author"): _facet(article.authors),
            "signature": self.signature.packed(),
            "abbreviations": list(self.abbreviations),
        }
        document: dict[str, Any] = {name: value for name, value in values.items() if value}
        document["name_lists"] = [name_value(one) for one in self.names.names(article.authors)]
        document["id"] = pack_counts({article.id: 1})
        document["article"] = to_json(article)
        document["fingerprint"] = fingerprint(article) if known is None else known
        address = address_term(article.url, has_own_id(article)) if article.url else ""
        if address:
            document["address"] = pack_counts({address: 1})
        for name in ("published", "added", "changed"):
            moment = getattr(article, name)
            if moment is not None:
                document[name] = timestamp(moment)
        return document


class _Piece:
    """A piece of one of an article's texts, on its way to what is gathered of the article."""

    def __init__(
        self, analysis: _Analysis, fields: tuple[Terms, ...], text: str, starts_text: bool
    ) -> None:
        self.analysis = analysis
        self.fields = fields
        self.given = text
        self.starts_text = starts_text

    def find(self) -> None:
        """Find its syllables."""
        self.cleaned = clean(self.given)
        self.found = self.analysis.scan_with.find(*self.cleaned)

    def cut(self) -> None:
        """Cut it into words."""
        self.spelled = respelled(self.cleaned.text, self.found)
        self.words = packed_words(self.spelled)

    def name(self) -> None:
        """Find names and abbreviations."""
        text, analysis = self.cleaned.text, self.analysis
        analysis.names.add(mentions(self.spelled, self.words), text, self.spelled)
        if "(" in text:
            told = map(abbreviation_value, explained(text))
            analysis.abbreviations.update(dict.fromkeys(told))

    def gather(self) -> None:
        """Add its terms to those before."""
        found, analysis = self.found, self.analysis
        for field in self.fields:
            field.add(found, self.starts_text)
        analysis.compounds.add(found, self.words)
        if analysis.caption not in self.fields:
            analysis.signature.add(found)


def analyse(article: Article, known: int | None = None) -> dict[str, Any]:
    """A value for each field of the schema that `article` has something for, by the field's name.

    The value of a field of terms is a term vector (see `vectors`); the other kinds are those that
    the columns of `index.storage.schema` take. `known` is the article's fingerprint, if it is.
    """
    [analysis] = _analysed([article])
    return analysis.values(known)


def _analysed(articles: Iterable[Article]) -> list[_Analysis]:
    """What is gathered of some articles.

    All their pieces go one step, then the next: the processor takes less time when what it knows
    for a step is not driven out by the other steps for each piece.
    """
    analyses = [_Analysis(article) for article in articles]
    every = (piece for one in analyses for piece in one.pieces())
    for some in batches(every, lambda piece: len(piece.given), _PIECE):
        for step in (_Piece.find, _Piece.cut, _Piece.name, _Piece.gather):
            for piece in some:
                step(piece)
    return analyses


def abbreviation_value(one: Explained) -> str:
    """What the column of abbreviations keeps of one: *HĐND*, a tab, *hội đồng nhân dân*."""
    return "\t".join(one)


def abbreviation_of(value: str) -> Explained:
    """The abbreviation that `abbreviation_value` was given."""
    return Explained(*value.split("\t"))


def document(article: Article, known: int | None = None) -> dict[str, Any]:
    """All that is written of an article: what `analyse` makes of it, and where it was published.

    The host says nothing of what is in the article, and nothing that compares articles asks for it.
    `known` is the article's fingerprint, if it is.
    """
    [values] = documents([(article, known)])
    return values


def documents(articles: Sequence[tuple[Article, int | None]]) -> list[dict[str, Any]]:
    """What `document` makes of each of some articles, of which the fingerprint may be known; it
    takes less time for several."""
    every = []
    analyses = _analysed([article for article, _ in articles])
    for analysis, (article, known) in zip(analyses, articles, strict=True):
        values = analysis.values(known)
        hosts = hosts_of(article.url) if article.url else ()
        if hosts:
            values["host"] = pack_counts(dict.fromkeys(hosts, 1))
        every.append(values)
    return every


def _either(texts: tuple[str, ...], scan_with: Scanner) -> bytes:
    """The term vector of a field that is never scored: its syllables with and without marks."""
    if not any(texts):
        return b""
    terms = Terms()
    for text in texts:
        terms.add(scan_with.find(*clean(text)), True)
    return terms.either()


def _facet(printed: tuple[str, ...]) -> list[str]:
    """What a facet's column keeps."""
    if not any(printed):
        return []
    return list(filter(None, map(facet_value, filter(None, printed))))
