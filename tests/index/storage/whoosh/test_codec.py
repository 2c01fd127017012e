"""Whoosh's readers see in our columns what they see in its own posting lists."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from helpers.segments import Segments, words
from whoosh import analysis, fields, formats, query
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import TermNotFound

from index.analysis.text_terms import whole_text
from index.storage.columns import NumberColumn
from index.storage.segment_writer import SegmentWriter
from index.storage.whoosh.queries import NullQuery, terms_of
from index.storage.whoosh.readers import column_of
from index.storage.whoosh.term_field import ColumnField, TermField

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


OURS = fields.Schema(
    id=TermField(whole_text, positions=False, unique=True), text=TermField(words, positions=True)
)
STOCK = fields.Schema(
    id=fields.ID(unique=True),
    text=fields.FieldType(format=formats.Positions(), analyzer=analysis.SpaceSeparatedTokenizer()),
)


def write_ours(folder: Path, schema: Any, segments: list[list[dict[str, str]]]) -> Any:
    made = Segments(folder, schema)
    for articles in segments:
        made.write(articles)
    made.delete([3])
    return made


def write_stock(folder: Path, schema: Any, segments: list[list[dict[str, str]]]) -> Any:
    made = FileStorage(str(folder)).create().create_index(schema)
    for articles in segments:
        writer = made.writer()
        for article in articles:
            writer.add_document(**article)
        writer.commit(merge=False)
    writer = made.writer()
    assert writer.delete_by_term("id", "a3") == 1
    writer.commit(merge=False)
    return made


@pytest.fixture(params=[[5], [40, 1, 300]], ids=["one segment", "three segments"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Any, Any]]:
    """The same articles, some of them deleted, in an index of ours and in a stock one."""
    indexes = []
    for name, schema in (("ours", OURS), ("stock", STOCK)):
        source = random.Random(3)
        lengths = [source.randint(1, 30) for _ in range(sum(request.param))]
        articles = iter(
            {"id": f"a{number}", "text": " ".join(source.choices(VOCABULARY, k=length))}
            for number, length in enumerate(lengths)
        )
        write = write_ours if name == "ours" else write_stock
        indexes.append(
            write(tmp_path / name, schema, [list(islice(articles, n)) for n in request.param])
        )
    readers = tuple(made.reader() for made in indexes)
    yield readers
    for reader in readers:
        reader.close()


def test_lexicon_and_counts_are_those_of_whoosh(both: tuple[Any, Any]) -> None:
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


def test_postings_and_positions_are_those_of_whoosh(both: tuple[Any, Any]) -> None:
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


def test_what_is_told_of_a_term_is_what_whoosh_tells(both: tuple[Any, Any]) -> None:
    ours, stock = both
    for word in stock.lexicon("text"):
        one, other = ours.term_info("text", word), stock.term_info("text", word)
        for name in ("weight", "doc_frequency", "min_id", "max_id", "max_weight"):
            assert getattr(one, name)() == getattr(other, name)()


def test_words_within_an_edit_distance_are_those_of_whoosh(both: tuple[Any, Any]) -> None:
    ours, stock = both
    for word in ("cho", "w2", "suoi"):
        for distance in (1, 2):
            assert sorted(ours.terms_within("text", word, distance)) == sorted(
                stock.terms_within("text", word, distance)
            )


def test_the_most_frequent_terms_are_those_of_whoosh(both: tuple[Any, Any]) -> None:
    ours, stock = both
    assert set(ours.most_frequent_terms("text", 4)) == set(stock.most_frequent_terms("text", 4))


def test_lengths_are_exact(tmp_path: Path) -> None:
    made = Segments(tmp_path, OURS)
    texts = [{"id": str(count), "text": "lúa " * count} for count in (1, 300, 70_000)]
    made.write([*texts, {"id": "none"}])
    with made.reader() as reader:
        lengths = [reader.doc_field_length(number, "text") for number in range(4)]
        assert lengths == [1, 300, 70_000, 0]
        assert (reader.min_field_length("text"), reader.max_field_length("text")) == (0, 70_000)
        assert reader.field_length("text") == 70_301


def test_what_is_not_in_a_column_is_refused(tmp_path: Path) -> None:
    """Nothing that Whoosh's own fields would write is lost in silence."""
    writer = SegmentWriter(tmp_path, fields.Schema(text=fields.TEXT, kept=fields.STORED))
    for name in ("text", "kept"):
        with pytest.raises(TypeError, match=f"{name} must be in a column"):
            writer.add({name: "lúa"})
    writer.discard()
    assert list(tmp_path.iterdir()) == []


def test_sorting_by_a_column_leaves_the_column_as_it_is(tmp_path: Path) -> None:
    schema = fields.Schema(
        id=TermField(whole_text, positions=False), date=ColumnField(NumberColumn(0))
    )
    made = Segments(tmp_path, schema)
    made.write([{"id": str(date), "date": date} for date in (3, 1, 2)])
    with made.reader() as reader:
        backwards = reader.column_reader("date", reverse=True)
        assert [backwards.sort_key(number) for number in range(3)] == [-3, -1, -2]
        assert list(reader.column_reader("date")) == [3, 1, 2]
        assert column_of(reader, "date").values.tolist() == [3, 1, 2]


def test_a_query_for_several_terms_tells_them(both: tuple[Any, Any]) -> None:
    ours, _ = both
    assert terms_of(query.Prefix("text", "ch"), ours) == ["chợ".encode(), "chợt".encode()]
    assert type(query.And([]).normalize()) is NullQuery
