"""Lists of queries: how lines, tables and JSON are read, and what of them holds no query."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InputError
from search.query_lists import QueryList, columns_of, read_list, values_list

LINES = "Khúc Thị Mây\n\n  Công ty A, TNHH  \nKhúc Thị Mây\n"


def queries(found: QueryList) -> list[str]:
    return [entry.query for entry in found.entries]


def test_lines_are_queries_blank_ones_are_passed_over_and_repeated_ones_known() -> None:
    found = read_list(LINES.encode())
    assert queries(found) == ["Khúc Thị Mây", "Công ty A, TNHH", "Khúc Thị Mây"]
    assert [entry.line for entry in found.entries] == [1, 3, 4]
    assert [entry.repeats for entry in found.entries] == [0, 0, 1]
    assert (found.blank, found.repeated, found.column) == (1, 1, "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lists_are_read_in_the_encodings_of_inputs(encoding: str) -> None:
    assert queries(read_list(LINES.encode(encoding))) == queries(read_list(LINES.encode()))


def test_older_encodings_are_converted_with_a_note_or_refused() -> None:
    tcvn3 = "Héi ®ång nh©n d©n huyÖn M­êng Khao\nUû ban nh©n d©n tØnh H¹ Giang\n".encode("latin-1")
    found = read_list(tcvn3)
    assert queries(found)[0] == "Hội đồng nhân dân huyện Mường Khao"
    assert len(found.notes) == 1
    with pytest.raises(InputError, match=r"names\.txt is in no encoding"):
        read_list(b"\xff\x00\xfe ab \x81", "names.txt")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_table_has_a_column_of_queries_and_carries_the_others(separator: str) -> None:
    rows = (("Tỉnh", "Họ và tên", "tỉnh 2"), ("Hạ Giang", '"Lò, ""Mây"""', ""), ("", "", "x"))
    data = "\n".join(separator.join(row) for row in rows).encode()
    found = read_list(data)
    assert queries(found) == ['Lò, "Mây"', ""]
    assert (found.column, columns_of(found)) == ("Họ và tên", ["Tỉnh", "tỉnh 2"])
    assert [entry.error for entry in found.entries] == ["", "no-query"]
    assert found.entries[0].given == {"Tỉnh": "Hạ Giang", "tỉnh 2": ""}


def test_rows_of_any_length_keep_what_they_have() -> None:
    found = read_list(b"a,query,a\n1,x\n2,y,3,4\n,,\n", form="csv")
    assert [dict(entry.given) for entry in found.entries] == [
        {"a": "1", "column_3": ""},
        {"a": "2", "column_3": "3", "column_4": "4"},
    ]
    assert [entry.line for entry in found.entries] == [2, 3]
    assert (found.blank, columns_of(found)) == (1, ["a", "column_3", "column_4"])


def test_a_column_is_named_by_its_name_whatever_its_marks_and_case() -> None:
    data = "Mã;Doanh Nghiệp Mẹ\n1;Gốm Ngà\n".encode()
    assert queries(read_list(data, column="doanh nghiep me")) == ["Gốm Ngà"]
    with pytest.raises(InputError, match="no column 'tên'; there are Mã, Doanh Nghiệp Mẹ"):
        read_list(data, column="tên")
    with pytest.raises(InputError, match="no column that is known"):
        read_list(data, "a.csv")


def test_lines_with_commas_are_no_table() -> None:
    assert queries(read_list("Công ty A, TNHH\nCông ty B\n".encode())) == [
        "Công ty A, TNHH",
        "Công ty B",
    ]
    assert queries(read_list(b"x\ny\n", "names.csv")) == ["x", "y"]  # one column and no heading


@pytest.mark.parametrize(
    "text",
    [
        '{"query": "lũ", "n": 1}\n{"query": "chè", "n": 2}\n',
        '[{"query": "lũ", "n": 1}, {"n": 2, "query": "chè"}]',
        '{"queries": [{"query": "lũ", "n": 1}, {"query": "chè", "n": 2}]}',
    ],
)
def test_json_is_a_value_on_each_line_or_a_list(text: str) -> None:
    found = read_list(text.encode())
    assert queries(found) == ["lũ", "chè"]
    assert [dict(entry.given) for entry in found.entries] == [{"n": 1}, {"n": 2}]


def test_what_holds_no_query_is_an_entry_with_its_error() -> None:
    data = '{"q": "lũ"}\nkhông phải\n\n{"q": 7}\n{"x": 1}\n[]\n"chè"\n'.encode()
    found = read_list(data, "list.jsonl")
    assert [(entry.line, entry.error) for entry in found.entries] == [
        (1, ""),
        (2, "no-json"),
        (4, "no-query"),
        (5, "no-query"),
        (6, "no-query"),
        (7, ""),
    ]
    assert found.entries[3].given == {"x": 1}


def test_values_of_json_may_be_anything() -> None:
    found = values_list(["lũ", 1, None, {"name": " chè "}, {"q": "lũ"}])
    assert [(entry.query, entry.error, entry.repeats) for entry in found.entries] == [
        ("lũ", "", 0),
        ("", "no-query", 0),
        ("", "no-query", 0),
        ("chè", "", 0),
        ("lũ", "", 1),
    ]


@given(st.binary(max_size=200), st.sampled_from(["auto", "lines", "csv", "json"]))
def test_no_bytes_are_a_failure(data: bytes, form: str) -> None:
    try:
        found = read_list(data, form=form)
    except InputError:
        return
    assert all(entry.error or entry.query.strip() for entry in found.entries)


@given(st.lists(st.text(alphabet="abă \"',;|\t", min_size=1, max_size=8), max_size=5))
def test_texts_of_json_come_back_as_they_were(texts: list[str]) -> None:
    found = read_list("\n".join(map(json.dumps, texts)).encode(), form="json")
    expected = [one.strip() for one in texts]
    assert queries(found) == expected
