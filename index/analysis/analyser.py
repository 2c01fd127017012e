"""An article becomes the values of the schema's fields: the step that worker processes do.

Imports neither Whoosh nor NumPy, so that a worker process is there at once.
"""

from __future__ import annotations

from collections.abc import Iterator
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


def analyse(article: Article, known: int | None = None) -> dict[str, Any]:
    """A value for each field of the schema that `article` has something for, by the field's name.

    The value of a field of terms is a term vector (see `vectors`); the other kinds are those that
    the columns of `index.storage.schema` take. `known` is the article's fingerprint, if it is.
    """
    scan_with = scanner()
    text, title, caption, compounds = Terms(), Terms(), Terms(), Compounds()
    signature = Signature()  # of all but the captions, which are a paper's own
    names = Gathered()
    abbreviations: dict[str, None] = {}  # in order, each once
    targets = [
        (article.title, (text, title)),
        (article.summary, (text,)),
        *((one, (text, caption)) for one in article.captions),
        (article.body, (text,)),
    ]
    for value, fields in targets:
        for number, piece in enumerate(pieces(value)):
            cleaned = clean(piece)
            found = scan_with.find(*cleaned)
            for field in fields:
                field.add(found, number == 0)
            spelled = respelled(cleaned.text, found)
            words = packed_words(spelled)
            compounds.add(found, words)
            names.add(mentions(spelled, words), cleaned.text, spelled)
            if caption not in fields:
                signature.add(found)
            if "(" in cleaned.text:
                told = map(abbreviation_value, explained(cleaned.text))
                abbreviations.update(dict.fromkeys(told))
    values = {
        "text": text.marked(),
        "text_folded": text.folded(),
        "compounds": compounds.marked(),
        "compounds_folded": compounds.folded(),
        "title": title.marked(),
        "title_folded": title.folded(),
        "caption": caption.either(),
        "category": _either((article.category,), scan_with),
        "source": _either((article.source,), scan_with),
        "author": _either(article.authors, scan_with),
        "tag": _either(article.tags, scan_with),
        "url": _either((article.url,), scan_with),
        facet_column("category"): _facet((article.category,)),
        facet_column("source"): _facet((article.source,)),
        facet_column("author"): _facet(article.authors),
        "signature": signature.packed(),
        "abbreviations": list(abbreviations),
    }
    document: dict[str, Any] = {name: value for name, value in values.items() if value}
    document["name_lists"] = [name_value(one) for one in names.names(article.authors)]
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
    values = analyse(article, known)
    hosts = hosts_of(article.url) if article.url else ()
    if hosts:
        values["host"] = pack_counts(dict.fromkeys(hosts, 1))
    return values


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
