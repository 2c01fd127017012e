"""Whose names stand in a byline."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from helpers.costs import at_most

from index.inputs.bylines import authors_in, authors_of, without_papers

HA, TUYEN, CAM = "Hà Thục Uyên", "Mạc Vĩnh Tuyền", "Lê Cẩm"


@pytest.mark.parametrize(
    "text",
    [
        HA,
        f"Tác giả: {HA}",
        f"Bài và ảnh: {HA}",
        f"Bài, ảnh: {HA}",
        f"Bài & ảnh: {HA}",
        f"Tin-ảnh: {HA}",
        f"Bài và ảnh {HA}",
        f"{HA} thực hiện",
        f"{HA} (thực hiện)",
        f"{HA} (tổng hợp)",
        f"{HA} (T/h)",
        f"{HA} ghi",
        f"{HA} dịch từ Reuters",
        f"{HA} (thuc@bao.example)",
        f"{HA} <thuc@bao.example>",
        f"{HA} - Ảnh: {CAM}",
        f"Bài: {HA}; ảnh: {CAM}; đồ họa: {TUYEN}",
        f"{HA}\nẢnh: {CAM}",
        f"{HA} (Theo Báo Lam Khê)",
        f"{HA} theo Lam Khê Post",
        f"{HA} - Báo Lam Khê",
        f"{HA}/TTXVN",
        f"{HA} (TTXVN)",
        f"By {HA}",
        f"({HA})",
        f"{HA}, {HA}",
        f"{HA} https://www.facebook.com/{'ha' * 5}",
    ],
)
def test_a_byline_names_who_wrote(text: str) -> None:
    assert authors_of(text) == (HA,)
    assert authors_of(normalize("NFD", text)) == (normalize("NFD", HA),)


@pytest.mark.parametrize(
    "between", [", ", " - ", " – ", "- ", "; ", " và ", " & ", "|", " / ", "\n"]
)
def test_names_are_parted_by_all_that_papers_print_between_them(between: str) -> None:
    assert authors_of(f"{HA}{between}{TUYEN}") == (HA, TUYEN)
    assert authors_of(f"Bài và ảnh: {HA}{between}{TUYEN}") == (HA, TUYEN)


def test_several_kinds_of_separators_stand_together() -> None:
    assert authors_of(f"{HA}, {TUYEN} và {CAM}") == (HA, TUYEN, CAM)


@pytest.mark.parametrize(
    "name",
    ["Jean-Pierre Hạ", "Ban Văn hóa và Xã hội", "NGUYỄN HẠ", "PV", "P.V", "T.H.", "Lê Cẩm (Bob)"],
)
def test_one_name_is_kept_as_it_is_printed(name: str) -> None:
    assert authors_of(name) == (name,)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Theo Báo Lam Khê", ("Báo Lam Khê",)),
        ("(Theo Lam Khê Post)", ("Lam Khê Post",)),
        ("Nguồn: TTXVN", ("TTXVN",)),
        ("Theo TTXVN, Báo Hạ", ("TTXVN", "Báo Hạ")),
        (f"Ảnh: {CAM}", (CAM,)),
        ("thuc@bao.example", ("thuc@bao.example",)),
    ],
)
def test_others_count_where_no_writer_is_named(text: str, names: tuple[str, ...]) -> None:
    assert authors_of(text) == names


@pytest.mark.parametrize(
    "text", ["", " - ", "(Tổng hợp)", "tổng hợp", "Ảnh:", "https://bao.example/u/1", "x" * 2001]
)
def test_what_names_nobody_gives_no_author(text: str) -> None:
    assert authors_of(text) == ()


def test_a_comma_in_one_of_several_texts_is_part_of_a_name() -> None:
    assert authors_in(["Trần, Minh", HA]) == ("Trần, Minh", HA)
    assert authors_in([f"{TUYEN}, {HA}"]) == (TUYEN, HA)


def test_a_hostile_byline_takes_no_time() -> None:
    with at_most(seconds=0.2):
        for text in (
            "bài, " * 400,
            "(" * 2000,
            "và " * 600,
            "a@" * 1000,
            " - " * 600,
            "A.B-" * 500,
        ):
            authors_of(text)


def test_the_paper_itself_is_no_author() -> None:
    assert without_papers((HA, "Báo  lam khê"), "", "Báo Lam Khê") == (HA,)
    assert without_papers((HA,), "") == (HA,)
