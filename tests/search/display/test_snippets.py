"""Snippets show the original text with the right words marked."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.archives import MakeArchive

import index
import search
from index.articles.article import Article
from search.display.spans import marked_html


def marked(hit: search.Hit) -> list[str]:
    return [s.text[start:end] for s in hit.snippets for start, end in s.spans]


def first(archive: search.Archive, typed: str) -> search.Hit:
    return archive.search(typed).hits[0]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("hòa bình", ["Hoà bình"]),
        ("hoà bình", ["Hoà bình"]),
        ("HÒA BÌNH", ["Hoà bình"]),
        ("hoa binh", ["Hoà bình"]),
        ("hòa binh", ["Hoà bình"]),
        ('"hoà bình"', ["Hoà bình"]),
        ("hòa* AND b?nh", ["Hoà bình"]),
    ],
)
def test_matches_are_marked_however_the_query_was_typed(
    typed: str, expected: list[str], make_archive: MakeArchive
) -> None:
    archive = make_archive({"id": "a", "body": "Khách đến Hoà bình rất đông."})
    assert marked(first(archive, typed)) == expected


def test_a_syllable_typed_without_marks_marks_only_the_forms_beside_its_neighbour(
    make_archive: MakeArchive,
) -> None:
    body = "Công tác dân vận ở xã. Người dân mừng. Đàn bò vạn con, vần công."
    archive = make_archive({"id": "a", "body": body})
    assert marked(first(archive, "dan van")) == ["dân vận", "dân"]


def test_other_marks_are_marked_where_the_article_has_none_as_typed(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive({"id": "a", "body": "Chợ phiên đông vui."})
    assert marked(first(archive, "chờ phiến")) == ["Chợ phiên"]


def test_a_quoted_phrase_marks_no_lone_syllable(make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "a", "body": "Mặt trận họp. Mặt hàng đủ. Ra trận."})
    assert marked(first(archive, '"mặt trận"')) == ["Mặt trận"]


def test_the_title_is_marked(make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "a", "title": "Hội vật làng Tràng Khúc", "body": "Rộn ràng."})
    hit = first(archive, "hoi vat")
    assert [hit.article.title[start:end] for start, end in hit.title_spans] == ["Hội vật"]
    assert hit.title_html() == "<mark>Hội vật</mark> làng Tràng Khúc"


def test_at_most_three_fragments_in_reading_order(make_archive: MakeArchive) -> None:
    sentence = "Chiều nay hội nghị bàn về mùa vụ và đường sá trong xã vùng cao. "
    archive = make_archive(
        {"id": "a", "summary": sentence, "body": sentence * 9, "captions": [sentence.strip()]}
    )
    found = first(archive, "hội nghị mùa vụ").snippets
    assert 1 <= len(found) <= 3
    places = [(["summary", "body", "captions[0]"].index(s.field), s.start) for s in found]
    assert places == sorted(places)


def test_fragments_prefer_what_shows_more_of_the_query(make_archive: MakeArchive) -> None:
    filler = "Bà con trong bản đang chuẩn bị cho phiên họp tới của hợp tác xã nông nghiệp. "
    body = filler * 5 + "Cầu treo Pa Ngòi đã thông xe trong niềm vui của hơn hai trăm hộ dân. "
    archive = make_archive({"id": "a", "body": body + filler * 5})
    texts = [snippet.text for snippet in first(archive, "cầu treo thông xe trong bản").snippets]
    assert any("Cầu treo Pa Ngòi đã thông xe" in text for text in texts)


def test_fragments_are_cut_at_words_and_of_bounded_length(make_archive: MakeArchive) -> None:
    body = "mở đầu " + "rất dài " * 200 + "hội nghị " + "rất dài " * 200
    archive = make_archive({"id": "a", "body": body})
    for snippet in first(archive, "hội nghị").snippets:
        assert len(snippet.text) <= 240
        end = snippet.start + len(snippet.text)
        assert snippet.start == 0 or body[snippet.start - 1].isspace()
        assert end == len(body) or body[end].isspace()


def test_fragments_keep_within_a_text_of_one_endless_word(make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "a", "body": "x" * 5000 + " hội nghị " + "y" * 5000})
    assert all(len(s.text) <= 240 for s in first(archive, "hội nghị").snippets)
    assert marked(first(archive, "hội nghị")) == ["hội nghị"]


def test_without_a_match_the_beginning_is_shown(make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "a", "title": "Bản tin", "body": "\n  Chợ phiên đông vui."})
    [snippet] = first(archive, "bản tin").snippets
    assert (snippet.field, snippet.start, snippet.text) == ("body", 3, "Chợ phiên đông vui.")
    assert snippet.spans == []


def test_decomposed_text_is_marked_at_its_own_offsets(make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "a", "body": "Ho\u0323\u0302i nghi\u0323 bàn."})
    [snippet] = first(archive, "hoi nghi").snippets
    assert snippet.html() == "<mark>Ho\u0323\u0302i nghi\u0323</mark> bàn."


def test_html_is_escaped_inside_and_outside_of_matches(tmp_path: Path) -> None:
    article = Article("a", body="<script>alert('hội')</script> & “hội nghị”")
    index.reindex([article], tmp_path / "archive", workers=0)
    archive = search.open(tmp_path / "archive")
    [snippet] = first(archive, "hội").snippets
    assert "<script>" not in snippet.html()
    assert "&lt;script&gt;" in snippet.html()
    assert marked_html('a<b>"c"', [(1, 4)]) == "a<mark>&lt;b&gt;</mark>&quot;c&quot;"


def test_hyphens_within_a_match_are_marked_with_it(make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "a", "body": "Phòng dịch Covid -19 trong xã."})
    assert marked(first(archive, "covid 19")) == ["Covid -19"]


def test_conditions_on_hidden_fields_mark_nothing(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "a", "body": "Báo bạn, chính trị.", "authors": ["Bé"], "category": "Chính trị"}
    )
    assert marked(first(archive, "author:b*")) == []
    assert marked(first(archive, 'category:"chính trị"')) == []


def test_a_phrase_with_slop_marks_what_matched(make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "a", "body": "cá bơi cá về bến. Cá."})
    assert marked(first(archive, '"cá bến"~2')) == ["cá", "bến"]
    archive = make_archive({"id": "a", "body": "cầu mới mới xa mở"})
    assert marked(first(archive, '"cầu mới mở"~2')) == ["cầu", "mới", "mở"]


@pytest.mark.parametrize("unit", [".", "!", "….", "một,", ". ", "dân. ", "\n", "“", "- "])
def test_snippets_of_any_run_take_linear_time(unit: str, make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "a", "body": "Mục lục " + unit * 40_000 + " dân vận một"})
    assert archive.search("dân vận một").seconds < 3


def test_highlighting_covers_the_whole_article(sample: search.Archive) -> None:
    article = sample.article("bhg-2021-0707-dan-van")
    spans = sample.highlight(article, "dan van")
    found = {article.body[start:end].lower() for start, end in spans["body"]}
    assert "dân vận" in found
    assert set(spans) == {"title", "summary", "body"} | {
        f"captions[{i}]" for i in range(len(article.captions))
    }


def test_fragments_that_repeat_each_other_are_shown_once(make_archive: MakeArchive) -> None:
    sentence = "Chiều nay hội nghị bàn về mùa vụ và đường sá trong xã vùng cao."
    archive = make_archive({"id": "a", "summary": sentence, "body": sentence + " Trời mưa."})
    assert len(first(archive, "hội nghị mùa vụ").snippets) == 1


def test_a_match_longer_than_a_fragment_is_cut(make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "a", "body": "hội" * 5000})
    [snippet] = first(archive, "hội*").snippets
    assert snippet.text == ("hội" * 100)[: len(snippet.text)]
    assert snippet.spans == [(0, len(snippet.text))]


def test_other_hits_tell_which_form_a_lone_syllable_means(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "a", "body": "Mặt trận họp bàn. Trận đấu trên mặt sân."},
        {"id": "b", "body": "Nhiều người mất việc. Bề mặt ruộng khô. Họ Trần đông."},
    )
    hits = {hit.article.id: hit for hit in archive.search("mat tran")}
    assert marked(hits["b"]) == ["mặt"]
    spans = archive.highlight(archive.article("b"), "mat tran")["body"]
    assert [hits["b"].article.body[start:end] for start, end in spans] == ["mặt"]
