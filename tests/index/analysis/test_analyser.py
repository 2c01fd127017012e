"""What `analyse` gives for an article: held against a slow reference, natively and in Python."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import native
from index.analysis import analyser, signatures, terms
from index.analysis.analyser import analyse, pieces
from index.analysis.gathering import GatheredInPython
from index.analysis.names import name_value
from index.analysis.vectors import unpack
from index.articles.address import address_term
from index.articles.article import Article, has_own_id
from index.articles.dates import timestamp
from index.articles.fingerprint import fingerprint
from index.articles.serialization import to_json
from index.inputs import read
from index.vietnamese import lookalikes, spelling, syllables, words, words_reference
from index.vietnamese.abbreviations import explained
from index.vietnamese.names.finding import ReaderInPython
from index.vietnamese.names.reading import Reader
from index.vietnamese.segmentation import Segmentation
from index.vietnamese.spelling import clean
from index.vietnamese.words_model import load_model

Positions = dict[str, list[int]]
COUNTS = ("id", "compounds", "compounds_folded")
FACETS = ("category_facet", "source_facet", "author_facet")

PIECES = (
    *("hòa", "Hoà", "kĩ", "quý", "II", "khoá", "XV", "tập", "i", "vi", "Covid", "covid-19", "TP."),
    *(
        "HCM",
        "TP.HCM",
        "TP",
        "Vinh,",
        "07/07/2021",
        "8h30",
        "2.900",
        "3,2",
        "29-10",
        "15/3",
        "17/QĐ",
    ),
    *("10km", "T.Ư", "U.S.", "ThS.", "UBND.", "hội", "đồng", "nhân", "dân", "thành", "phố"),
    *(
        "a.b@c.vn",
        "www.x.vn/y",
        "tổ_chức",
        "nghiêng",
        "supercalifragilistic",
        "😀",
        "漢字",
        "Ⅳ",
        "²",
    ),
    *(
        "e\u0323\u0302",
        "x\u0301",
        "o\u031b\u0301",
        "\u0301",
        "\u200b",
        "\u00ad",
        "\u00a0",
        "\u3000",
    ),
    *("\ud800", "\u1161", "가", "٣", "İ", "ß", ",", ".", "-", "–", "…", "(", ")", "“", "”", "\n"),
    *("\t", ";", ":", "!", "?", "/", "%", "@", "'", "’", "&", "+"),
)
TEXTS = st.one_of(
    st.text(max_size=30),
    st.lists(st.sampled_from([*PIECES, " ", " ", ", "]), max_size=12).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
)
PRINTED = TEXTS.map(lambda text: text.encode("utf-8", "replace").decode())
ARTICLES = st.builds(
    Article,
    id=PRINTED,
    title=PRINTED,
    summary=PRINTED,
    body=PRINTED,
    captions=st.lists(PRINTED, max_size=3).map(tuple),
    published=st.none() | st.dates(date(1800, 1, 1), date(2100, 1, 1)),
    category=PRINTED,
    source=PRINTED,
    authors=st.lists(PRINTED, max_size=3).map(tuple),
    url=PRINTED,
    tags=st.lists(PRINTED, max_size=3).map(tuple),
)


def sample() -> list[Article]:
    return [one for one in read([str(files("index") / "sample")]) if isinstance(one, Article)]


@lru_cache
def segmenter_in_python() -> words_reference.Segmenter:
    return words_reference.Segmenter(load_model())


def packed_words_in_python(text: str) -> bytes:
    spans = segmenter_in_python().words(text)
    return array("I", chain.from_iterable(spans or words.words(text))).tobytes()


@contextmanager
def in_python() -> Iterator[None]:
    """Nothing that `analyse` calls is native."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(analyser, "Terms", terms.TermsInPython)
        patch.setattr(analyser, "Compounds", terms.CompoundsInPython)
        patch.setattr(analyser, "Signature", signatures.SignatureInPython)
        patch.setattr(analyser, "scanner", syllables.ScannerInPython)
        patch.setattr(syllables, "respell", spelling.respell_in_python)
        patch.setattr(analyser, "packed_words", packed_words_in_python)
        patch.setattr(analyser, "mentions", ReaderInPython().read)
        patch.setattr(spelling, "is_plain", spelling.is_plain_in_python)
        odd = lookalikes.may_look_otherwise_in_python
        patch.setattr(spelling, "may_look_otherwise", odd)
        yield


class Reference:
    """The terms of a field, syllable by syllable."""

    def __init__(self) -> None:
        self.marked: Positions = {}
        self.folded: Positions = {}
        self.either: Positions = {}
        self.position = 0

    def add(self, text: str) -> None:
        if self.position:
            self.position += 100
        starts_text = True
        for piece in analyser.pieces(text):
            for syllable in Segmentation(piece).syllables:
                packed = 2 * self.position + (syllable.after_break or starts_text)
                self.marked.setdefault(syllable.text, []).append(packed)
                self.folded.setdefault(syllable.folded, []).append(packed)
                self.either.setdefault(syllable.text, []).append(packed)
                if syllable.is_marked:
                    self.either.setdefault(syllable.folded, []).append(packed)
                self.position += 1
                starts_text = False
            starts_text = False


def positions_of(article: Article) -> dict[str, Positions]:
    fields: dict[str, list[str]] = {
        "text": [article.title, article.summary, *article.captions, article.body],
        "title": [article.title],
        "caption": [*article.captions],
        "category": [article.category],
        "source": [article.source],
        "author": [*article.authors],
        "tag": [*article.tags],
        "url": [article.url],
    }
    found: dict[str, Positions] = {}
    for name, texts in fields.items():
        reference = Reference()
        for text in texts:
            reference.add(text)
        if name in ("text", "title"):
            found[name] = reference.marked
            found[f"{name}_folded"] = reference.folded
        else:
            found[name] = reference.either
    return found


def counts_of(article: Article) -> dict[str, dict[str, int]]:
    texts = (article.title, article.summary, *article.captions, article.body)
    pieces = chain.from_iterable(map(analyser.pieces, texts))
    compounds = [word for piece in pieces for word in Segmentation(piece).words if word.is_compound]
    return {
        "id": {article.id: 1},
        "compounds": dict(Counter(word.text for word in compounds)),
        "compounds_folded": dict(Counter(word.folded for word in compounds)),
    }


def signature_of(article: Article) -> bytes:
    signature = signatures.SignatureInPython()
    for text in (article.title, article.summary, article.body):
        for piece in analyser.pieces(text):
            signature.add(syllables.FoundInPython(*spelling.clean(piece)))
    return signature.packed()


def names_of(article: Article) -> list[str]:
    """What the column of names has of an article, by the reference."""
    gathered = GatheredInPython()
    for value in (article.title, article.summary, *article.captions, article.body):
        for piece in pieces(value):
            cleaned = clean(piece)
            text = syllables.respelled(cleaned.text, syllables.FoundInPython(*cleaned))
            begins = frozenset(start for start, _ in words.words(text))
            gathered.add(Reader(text, begins).read(), cleaned.text, text)
    return [name_value(one) for one in gathered.names(article.authors)]


def check(article: Article, values: dict[str, Any]) -> None:
    """That `values` are those of `article`, in the order in which the terms occur."""
    values = dict(values)
    for name, counts in counts_of(article).items():
        vector = unpack(values.pop(name, bytes(8)))
        assert list(zip(vector.terms, vector.frequencies, strict=True)) == list(counts.items())
        assert not any(vector.packed)
    for name, positions in positions_of(article).items():
        vector = unpack(values.pop(name, bytes(8)))
        assert vector.terms == list(positions)
        assert [list(packed) for packed in vector.packed] == list(positions.values())
        assert vector.frequencies == [len(packed) for packed in vector.packed]
    assert values.pop("article") == to_json(article)
    assert values.pop("signature", b"") == signature_of(article)
    published = article.published
    assert values.pop("published", None) == (None if published is None else timestamp(published))
    for name in ("added", "changed"):
        moment = getattr(article, name)
        assert values.pop(name, None) == (None if moment is None else timestamp(moment))
    assert values.pop("fingerprint") == fingerprint(article)
    key = address_term(article.url, has_own_id(article))
    assert unpack(values.pop("address", bytes(8))).terms == ([key] if key else [])
    texts = (article.title, article.summary, *article.captions, article.body)
    short = dict.fromkeys("\t".join(one) for text in texts for one in explained(clean(text).text))
    assert values.pop("abbreviations", []) == list(short)
    assert values.pop("name_lists") == names_of(article)
    assert set(values) <= set(FACETS)
    assert all(values.values())


@settings(max_examples=300, deadline=None)
@given(ARTICLES)
def test_any_article_gives_the_terms_of_the_reference(article: Article) -> None:
    check(article, analyse(article))


@settings(max_examples=300, deadline=None)
@given(ARTICLES)
def test_any_article_gives_the_same_bytes_in_python(article: Article) -> None:
    native = analyse(article)
    with in_python():
        assert analyse(article) == native


def test_the_sample_archive_gives_the_terms_of_the_reference() -> None:
    for article in sample():
        native = analyse(article)
        check(article, native)
        with in_python():
            assert analyse(article) == native


def test_an_article_without_anything_has_its_id_and_itself() -> None:
    values = analyse(Article(id="a"))
    assert set(values) == {"id", "article", "fingerprint", "name_lists"}
    assert values["name_lists"] == []
    assert unpack(values["id"]).terms == ["a"]


def test_facets_are_kept_as_printed() -> None:
    article = Article(id="a", category=" Thời\u00a0sự ", authors=("Lê Na", "", "Hà"))
    values = analyse(article)
    assert values["category_facet"] == ["Thời sự"]
    assert values["author_facet"] == ["Lê Na", "Hà"]
    assert "source_facet" not in values


@pytest.mark.parametrize("python", [False, True])
def test_texts_are_apart_and_begin_with_a_break(python: bool) -> None:
    article = Article(id="a", title="dân vận", captions=("Khéo", "", "dân"), body="dân, vận")
    with in_python() if python else pytest.MonkeyPatch.context():
        values = analyse(article)
    vector = unpack(values["text"])
    found = dict(zip(vector.terms, map(list, vector.packed), strict=True))
    # An empty summary and caption move what follows, too.
    assert found == {
        "dân": [1, 2 * 403 + 1, 2 * 504 + 1],
        "vận": [2, 2 * 505 + 1],
        "khéo": [2 * 202 + 1],
    }


def test_long_texts_are_analysed_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyser, "_PIECE", 50)
    body = "hội đồng nhân dân, ủy ban nhân dân.\n" * 20 + "x" * 300
    article = Article(id="a", title="e\u0323\u0302 " * 40, body=body)
    native = analyse(article)
    check(article, native)
    with in_python():
        assert analyse(article) == native


def test_an_article_may_have_more_forms_than_are_remembered() -> None:
    count = 2 * syllables.MOST_FORMS
    values = analyse(Article(id="a", body=" ".join(f"tiếng{n} dân" for n in range(count))))
    vector = unpack(values["text"])
    assert len(vector.terms) == count + 1
    assert sum(vector.frequencies) == 2 * count


native_only = pytest.mark.skipif(not native.is_used(), reason="native code does not run")


@native_only
def test_a_new_scanner_comes_once_the_forms_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syllables, "MOST_FORMS", 100)
    articles = [
        Article(id="a", title="một", body=" ".join(f"chữ{n + 60 * k}" for n in range(90)))
        for k in range(5)
    ]
    scanners = set()
    for article in articles:
        scanners.add(id(syllables.scanner()))
        check(article, analyse(article))
        assert syllables.scanner().known < 300
    assert len(scanners) > 1


@native_only
def test_a_field_takes_one_scanners_texts() -> None:
    one, other = syllables._new_scanner(), syllables._new_scanner()
    field = terms.Terms()
    field.add(one.find("dân"), True)
    with pytest.raises(ValueError, match="several scanners"):
        field.add(other.find("vận"), True)


@native_only
def test_python_goes_on_with_what_was_found_natively() -> None:
    cleaned = spelling.clean("hội nghi\u0323 nhân dân e\u0301a")
    found = syllables.scanner().find(*cleaned)
    native, python = terms.Terms(), terms.TermsInPython()
    native.add(found, True)
    python.add(found, True)  # type: ignore[arg-type]
    assert (native.marked(), native.either()) == (python.marked(), python.either())
    spans = words.packed_words(spelling.respell(cleaned.text))
    compounds, compounds_in_python = terms.Compounds(), terms.CompoundsInPython()
    compounds.add(found, spans)
    compounds_in_python.add(found, spans)  # type: ignore[arg-type]
    assert compounds.marked() == compounds_in_python.marked()
    assert unpack(compounds.folded()).terms == ["hoi_nghi", "nhan_dan"]


def spans_of(sizes: list[int], found: Any) -> bytes:
    """Words of so many syllables each, as `packed_words` tells them."""
    pieces, at, spans = found.syllables(), 0, array("I")
    for size in sizes:
        some = pieces[at : at + size]
        if not some:
            break
        spans.extend((some[0].start, some[-1].end))
        at += size
    return spans.tobytes()


SYLLABLES = st.sampled_from(
    ["hội", "Hội", "nghị", "dân", "dan", "a_b@c.vn", "b", "a", "2/7", "XII"]
)


@native_only
@given(st.lists(st.tuples(st.lists(SYLLABLES), st.lists(st.integers(1, 12))), max_size=3))
def test_words_of_any_number_of_syllables_are_counted_as_in_python(texts: Any) -> None:
    native, python = terms.Compounds(), terms.CompoundsInPython()
    scan_with = syllables.scanner()
    for parts, sizes in texts:
        found = scan_with.find(*spelling.clean(" ".join(parts)))
        spans = spans_of(sizes, found)
        native.add(found, spans)
        python.add(found, spans)  # type: ignore[arg-type]
    assert (native.marked(), native.folded()) == (python.marked(), python.folded())


@given(st.text(st.sampled_from("_ab@.:/-2đ Ộ̣"), max_size=20))
def test_no_syllable_has_an_underscore_in_it(text: str) -> None:
    assert not any(
        "_" in one.text + one.folded for one in syllables.scan(spelling.clean(text).text)
    )


@native_only
def test_an_archive_may_have_more_words_than_are_remembered() -> None:
    scan_with = syllables.scanner()
    letters = [f"{one}{other}ô" for one in "bcdghklmnpqrstvx" for other in "aeoiuy"]
    for beginning in ("", "nh ", ""):
        text = " ".join(f"{beginning}{a} {b} {c}" for a in letters for b in letters for c in "bđm")
        found = scan_with.find(*spelling.clean(text))
        size = 3 + len(beginning) // 3
        native, python = terms.Compounds(), terms.CompoundsInPython()
        spans = spans_of([size] * len(letters) ** 2 * 3, found)
        native.add(found, spans)
        python.add(found, spans)  # type: ignore[arg-type]
        assert (native.marked(), native.folded()) == (python.marked(), python.folded())


@native_only
def test_words_are_those_of_one_scanner() -> None:
    one, other = syllables._new_scanner(), syllables._new_scanner()
    words_of_one = terms.Compounds()
    words_of_one.add(one.find("nhân dân"), array("I", [0, 8]).tobytes())
    with pytest.raises(ValueError, match="several scanners"):
        words_of_one.add(other.find("vận"), b"")


def test_threads_analyse_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syllables, "MOST_FORMS", 200)
    articles = [
        Article(id=str(k), body=f"Ngày {k}/7/2021, TP. HCM: {k}.000 người ở xã{k}, huyện{k} " * 20)
        for k in range(64)
    ]
    alone = list(map(analyse, articles))
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(analyse, articles)) == alone
