"""Whoosh's readers see in our columns what they see in its own posting lists."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from whoosh import analysis, fields, formats, query
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import TermNotFound

from index.codec import Codec
from index.fields import TermField, whole

VOCABULARY = [
    "chợ",
    "chợt",
    "cá",
    "cầu",
    "đê",
    "đèo",
    "lúa",
    "lũ",
    "sông",
    "suối",
    "vải",
    "w1",
    "w12",
]


def words(text: str) -> Iterator[tuple[str, int]]:
    for position, word in enumerate(text.split()):
        yield word, position << 1


OURS = fields.Schema(
    id=TermField(whole, positions=False, unique=True), text=TermField(words, positions=True)
)
STOCK = fields.Schema(
    id=fields.ID(unique=True),
    text=fields.FieldType(format=formats.Positions(), analyzer=analysis.SpaceSeparatedTokenizer()),
)


@pytest.fixture(params=[[5], [40, 1, 300]], ids=["one segment", "three segments"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Any, Any]]:
    """The same articles, some of them deleted, in an index of ours and in a stock one."""
    indexes = []
    for name, schema in (("ours", OURS), ("stock", STOCK)):
        source = random.Random(3)
        made = FileStorage(str(tmp_path / name)).create().create_index(schema)
        codec = {"codec": Codec()} if name == "ours" else {}
        number = 0
        for size in request.param:
            writer = made.writer(**codec)
            for _ in range(size):
                text = " ".join(source.choices(VOCABULARY, k=source.randint(1, 30)))
                writer.add_document(id=f"a{number}", text=text)
                number += 1
            writer.commit(merge=False)
        writer = made.writer(**codec)
        assert writer.delete_by_term("id", "a3") == 1
        writer.commit(merge=False)
        indexes.append(made)
    readers = tuple(made.reader() for made in indexes)
    yield readers
    for reader in readers:
        reader.close()


def test_lexicon_and_numbers(both: tuple[Any, Any]) -> None:
    ours, stock = both
    assert list(ours.lexicon("text")) == list(stock.lexicon("text"))
    assert sorted(ours.indexed_field_names()) == sorted(stock.indexed_field_names())
    assert list(ours.all_terms()) == list(stock.all_terms())
    assert list(ours.expand_prefix("text", "ch")) == list(stock.expand_prefix("text", "ch"))
    assert list(ours.terms_from("id", "a2")) == list(stock.terms_from("id", "a2"))
    assert ours.doc_count() == stock.doc_count()
    for word in [*VOCABULARY, "nowhere"]:
        assert (("text", word) in ours) == (("text", word) in stock)
        assert ours.doc_frequency("text", word) == stock.doc_frequency("text", word)
        assert ours.frequency("text", word) == stock.frequency("text", word)
    with pytest.raises(TermNotFound):
        ours.term_info("text", "nowhere")


def test_postings_and_positions(both: tuple[Any, Any]) -> None:
    ours, stock = both
    for word in stock.lexicon("text"):
        lists = []
        for reader in (ours, stock):
            matcher = reader.postings("text", word)
            found = []
            while matcher.is_active():
                found.append((matcher.id(), matcher.weight(), matcher.value_as("positions")))
                matcher.next()
            lists.append(found)
        assert lists[0] == lists[1]


def test_term_info(both: tuple[Any, Any]) -> None:
    ours, stock = both
    for word in stock.lexicon("text"):
        one, other = ours.term_info("text", word), stock.term_info("text", word)
        for name in ("weight", "doc_frequency", "min_id", "max_id", "max_weight"):
            assert getattr(one, name)() == getattr(other, name)()


def test_words_within_a_distance(both: tuple[Any, Any]) -> None:
    ours, stock = both
    for word in ("cho", "w2", "suoi"):
        for distance in (1, 2):
            assert sorted(ours.terms_within("text", word, distance)) == sorted(
                stock.terms_within("text", word, distance)
            )


def test_most_frequent_terms(both: tuple[Any, Any]) -> None:
    ours, stock = both
    assert set(ours.most_frequent_terms("text", 4)) == set(stock.most_frequent_terms("text", 4))


def test_lengths_are_exact(tmp_path: Path) -> None:
    made = FileStorage(str(tmp_path)).create_index(OURS)
    with made.writer(codec=Codec()) as writer:
        for count in (1, 300, 70_000):
            writer.add_document(id=str(count), text="lúa " * count)
        writer.add_document(id="none")
    with made.reader() as reader:
        lengths = [reader.doc_field_length(number, "text") for number in range(4)]
        assert lengths == [1, 300, 70_000, 0]
        assert (reader.min_field_length("text"), reader.max_field_length("text")) == (0, 70_000)
        assert reader.field_length("text") == 70_301


def test_update_and_delete_by_term(tmp_path: Path) -> None:
    made = FileStorage(str(tmp_path)).create_index(OURS)
    with made.writer(codec=Codec()) as writer:
        writer.add_document(id="a", text="lúa chín")
        writer.add_document(id="b", text="chợ phiên")
    writer = made.writer(codec=Codec())
    writer.update_document(id="a", text="lúa xanh")
    writer.commit(merge=False)
    with made.searcher() as searcher:
        for word, found in (("chín", []), ("lúa", [2])):
            assert list(searcher.docs_for_query(query.Term("text", word))) == found


def test_what_is_not_in_a_column_is_refused(tmp_path: Path) -> None:
    """Nothing that Whoosh's own fields would write is lost in silence."""
    schema = fields.Schema(text=fields.TEXT, id=fields.ID, kept=fields.STORED)
    made = FileStorage(str(tmp_path)).create_index(schema)
    for name in ("text", "kept"):
        writer = made.writer(codec=Codec())
        with pytest.raises(TypeError, match=f"{name} must be in a column"):
            writer.add_document(**{name: "lúa"})
        writer.cancel()
    writer = made.writer(codec=Codec())
    writer.add_document(id="lúa")
    with pytest.raises(TypeError, match="id must be in a column"):
        writer.commit()
