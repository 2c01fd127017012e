"""How an article is cited."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article
from search.export.references import FAMILY_NAMES, apa, bibtex, key, newspaper, ris, thesis

BRIDGE = Article(
    id="cau",
    title="Khởi công cầu Bến Trúc sau\nmười năm",
    published=datetime(2021, 7, 6, 20, 30, tzinfo=timezone.utc),
    source="Báo Hà Yên",
    authors=("Trịnh Quyên", "Lam Hạ"),
    url="https://baohayen.example/cau_{1}.html?a=1&b=50%25",
)


def test_citation_is_one_line_with_the_day_in_vietnam() -> None:
    assert newspaper(BRIDGE) == (
        "Trịnh Quyên, Lam Hạ: “Khởi công cầu Bến Trúc sau mười năm”, Báo Hà Yên, ngày 7-7-2021, "
        "https://baohayen.example/cau_{1}.html?a=1&b=50%25"
    )


@pytest.mark.parametrize(
    ("article", "said"),
    [
        (Article(id="a", body="Tin."), "“Bài không có tiêu đề”"),
        (Article(id="a", title="Tin", url="javascript:alert(1)"), "“Tin”"),
        (Article(id="a", title="Tin", published=date(2020, 2, 3)), "“Tin”, ngày 3-2-2020"),
    ],
)
def test_citation_leaves_out_what_is_not_known(article: Article, said: str) -> None:
    assert newspaper(article) == said


def test_bibtex_keeps_vietnamese_names_whole() -> None:
    assert bibtex(BRIDGE).splitlines() == [
        "@article{quyen2021-khoi-cong-cau,",
        "  author = {{Trịnh Quyên} and {Lam Hạ}},",
        "  title = {{Khởi công cầu Bến Trúc sau mười năm}},",
        "  journal = {Báo Hà Yên},",
        "  date = {2021-07-07},",
        "  year = {2021},",
        "  month = {7},",
        "  url = {https://baohayen.example/cau_%7B1%7D.html?a=1&b=50%25},",
        "  language = {vietnamese}",
        "}",
    ]


def test_bibtex_of_a_text_without_a_paper_is_for_any_kind_of_source() -> None:
    assert bibtex(Article(id="a", body="Tin.")).startswith("@misc{khobao,\n  title = ")


def test_what_tex_would_act_on_is_printed() -> None:
    hostile = Article(id="a", title=r"100% & \input{x} $1_2^3~ #}", authors=("A and B",))
    title = r"100\% \& \textbackslash{}input\textbraceleft{}x\textbraceright{} \$1\_2"
    assert rf"title = {{{{{title}\textasciicircum{{}}3" in bibtex(hostile)
    assert "author = {{A and B}}" in bibtex(hostile)


def test_key_is_of_ascii_letters_whatever_the_names() -> None:
    assert key(Article(id="a", title="Đường “mới”, cầu cũ", authors=("Vũ Đức Ân",))) == (
        "an-duong-moi-cau"
    )
    assert key(Article(id="a", title="<\u202e>", source="Báo Đất Việt")) == "viet"


def test_lone_brace_leaves_the_entry_whole() -> None:
    entry = bibtex(Article(id="a", title="Dấu { lẻ", source="Báo } x"))
    assert entry.count("{") == entry.count("}")


ACCESSED = date(2026, 11, 29)


def test_day_of_access_is_told_with_an_address_only() -> None:
    assert newspaper(BRIDGE, ACCESSED).endswith("b=50%25, truy cập ngày 29-11-2026")
    assert newspaper(Article(id="a", title="Tin"), ACCESSED) == "“Tin”"
    assert "  urldate = {2026-11-29}" in bibtex(BRIDGE, ACCESSED)
    assert "urldate" not in bibtex(Article(id="a", title="Tin"), ACCESSED)


def test_theses_name_the_year_behind_the_authors() -> None:
    assert thesis(BRIDGE, ACCESSED) == (
        "Trịnh Quyên, Lam Hạ (2021), “Khởi công cầu Bến Trúc sau mười năm”, Báo Hà Yên, ngày "
        "7-7-2021, https://baohayen.example/cau_{1}.html?a=1&b=50%25, truy cập ngày 29-11-2026."
    )
    unsigned = Article(id="a", title="Tin", source="Báo Hà Yên", published=date(2020, 2, 3))
    assert thesis(unsigned) == "Báo Hà Yên (2020), “Tin”, ngày 3-2-2020."
    assert thesis(Article(id="a", title="Tin", authors=("Lam Hạ",))) == (
        "Lam Hạ (không rõ năm), “Tin”."
    )
    assert thesis(Article(id="a", title="Tin")) == "“Tin”."


def test_apa_turns_vietnamese_names_round_and_no_others() -> None:
    assert apa(BRIDGE) == (
        "Trịnh, Q., & Lam Hạ. (2021, July 7). Khởi công cầu Bến Trúc sau mười năm. Báo Hà Yên. "
        "https://baohayen.example/cau_{1}.html?a=1&b=50%25"
    )
    several = Article(id="a", title="Ai đã đi?", authors=("Nguyễn Thị Bé", "Minh An", "P.V"))
    assert apa(several) == "Nguyễn, T. B., Minh An, & P.V. (n.d.). Ai đã đi?"
    undated = Article(id="a", title="Tin", url="https://a.example/1")
    assert apa(undated, ACCESSED) == (
        "Tin. (n.d.). Retrieved November 29, 2026, from https://a.example/1"
    )


def test_apa_names_twenty_authors_at_most() -> None:
    crowd = tuple(f"Lam Hạ {number}" for number in range(1, 31))
    said = apa(Article(id="a", title="Tin", authors=crowd))
    assert "Lam Hạ 19, … Lam Hạ 30. (n.d.)" in said
    assert "Lam Hạ 20" not in said
    assert ", & Lam Hạ 20. " in apa(Article(id="a", title="Tin", authors=crowd[:20]))


def test_ris_tells_each_thing_by_its_tag() -> None:
    full = replace(BRIDGE, category="Xã hội", summary="Sau\nmười năm.", tags=("cầu", "đường"))
    assert ris(full, ACCESSED).split("\r\n") == [
        "TY  - NEWS",
        "AU  - Trịnh, Quyên",
        "AU  - Lam Hạ",
        "TI  - Khởi công cầu Bến Trúc sau mười năm",
        "T2  - Báo Hà Yên",
        "SE  - Xã hội",
        "PY  - 2021",
        "DA  - 2021/07/07",
        "AB  - Sau mười năm.",
        "KW  - cầu",
        "KW  - đường",
        "UR  - https://baohayen.example/cau_{1}.html?a=1&b=50%25",
        "Y2  - 2026/11/29",
        "LA  - vi",
        "AN  - cau",
        "ER  - ",
        "",
    ]


@given(st.builds(Article, id=st.text(min_size=1), title=st.text(), source=st.text()))
def test_no_text_ends_a_record_of_ris_early_or_begins_another(article: Article) -> None:
    lines = ris(article).split("\r\n")
    assert [line[:6] for line in lines if line[:2] in {"TY", "ER"}] == ["TY  - ", "ER  - "]
    assert all(re.match("[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    assert not set("".join(lines)) & set("\r\n\x00\x1b")


def test_entries_of_one_file_have_keys_of_their_own() -> None:
    seen: set[str] = set()
    entries = [
        bibtex(Article(id=id, title=title), seen=seen)
        for id, title in (("a", "Tin 2"), ("b", "Tin"), ("c", "Tin"), ("d", "Tin"))
    ]
    keys = [entry.partition("{")[2].partition(",")[0] for entry in entries]
    assert keys == ["khobao-tin-2", "khobao-tin", "khobao-tin-3", "khobao-tin-4"]


def test_family_names_are_single_syllables_with_a_capital() -> None:
    assert all(re.fullmatch(r"\w+", name) and name.istitle() for name in FAMILY_NAMES)
