"""Tables in delimited text: every row an article or a rejection, and none makes another wrong."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.costs import at_most
from hypothesis import given
from hypothesis import strategies as st

from index.articles.article import Article, Rejected
from index.inputs import delimited, read
from index.inputs.content import Content, DamagedError
from index.inputs.conversion import Options
from index.inputs.detection import Head
from index.inputs.found import Record, Skipped

HEADER = "id,title,body\n"
LETTER = "a quote that parts nothing was read as a letter"


def results(tmp_path: Path, data: str | bytes, name: str = "bai.csv", **options: Any) -> list[Any]:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read([path], **options))


def records(data: str | bytes, size: int = 1 << 18, **options: Any) -> list[Any]:
    """What the reader finds in bytes that come in chunks of a size."""
    data = data.encode() if isinstance(data, str) else data
    chunks = (data[at : at + size] for at in range(0, len(data), size))
    return list(delimited.read(Content("bai.csv", chunks), Options(**options)))


def outline(found: list[Any]) -> list[str | tuple[str, ...]]:
    """The titles of articles, and the places of what is none."""
    return [
        one.title if isinstance(one, Article) else one.where.rpartition("/")[2] for one in found
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "^", "~", "\x01", "\x1f", "¦"])
@pytest.mark.parametrize("name", ["bai.csv", "bai.txt", "bai"])
def test_a_table_is_read_whatever_parts_its_columns(
    separator: str, name: str, tmp_path: Path
) -> None:
    rows = [("Tiêu đề", "Nội dung", "Ngày đăng"), ("Cầu treo", "Thông xe sáng nay.", "7/7/2021")]
    text = "".join(separator.join(row) + "\n" for row in rows)
    [article] = results(tmp_path, text, name)
    assert (article.title, article.body) == ("Cầu treo", "Thông xe sáng nay.")
    assert str(article.published) == "2021-07-07"


def test_quoted_cells_have_separators_line_ends_and_doubled_quotes(tmp_path: Path) -> None:
    text = HEADER + '1,"Cầu, ""treo""","Dòng một,\ndòng hai."\r\n2,Lũ về,Nước lên\n'
    one, two = results(tmp_path, text)
    assert (one.title, one.body) == ('Cầu, "treo"', "Dòng một,\ndòng hai.")
    assert (two.title, two.body) == ("Lũ về", "Nước lên")


@pytest.mark.parametrize(
    "text",
    [
        '\ufeff"id","title","body"\n1,Cầu treo,Thông xe\n',
        "sep=;\r\nid;title;body\r\n1;Cầu treo;Thông xe\r\n",
        "\n\n# xuất từ kho\nid,title,body\n1,Cầu treo,Thông xe\n",
        "# id,title,body\n1,Cầu treo,Thông xe\n",
        "Tin tháng bảy,,\n,,\nid,title,body\n1,Cầu treo,Thông xe\n",
        "'id','title','body'\n'1','Cầu treo','Thông xe'\n",
        'id, title, body\n1, "Cầu treo", Thông xe\n',
        "id,title,body\r1,Cầu treo,Thông xe\r",
        " id | title    | body \n----+----------+------\n 1 | Cầu treo | Thông xe\n(1 row)\n",
        "|id|title|body|\n|--|---|---|\n|1|Cầu treo|Thông xe|\n",
        "id,title,body,,\n1,Cầu treo,Thông xe,,\n",
        "id,title,body\n1,Cầu treo,Thông xe,,\n",
        "id,title,body\n\n1,Cầu treo,Thông xe\n\n",
    ],
)
def test_headers_stand_and_are_written_in_many_ways(text: str, tmp_path: Path) -> None:
    [article] = results(tmp_path, text, "bai.txt")
    assert article == Article(id="1", title="Cầu treo", body="Thông xe")


def test_backslashes_before_quotes_are_taken_away(tmp_path: Path) -> None:
    text = HEADER + '1,"Nói \\"vui\\" thế","Ở C:\\\\tin"\n2,Lũ về,"Nước \\"lên\\""\n'
    one, two = results(tmp_path, text)
    assert (one.title, one.body) == ('Nói "vui" thế', "Ở C:\\tin")
    assert two.body == 'Nước "lên"'


def test_backslashes_stand_for_line_feeds_in_what_databases_write(tmp_path: Path) -> None:
    text = "id\ttitle\tbody\turl\n1\tCầu treo\tDòng một\\ndòng \\\\ hai\\\ndòng ba\t\\N\n"
    [article] = results(tmp_path, text, "bai.tsv")
    assert (article.body, article.url) == ("Dòng một\ndòng \\ hai\ndòng ba", "")


def test_rows_with_a_wrong_number_of_columns_are_rejected_at_their_lines(tmp_path: Path) -> None:
    text = HEADER + "1,Một,a\n2,Hai,b, và c\n3,Ba\n4,Bốn,d\n"
    one, two, three, four = results(tmp_path, text)
    assert outline([one, four]) == ["Một", "Bốn"]
    assert (two.where, two.reason, two.raw) == (
        f"{tmp_path}/bai.csv:3",
        "it has 4 columns, and the header 3",
        "2,Hai,b, và c\n",
    )
    assert three.reason == "it has 2 columns, and the header 3"


def test_a_quote_that_parts_nothing_is_a_letter(tmp_path: Path) -> None:
    [article] = results(tmp_path, HEADER + '1,"Cầu treo" thông xe,Vui\n')
    assert article.title == '"Cầu treo" thông xe'
    assert article.extra == {"notes": [LETTER]}


def test_a_quote_that_nothing_closes_costs_its_own_row_only(tmp_path: Path) -> None:
    rows = ["1,Một,a", '2,"Hai,b', "dòng nữa, của nó, vui", '3,"Ba","c"', "4,Bốn,d", '5,"Năm,e']
    found = results(tmp_path, HEADER + "".join(f"{row}\n" for row in rows))
    assert outline(found) == ["Một", "bai.csv:3", "Ba", "Bốn", "bai.csv:7"]
    assert found[1].reason == "a quote is opened and not closed; lines 3 to 4 are left out"
    assert found[1].raw.startswith('2,"Hai,b\n')


def test_a_long_table_goes_on_after_a_quote_that_nothing_closes(tmp_path: Path) -> None:
    rows = [f"{number},Tin {number},Một đoạn tin về bản làng\n" for number in range(20_000)]
    rows[5] = '5,"Tin 5,Một đoạn\n'
    found = results(tmp_path, HEADER + "".join(rows))
    assert len(found) == len(rows)
    assert [one.where for one in found if isinstance(one, Rejected)] == [f"{tmp_path}/bai.csv:7"]


def test_the_text_of_a_broken_row_is_no_row(tmp_path: Path) -> None:
    """What stands between the quotes looks as if it had three columns."""
    text = HEADER + '1,Một,a\n2,"Hai","b, mở\nbà, ông, cháu\nvui",thừa\n3,Ba,c\n'
    assert outline(results(tmp_path, text)) == ["Một", "bai.csv:3", "Ba"]


def test_encodings_are_told_line_by_line(tmp_path: Path) -> None:
    title, body = "Thông xe cầu treo ở xã Mường Khao", "Sáng nay bà con các bản vui mừng đón cầu."
    tcvn3 = "2,§µ N½ng,C¸c em häc sinh ®Õn tr­êng trong niÒm vui cña c¶ lµng, n­íc m¾t r­ng r­ng.\n"
    quoted = tcvn3.replace("C¸c", '"C¸c').replace("r­ng.", 'r­ng."')
    text = HEADER.encode() + f"1,{title},{body}\n".encode() + quoted.encode("latin-1")
    one, two = results(tmp_path, text)
    assert one.title == title
    assert two.title == "Đà Nẵng"
    assert two.extra["notes"] == ["converted from TCVN3 (ABC)"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_tables_in_unicode_are_read_with_their_marks(encoding: str, tmp_path: Path) -> None:
    text = "id\ttitle\tbody\r\n1\tCầu treo\tThông xe\r\n"
    [article] = results(tmp_path, text.encode(encoding))
    assert (article.id, article.title, article.body) == ("1", "Cầu treo", "Thông xe")


def test_a_line_in_no_encoding_is_rejected_with_its_byte(tmp_path: Path) -> None:
    data = HEADER.encode() + b"1,C\xff\xfe,b\n2,Hai,c\n"
    bad, good = results(tmp_path, data)
    assert bad.reason.startswith("it is not UTF-8 at byte 17 of the file")
    assert good.title == "Hai"


def test_bytes_that_are_0_are_left_out_and_told(tmp_path: Path) -> None:
    [article] = results(tmp_path, HEADER + "1,Cầu\0 treo,Thông xe\0\n")
    assert (article.title, article.body) == ("Cầu treo", "Thông xe")
    assert article.extra == {"notes": ["bytes that are 0 were left out"]}


def test_a_field_may_be_longer_than_the_library_expects(tmp_path: Path) -> None:
    body = "từ " * 200_000
    [article] = results(tmp_path, HEADER + f"1,Dài,{body}\n")
    assert article.body == body
    rejected, after = results(tmp_path, HEADER + f'1,"Dài","{body}\n{body}"x\n2,Sau,x\n')
    assert isinstance(rejected, Rejected)
    assert after.title == "Sau"


def test_lists_in_cells_are_lists(tmp_path: Path) -> None:
    text = (
        "id,title,authors,tags\n" + """1,Cầu treo,"['Lê Mộc', 'Vũ Giang']","[""cầu"", ""xã""]"\n"""
    )
    [article] = results(tmp_path, text)
    assert (article.authors, article.tags) == (("Lê Mộc", "Vũ Giang"), ("cầu", "xã"))


def test_columns_of_one_name_lose_nothing(tmp_path: Path) -> None:
    [article] = results(tmp_path, "id,title,body,body\n1,Cầu treo,Một,Hai\n")
    assert article.body == "Một"
    assert "Hai" in article.extra.values()


def test_a_header_in_the_middle_is_skipped() -> None:
    found = records(HEADER + "1,Một,a\n" + HEADER + "2,Hai,b\n")
    assert [type(one) for one in found] == [Record, Skipped, Record]
    assert found[1].where == "bai.csv:3"


def test_a_table_without_known_fields_is_rejected_with_its_columns(tmp_path: Path) -> None:
    text = "ma,gia,van_ban\n1,2,Một\n4,5,Hai\n7,8,Ba\n"
    [rejected] = results(tmp_path, text, "bai.txt")
    assert "ma, gia, van_ban" in rejected.reason
    assert "--map body=COLUMN" in rejected.reason
    found = results(tmp_path, text, "bai.txt", mapping={"body": "van_ban"})
    assert [article.body for article in found] == ["Một", "Hai", "Ba"]


def test_a_list_of_named_things_is_no_table_of_articles(tmp_path: Path) -> None:
    [rejected] = results(tmp_path, "id,name\n1,Xã hội\n2,Kinh tế\n")
    assert isinstance(rejected, Rejected)


def test_a_table_without_header_is_rejected_and_told_how_it_looks(tmp_path: Path) -> None:
    rows = "".join(f'{n},"Tin, số {n}",2021-07-0{n},https://bao.example/{n}\n' for n in range(1, 6))
    [rejected] = results(tmp_path, rows, "bai.txt")
    assert "has no header (its columns look like a number, a text, a date, an address)" in (
        rejected.reason
    )


def test_what_is_only_named_as_a_table_is_rejected(tmp_path: Path) -> None:
    [rejected] = results(tmp_path, "Cầu treo, lúa chín\nSáng nay bà con vui.\n")
    assert "has no header" in rejected.reason
    [empty] = results(tmp_path, "\n \n")
    assert empty.reason == "the file is empty"


def test_what_comes_before_damage_is_kept() -> None:
    def chunks() -> Iterator[bytes]:
        yield (HEADER + "1,Một,a\n2,Hai").encode()
        raise DamagedError(27, "it is cut off")

    reading = delimited.read(Content("bai.csv", chunks()), Options())
    assert isinstance(next(reading), Record)
    assert isinstance(next(reading), Rejected)
    with pytest.raises(DamagedError, match="cut off"):
        next(reading)


PROSE = [
    "Cầu treo, lúa chín, chợ phiên\nSáng nay, xã Mường Khao họp.\nChiều, mưa to.\n",
    "Tin, ảnh: Hà Thục Uyên\nCầu treo Bản Lấu thông xe, bà con vui.\n",
    "Ngày, tháng, năm\nMột bài thơ.\n",
    "Bản tin | Báo Lam Khê\nThông xe cầu treo.\nHọc sinh qua cầu |\nLúa chín |\n",
    "Chủ đề: cầu treo\nTác giả: Hà Thục Uyên\n\nSáng nay xã Mường Khao thông xe.\n",
    "Gió đưa, cành trúc, la đà\nTiếng chuông, làng cũ, canh gà\nMịt mờ, khói toả, ngàn sương\n",
    '"Cầu, lúa, chợ", ông nói\n"Vui, khoẻ, đẹp", bà thêm\n',
    "",
]


@pytest.mark.parametrize("text", PROSE)
def test_prose_with_commas_is_no_table(text: str) -> None:
    assert not delimited.is_table(Head(text.encode()))


def hostile() -> dict[str, str]:
    return {
        "each line opens": HEADER + '1,"a,b\n' * 40_000,
        "each line opens whatever came before": HEADER + 'y",",\n' * 40_000,
        "each line opens after some rows": HEADER + ("1,a,b\n" * 10 + '1,"a\n') * 8_000,
        "quotes": HEADER + '"' * 300_000,
        "lines of quotes": HEADER + '""""\n' * 50_000,
        "returns": HEADER + "1,a\r" * 80_000,
        "separators": HEADER + "," * 300_000,
        "first line": '"' * 300_000,
        "header": "id,title," * 30_000,
        "backslashes": HEADER + '1,"\\"a\\"",b\n' + "\\" * 300_000,
    }


@pytest.mark.parametrize("name", hostile())
def test_hostile_tables_take_little_time(name: str) -> None:
    with at_most(seconds=3):
        records(hostile()[name])


def test_a_large_table_is_read_in_little_memory() -> None:
    def chunks() -> Iterator[bytes]:
        yield HEADER.encode()
        body = "Một đoạn tin.\n" * 200
        row = f'1,"Tin","{body}"\n'.encode()
        for _ in range(400):
            yield row * 40

    tracemalloc.start()
    try:
        found = delimited.read(Content("bai.csv", chunks()), Options())
        assert sum(1 for _ in found) == 16_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20


CELLS = st.text(
    # A backslash beside a quotation mark may mean either of two dialects.
    st.characters(codec="utf-8", exclude_characters="\0\ufeff\\") | st.sampled_from(',;\t|"\r\n '),
    max_size=12,
)


@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t", "|", "^", "\x1f"]),
    # Only where lines end in it does the library quote a carriage return that must be.
    st.sampled_from([("\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_MINIMAL)]),
    st.integers(1, 80),
)
def test_what_a_library_writes_is_read_back(
    rows: list[tuple[str, str, str]], separator: str, form: tuple[str, Any], size: int
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=form[0], quoting=form[1])
    # The first row makes the form plain: quotes are doubled, and a backslash is a letter.
    known = [("a", 'nói ""vui"" thế', "2020-01-01")] + [("b", 'x"y"z', "2020-01-02")] * 3
    for row in [("id", "title", "published"), *known, *rows]:
        writer.writerow(row)
    found = records(text.getvalue(), size)
    values = [tuple(one.values.values()) for one in found if isinstance(one, Record)]
    assert values == [*known, *rows]


@given(st.binary(max_size=300), st.sampled_from([b"", HEADER.encode(), b"id\ttitle\tbody\n"]))
def test_any_bytes_are_rows_or_rejections(data: bytes, header: bytes) -> None:
    for found in records(header + data, 7):
        assert isinstance(found, Record | Rejected | Skipped)


TABLE_LIKE = st.text(st.sampled_from('ab1,"\n\r\\;\t\0 '), max_size=80)


@given(TABLE_LIKE, st.integers(1, 40))
def test_what_looks_like_rows_never_stops_the_reading(text: str, size: int) -> None:
    for found in records(HEADER + text, size):
        assert isinstance(found, Record | Rejected | Skipped)
        assert not isinstance(found, Record) or len(found.values) == 3
