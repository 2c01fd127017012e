"""JSON Lines, and files with one JSON value."""

from __future__ import annotations

import io
import json
import tracemalloc
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.article import Article, Rejected
from index.errors import InputError
from index.inputs import json_values, lines, read
from index.inputs.json_values import values

RECORD = {"id": "b-1", "title": "Chợ nổi Cái Sen họp lại", "body": "Từ tờ mờ sáng, ghe đã đầy."}


def results(
    tmp_path: Path, data: str | bytes, name: str = "bai.jsonl", **options: Any
) -> list[Article | Rejected]:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read([path], **options))


def one(tmp_path: Path, record: dict[str, Any] | str, **options: Any) -> Article:
    line = record if isinstance(record, str) else json.dumps(record)
    [article] = results(tmp_path, line, **options)
    assert isinstance(article, Article), article
    return article


def rejection(tmp_path: Path, line: str | bytes) -> Rejected:
    [rejected] = results(tmp_path, line)
    assert isinstance(rejected, Rejected), rejected
    assert rejected.where == f"{tmp_path}/bai.jsonl:1"
    return rejected


@given(
    st.lists(st.sampled_from(["a", "ệ", "山", "😀", "\ufeff"]), max_size=900).map("".join),
    st.binary(),
)
def test_an_excerpt_is_the_first_characters_as_far_as_they_can_be_read(
    text: str, more: bytes
) -> None:
    data = more + text.encode() + more
    assert lines.excerpt(data) == data.decode("utf-8", "replace")[: lines.EXCERPT]


def test_every_field_is_read_under_its_own_name(tmp_path: Path) -> None:
    record = {
        **RECORD,
        "summary": "Sau hai năm vắng khách.",
        "captions": ["Ghe dưa hấu, ghe chuối", "Bến sông"],
        "published": "2022-03-04T05:06:07Z",
        "category": " Du lịch ",
        "source": "Báo Cái Sen",
        "authors": ["Võ Thị Lài", " Phan Út "],
        "url": "https://caisen.example/1",
        "tags": ["chợ nổi"],
    }
    assert one(tmp_path, record) == Article(
        id="b-1",
        title="Chợ nổi Cái Sen họp lại",
        summary="Sau hai năm vắng khách.",
        body="Từ tờ mờ sáng, ghe đã đầy.",
        captions=("Ghe dưa hấu, ghe chuối", "Bến sông"),
        published=datetime(2022, 3, 4, 5, 6, 7, tzinfo=timezone.utc),
        category="Du lịch",
        source="Báo Cái Sen",
        authors=("Võ Thị Lài", "Phan Út"),
        url="https://caisen.example/1",
        tags=("chợ nổi",),
        extra={"date_from": "published"},
    )


@pytest.mark.parametrize(
    ("key", "value", "field", "expected"),
    [
        ("headline", "Nước lên", "title", "Nước lên"),
        ("Name", "Nước lên", "title", "Nước lên"),
        ("Tiêu đề", "Nước lên", "title", "Nước lên"),
        ("content", "Nước lên.", "body", "Nước lên."),
        ("Text", "Nước lên.", "body", "Nước lên."),
        ("article", "Nước lên.", "body", "Nước lên."),
        ("maintext", ["Nước lên.", "Rồi xuống."], "body", "Nước lên.\nRồi xuống."),
        ("sapo", "Nước lên.", "summary", "Nước lên."),
        ("description", "Nước lên.", "summary", "Nước lên."),
        ("date", "4/3/2022", "published", date(2022, 3, 4)),
        ("pubDate", "4/3/2022", "published", date(2022, 3, 4)),
        ("publish_date", "4/3/2022", "published", date(2022, 3, 4)),
        ("published_at", "4/3/2022", "published", date(2022, 3, 4)),
        ("created_at", "4/3/2022", "published", date(2022, 3, 4)),
        ("author", "Võ Thị Lài; Phan Út", "authors", ("Võ Thị Lài", "Phan Út")),
        ("byline", "Võ Thị Lài, Phan Út", "authors", ("Võ Thị Lài", "Phan Út")),
        ("author", "Lài - Út", "authors", ("Lài", "Út")),
        ("authors", [{"name": "Phan Út"}, None, ""], "authors", ("Phan Út",)),
        ("link", "https://a.example/", "url", "https://a.example/"),
        ("chuyen_muc", "Du lịch", "category", "Du lịch"),
        ("topic", ["Du lịch"], "category", "Du lịch"),
        ("publisher", "Báo Cái Sen", "source", "Báo Cái Sen"),
        ("keywords", "ghe, xuồng;chợ", "tags", ("ghe", "xuồng", "chợ")),
        ("caption", "Ghe, xuồng; chợ", "captions", ("Ghe, xuồng; chợ",)),
        ("image_captions", [{"caption": "Ghe"}, {"text": "Chợ"}], "captions", ("Ghe", "Chợ")),
        ("_id", 17, "id", "17"),
        ("_id", 17.0, "id", "17"),
        ("_id", {"$oid": "65f0"}, "id", "65f0"),
        ("guid", "x/17", "id", "x/17"),
    ],
)
def test_other_names_of_a_field_are_understood(
    tmp_path: Path, key: str, value: object, field: str, expected: object
) -> None:
    article = one(tmp_path, {"summary" if field == "title" else "title": "Tin", key: value})
    assert getattr(article, field) == expected
    assert article.extra == ({"date_from": key} if field == "published" else {})


def test_the_exact_name_wins_and_the_other_value_is_kept(tmp_path: Path) -> None:
    record = {"headline": "Hai", "Title": "Ba", "title": "Một", "text": "A", "content": "B"}
    article = one(tmp_path, record)
    assert (article.title, article.body) == ("Một", "A")
    assert article.extra == {"headline": "Hai", "Title": "Ba", "content": "B"}


@pytest.mark.parametrize("nothing", [None, "", "  ", [], {}])
def test_a_missing_value_leaves_the_field_to_another_name(tmp_path: Path, nothing: object) -> None:
    article = one(tmp_path, {"title": nothing, "headline": "Một", "published": nothing})
    assert article.title == "Một"
    assert not article.extra


def test_a_mapping_wins_over_all_names(tmp_path: Path) -> None:
    record = {"title": "Một", "h1": "Hai", "body": "Ba"}
    article = one(tmp_path, record, mapping={"title": "h1", "summary": "body"})
    assert (article.title, article.summary, article.body) == ("Hai", "Ba", "")
    assert article.extra == {"title": "Một"}


def test_a_mapping_to_an_unknown_field_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no field 'titel'"):
        read([tmp_path], mapping={"titel": "h1"})


def test_unknown_keys_are_kept(tmp_path: Path) -> None:
    more = {"views": 12, "geo": {"lat": 9.5}, "none": None, "flags": [True]}
    assert one(tmp_path, {**RECORD, **more}).extra == more


def test_an_exported_article_is_read_back_with_its_notes(tmp_path: Path) -> None:
    extra = {"published": "31/02/2021", "notes": ["published: '31/02/2021' is not a date"]}
    assert one(tmp_path, {**RECORD, "published": None, "extra": extra}).extra == extra


def test_a_key_that_is_called_notes_is_kept_apart_from_ours(tmp_path: Path) -> None:
    article = one(tmp_path, {**RECORD, "notes": "của toà soạn", "date": "hôm nào"})
    assert "của toà soạn" in article.extra.values()
    assert article.extra["notes"] == [
        "published: 'hôm nào' is not a date: no day, month and year can be read in it"
    ]
    assert "notes" not in one(tmp_path, {**RECORD, "notes": "của toà soạn"}).extra


def test_an_impossible_date_is_noted_and_the_article_kept(tmp_path: Path) -> None:
    article = one(tmp_path, {**RECORD, "date": "31/02/2021"})
    assert article.published is None
    assert article.extra["published"] == "31/02/2021"
    assert article.extra["notes"][0].startswith("published: '31/02/2021' is not a date")


def test_a_second_date_is_tried_when_the_first_is_impossible(tmp_path: Path) -> None:
    article = one(tmp_path, {**RECORD, "published": "hôm nào", "date": 1625657940})
    assert article.published == datetime(2021, 7, 7, 11, 39, tzinfo=timezone.utc)
    assert article.extra["published"] == "hôm nào"


def test_an_object_where_text_is_needed_is_kept_and_noted(tmp_path: Path) -> None:
    article = one(tmp_path, {"title": "Tin", "body": {"blocks": 3}, "category": True})
    assert article.body == ""
    assert article.extra["body"] == {"blocks": 3}
    assert article.extra["category"] is True
    assert article.extra["notes"] == [
        "body: it is an object where text is needed",
        "category: it is true where text is needed",
    ]


def test_what_else_a_picture_has_is_kept(tmp_path: Path) -> None:
    pictures = [{"caption": "Ghe", "src": "1.jpg"}]
    article = one(tmp_path, {"captions": pictures})
    assert article.captions == ("Ghe",)
    assert article.extra == {"captions": pictures}


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"id": "1", "url": "https://a.example/"},
        {"title": " \u00a0\n", "captions": ["", " "]},
    ],
)
def test_an_article_without_text_is_rejected(tmp_path: Path, record: object) -> None:
    assert rejection(tmp_path, json.dumps(record)).reason == "no text"


def test_a_rejection_says_what_stood_where_text_is_needed(tmp_path: Path) -> None:
    reason = rejection(tmp_path, '{"body": {"blocks": 3}}').reason
    assert reason == "no text; body: it is an object where text is needed"


def test_captions_alone_are_text_enough(tmp_path: Path) -> None:
    assert one(tmp_path, {"captions": ["Ghe đầy dưa"]}).captions == ("Ghe đầy dưa",)


def test_ids_come_from_the_record_the_url_or_the_content(tmp_path: Path) -> None:
    assert one(tmp_path, RECORD, namespace="cs").id == "cs:b-1"
    url = {"url": "https://a.example/1"}
    by_url = one(tmp_path, {"title": "Một", **url}, namespace="cs").id
    assert by_url == one(tmp_path, {"title": "Hai", **url}).id
    by_content = one(tmp_path, {"title": "Một", "body": "Hai"}).id
    assert by_content == one(tmp_path, {"headline": "Một", "text": "Hai"}).id
    assert by_content != one(tmp_path, {"title": "MộtHai"}).id
    assert len({by_url, by_content, one(tmp_path, {"title": "Một"}).id}) == 3


def test_texts_are_kept_as_they_were(tmp_path: Path) -> None:
    body = "\n Nước lên.\u00a0 \x00\x1b\tRồi xuống.\r\n"
    article = one(tmp_path, {"title": " Tin ", "body": body})
    assert (article.title, article.body) == ("Tin", body)


def test_a_line_cut_in_half_is_rejected_and_the_next_is_read(tmp_path: Path) -> None:
    whole = json.dumps(RECORD)
    rejected, article = results(tmp_path, whole[:40] + "\n" + whole + "\n")
    assert rejected == Rejected(f"{tmp_path}/bai.jsonl:1", "the JSON is cut off", whole[:40])
    assert isinstance(article, Article)


def test_a_line_that_is_not_utf8_is_rejected_with_its_byte(tmp_path: Path) -> None:
    whole = json.dumps(RECORD).encode()
    article, rejected, _ = results(tmp_path, whole + b'\n{"title": "v\xe4i"}\n' + whole)
    assert isinstance(article, Article)
    assert isinstance(rejected, Rejected)
    assert rejected.where == f"{tmp_path}/bai.jsonl:2"
    assert f"at byte 12 (byte {len(whole) + 13} of the file)" in rejected.reason
    assert rejected.raw == '{"title": "v\ufffdi"}'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[1, 2]", "array"),
        ('"một"', "a text"),
        ("12", "a number"),
        ("null", "null"),
        ("tin tức", "not JSON"),
        ("{'title': một}", "not JSON"),
        ('{"title": "một"', "cut off"),
        ('{"title": "m', "cut off"),
        ('{"title": ', "cut off"),
        ('{"title": "một", "a":' + "[" * 100_000 + "]" * 100_000 + "}", "nested"),
        ('{"title": "một", "a":' + "[" * 200 + "]" * 200 + "}", "nested"),
        ('{"title": "một", "a": ' + "1" * 5000 + "}", "integer string conversion"),
    ],
)
def test_a_line_that_is_no_object_is_rejected(tmp_path: Path, line: str, reason: str) -> None:
    rejected = rejection(tmp_path, line)
    assert reason in rejected.reason
    assert rejected.raw == line[:200]


def test_arrays_without_an_end_are_told(tmp_path: Path) -> None:
    value, end = results(tmp_path, "[" * 100_000)
    assert isinstance(value, Rejected)
    assert "nested too deeply" in value.reason
    assert isinstance(end, Rejected)
    assert "the array has no end" in end.reason


def test_nan_is_a_missing_value(tmp_path: Path) -> None:
    article = one(tmp_path, '{"title": NaN, "headline": "Một", "views": NaN, "n": 1e999}')
    assert article.title == "Một"
    assert article.extra == {"views": None, "n": "1e999"}


def test_a_repeated_key_loses_no_value(tmp_path: Path) -> None:
    line = '{"title": "Một", "title": "Hai", "x": 1, "x": 2, "y": {"z": 1, "z": 2}}'
    article = one(tmp_path, line)
    assert article.title == "Một"
    assert article.extra == {
        "title": "Hai",
        "x": 1,
        "x_2": 2,
        "y": {"z": 1, "z_2": 2},
        "notes": ["title: the key occurs more than once", "x: the key occurs more than once"],
    }


def test_half_characters_are_replaced_and_noted(tmp_path: Path) -> None:
    line = r'{"title": "Một \ud800!", "body": "\ud83d\ude00", "x\udfff": ["\ud800"]}'
    article = one(tmp_path, line)
    assert (article.title, article.body) == ("Một \ufffd!", "\U0001f600")
    assert article.extra["x\ufffd"] == ["\ufffd"]
    assert [note.partition(":")[0] for note in article.extra["notes"]] == ["title", "extra"]
    json.dumps(article.extra, ensure_ascii=False).encode()


def test_a_tab_within_a_text_needs_no_escape(tmp_path: Path) -> None:
    assert one(tmp_path, '{"title": "Một\tHai"}').title == "Một\tHai"


def test_blank_lines_and_windows_line_ends_are_no_matter(tmp_path: Path) -> None:
    line = json.dumps(RECORD)
    found = results(tmp_path, f"\ufeff\n \r\n{line}\r\n\r\n{line}\n\t\nhỏng\n")
    assert [isinstance(each, Article) for each in found] == [True, True, False]
    assert isinstance(found[2], Rejected)
    assert found[2].where.endswith(":7")


def test_an_article_of_fifty_megabytes_is_refused_and_the_next_one_read(tmp_path: Path) -> None:
    paragraph = "Ghe chở dưa, ghe chở khóm, ghe chở chuối. " * 100
    body = paragraph * (50_000_000 // len(paragraph.encode()))
    data = json.dumps({"title": "Dài", "body": body}, ensure_ascii=False).encode()
    long, short = results(tmp_path, data + b"\n" + json.dumps(RECORD).encode())
    assert isinstance(long, Rejected)
    size = len("Dài".encode()) + len(body.encode())
    assert long.reason == f"its text has {size:,} bytes; an article may have at most 2,000,000"
    assert isinstance(short, Article)


class Endless(io.RawIOBase):
    """A line of `left` bytes, and after it an article."""

    def __init__(self, left: int) -> None:
        self.left = left

    def read(self, size: int = -1) -> bytes:
        if self.left > 0:
            self.left -= size
            return b'{"title": "' + b"x" * (size - 11)
        rest, self.left = (b'\n{"title": "sau"}\n', -1) if self.left != -1 else (b"", -1)
        return rest


def test_a_line_above_the_limit_is_rejected_without_being_held() -> None:
    tracemalloc.start()
    try:
        found = list(read(["-"], standard_input=Endless(256 * 2**20)))  # type: ignore[arg-type]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    rejected, article = found
    assert isinstance(rejected, Rejected)
    assert (rejected.where, len(rejected.raw)) == ("-:1", 200)
    assert "more than 67,108,864 bytes" in rejected.reason
    assert isinstance(article, Article)
    assert article.title == "sau"
    assert peak < 3 * lines.LONGEST


ARRAY = [{"title": 'Một "hai" \\'}, {"title": "Ba", "x": [1, {"y": "],["}]}, {"body": "\\\\"}]


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(ARRAY),
        json.dumps(ARRAY, ensure_ascii=False, indent=2),
        "\ufeff\n" + json.dumps(ARRAY, indent=2) + "\n",
        "\n".join(map(json.dumps, ARRAY)),
        "\n\n".join(json.dumps(each, indent=1) for each in ARRAY),
        ",\n".join(json.dumps(each, indent=1) for each in ARRAY),
    ],
)
def test_a_json_file_may_hold_an_array_or_objects(tmp_path: Path, data: str) -> None:
    found = results(tmp_path, data, "bai.json")
    assert [(each.title, each.body) for each in found if isinstance(each, Article)] == [
        ('Một "hai" \\', ""),
        ("Ba", ""),
        ("", "\\\\"),
    ]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_json_file_may_hold_one_object(tmp_path: Path, indent: int | None) -> None:
    [article] = results(tmp_path, json.dumps(RECORD, indent=indent), "bai.json")
    assert isinstance(article, Article)
    assert article.id == "b-1"


def test_a_bad_element_does_not_spoil_an_array(tmp_path: Path) -> None:
    bad = b'{"title": }'
    data = '[{"title": "Một"}, '.encode() + bad + b', 3, {"title": "Hai"}, []]'
    found = results(tmp_path, data, "bai.json")
    assert [each.title if isinstance(each, Article) else each.where for each in found] == [
        "Một",
        f"{tmp_path}/bai.json, byte {data.index(bad)}",
        f"{tmp_path}/bai.json, byte {data.index(b'3')}",
        "Hai",
        f"{tmp_path}/bai.json, byte {data.index(b'[]')}",
    ]


def test_an_array_that_is_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    data = '[{"title": "Một"}, {"title": "H'.encode()
    first, second, end = results(tmp_path, data, "bai.json")
    assert isinstance(first, Article)
    assert isinstance(second, Rejected)
    assert second.reason == "the JSON is cut off"
    assert isinstance(end, Rejected)
    assert end.where == f"{tmp_path}/bai.json, byte {len(data)}"
    assert "no end" in end.reason


def test_a_bad_first_line_does_not_make_a_json_file_one_object(tmp_path: Path) -> None:
    bad, good = results(tmp_path, '{"title": "Mộ\n{"title": "Hai"}\n', "bai.json")
    assert isinstance(bad, Rejected)
    assert isinstance(good, Article)


KEYS = st.text(max_size=5) | st.sampled_from(
    [
        *("id", "title", "Title", "headline", "body", "text", "authors", "tags", "captions"),
        *("date", "published", "extra", "notes", "url", "name", "caption", "$oid", '",\\"'),
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=6,
)


@given(
    st.lists(st.dictionaries(KEYS, JSON, max_size=4), min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from([None, 1]),
    st.integers(1, 20),
)
def test_an_array_is_cut_where_its_values_end(
    expected: list[Any], ascii_only: bool, indent: int | None, size: int
) -> None:
    data = json.dumps(expected, ensure_ascii=ascii_only, indent=indent)
    encoded = data.encode("utf-8", "surrogatepass")
    chunks = (encoded[start : start + size] for start in range(0, len(encoded), size))
    found = list(values(chunks))
    assert [json.loads(value) for _, value, *_ in found] == expected
    assert all(encoded.startswith(value, offset) for offset, value, *_ in found)


def test_a_value_above_the_limit_is_rejected_and_the_next_is_read(tmp_path: Path) -> None:
    with mock.patch.object(json_values, "LONGEST", 2000):
        data = json.dumps([{"title": "Một", "body": "x" * 3000}, {"title": "Hai"}])
        rejected, article = results(tmp_path, data, "bai.json")
    assert isinstance(rejected, Rejected)
    assert rejected.raw.startswith('{"title": "M')
    assert isinstance(article, Article)


@given(st.dictionaries(KEYS, JSON, max_size=8))
def test_any_object_is_an_article_that_can_be_stored_or_a_rejection(record: Any) -> None:
    data = json.dumps(record).encode()
    found = list(read(["-"], standard_input=io.BytesIO(b'{"":0}\n' if not record else data)))
    assert found
    for result in filter(lambda each: isinstance(each, Article), found):
        assert isinstance(result, Article)
        json.dumps(result.extra, ensure_ascii=False, allow_nan=False).encode()
        texts = (result.id, result.title, result.summary, result.body, result.category)
        "".join([*texts, *result.captions, *result.authors, *result.tags]).encode()
        assert all(isinstance(note, str) for note in result.extra.get("notes", []))
        assert result.id
