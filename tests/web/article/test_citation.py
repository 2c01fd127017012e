"""How an article is cited."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from index import Article
from web.article.citation import bibtex, key, plain

BRIDGE = Article(
    id="cau",
    title="Khởi công cầu Bến Trúc sau\nmười năm",
    published=datetime(2021, 7, 6, 20, 30, tzinfo=timezone.utc),
    source="Báo Hà Yên",
    authors=("Trịnh Quyên", "Lam Hạ"),
    url="https://baohayen.example/cau_{1}.html?a=1&b=50%25",
)


def test_citation_is_one_line_with_the_day_in_vietnam() -> None:
    assert plain(BRIDGE) == (
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
    assert plain(article) == said


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
