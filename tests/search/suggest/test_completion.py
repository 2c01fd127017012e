"""Completion offers what the archive holds, for what was typed so far."""

from __future__ import annotations

import unicodedata

import pytest
from helpers.archives import MakeArchive
from hypothesis import given, settings
from hypothesis import strategies as st

import index
import search

_COUNCIL = "Kỳ họp Hội đồng nhân dân tỉnh Hạ Giang bàn về chính sách mới."
_POLITICS = "Bộ Chính trị họp. Bài học chính trị cho cán bộ xã."


def texts(completions: list[search.Completion], *kinds: str) -> list[str]:
    return [one.text for one in completions if not kinds or one.kind in kinds]


@pytest.fixture
def archive(make_archive: MakeArchive) -> search.Archive:
    council = [
        {"id": f"c{i}", "body": _COUNCIL, "published": f"2020-01-{i + 1:02}"} for i in range(4)
    ]
    politics = [
        {"id": f"p{i}", "body": _POLITICS, "published": f"2021-01-{i + 1:02}"} for i in range(3)
    ]
    bridge = {"id": "b", "title": "Thông xe cầu Bến Trúc sau bốn năm", "body": "Xe đã qua cầu."}
    return make_archive(*council, *politics, bridge)


@pytest.mark.parametrize("typed", ["hoi dong nh", "hội đồng nh", "Hội Đồng Nh", "HOI DONG NHAN D"])
def test_a_phrase_goes_on_to_its_end(typed: str, archive: search.Archive) -> None:
    assert texts(archive.suggest(typed))[0].startswith("hội đồng nhân dân")


@pytest.mark.parametrize("typed", ["chinh t", "chính t", "chính tr", "bo chinh t"])
def test_marks_may_be_left_out(typed: str, archive: search.Archive) -> None:
    assert any("chính trị" in text for text in texts(archive.suggest(typed), "word", "phrase"))


@pytest.mark.parametrize(
    "typed",
    [
        "hội đồng nhan",
        "hoi đồng nhan d",
        "hôi đồng nhan",
        "hôi đông nhân d",
        "hoi dong nhan dan tinh ha gia",
        "hội đong nhan dan tỉnh ha gi",
    ],
)
def test_all_marks_that_were_left_out_are_put_in(typed: str, archive: search.Archive) -> None:
    [first, *_] = texts(archive.suggest(typed), "word", "phrase")
    assert f"{first} ".startswith("hội đồng nhân dân ")
    assert ("hạ giang" in first) == ("gi" in typed)


def test_marks_are_put_in_in_the_letter_case_that_was_typed(archive: search.Archive) -> None:
    [first, *_] = texts(archive.suggest("Hoi dong nhan dan tinh ha gi"))
    assert first.startswith("Hội đồng nhân dân tỉnh hạ giang")


def test_marks_that_were_typed_stay(make_archive: MakeArchive) -> None:
    articles = [
        {"id": str(n), "body": "Mùi hôi trong chợ. Hội đồng họp ở xã. Hội đồng trường."}
        for n in range(5)
    ]
    archive = make_archive(*articles)
    assert texts(archive.suggest("mùi hôi tr"))[0] == "mùi hôi trong chợ"
    assert texts(archive.suggest("hoi đồng tr"))[0] == "hội đồng trường"
    # Behind punctuation something else begins, which tells no marks of what stands before.
    assert texts(archive.suggest("mui, hội đồng tr"))[0] == "mui, hội đồng trường"


def test_a_mark_that_is_not_typed_yet_is_no_other_mark(archive: search.Archive) -> None:
    assert texts(archive.suggest("hôi"))[0].startswith("hội")
    assert not any("hội" in text for text in texts(archive.suggest("hồi"), "word", "phrase"))


def test_decomposed_letters_are_the_same(archive: search.Archive) -> None:
    typed = "hội đồng nh"
    decomposed = unicodedata.normalize("NFD", typed)
    assert texts(archive.suggest(decomposed)) == texts(archive.suggest(typed))


def test_headlines_follow_words(archive: search.Archive) -> None:
    found = archive.suggest("cau ben tr")
    assert texts(found, "headline") == ["Thông xe cầu Bến Trúc sau bốn năm"]
    assert [one.id for one in found if one.kind == "headline"] == ["b"]
    assert [one.kind for one in found] == sorted((one.kind for one in found), key="headline".__eq__)


def test_words_of_a_headline_may_be_left_out(archive: search.Archive) -> None:
    assert texts(archive.suggest("thong xe ben truc s"), "headline")


def test_what_stands_before_is_kept(archive: search.Archive) -> None:
    for typed in ('+cầu "chính t', "title:chính t", "muối, biển (xưa) chinh t"):
        for text in texts(archive.suggest(typed), "word", "phrase"):
            assert text.startswith(typed[:-7] + "chính t")
        assert texts(archive.suggest(typed), "headline") == []


def test_the_newest_count_as_much_as_all(make_archive: MakeArchive) -> None:
    old = [
        {"id": f"o{i}", "body": f"Hội nghị số {i}.", "published": f"1999-01-{i % 28 + 1:02}"}
        for i in range(400)
    ]
    new = [
        {"id": f"n{i}", "body": f"Hội thảo số {i}.", "published": f"2021-01-{i % 28 + 1:02}"}
        for i in range(160)
    ]
    archive = make_archive(*old, *new)
    words = texts(archive.suggest("hội "), "word", "phrase")
    assert words.index("hội thảo") < words.index("hội nghị")


@pytest.mark.parametrize("typed", ["", " ", "?!", "(", '"', "zzzq", "zzz zz", "1", "@@", "\ud800"])
def test_nothing_to_complete_is_no_error(typed: str, archive: search.Archive) -> None:
    assert archive.suggest(typed) == []


def test_at_most_as_many_as_are_wanted(archive: search.Archive) -> None:
    for limit in range(9):
        assert len(archive.suggest("c", limit=limit)) <= limit
    with pytest.raises(search.QueryError):
        archive.suggest("c", limit=-1)


def test_an_empty_archive_completes_nothing(tmp_path, make_input) -> None:  # type: ignore[no-untyped-def]
    import index  # noqa: PLC0415

    index.reindex([make_input()], tmp_path / "empty", allow_empty=True)
    with search.open(tmp_path / "empty") as empty:
        assert empty.suggest("chinh") == []


@settings(max_examples=300, deadline=None)
@given(typed=st.text(max_size=40))
def test_any_text_can_be_completed(typed: str, sample: search.Archive) -> None:
    for one in sample.suggest(typed):
        assert one.text
        assert one.kind in ("word", "phrase", "headline")
        assert (one.id is not None) == (one.kind == "headline")


def test_what_is_offered_is_in_the_archive(sample: search.Archive) -> None:
    for typed in ("c", "ch", "chi", "công t", "cong t", "hoi d", "mat tr", "b", "ben t"):
        for one in sample.suggest(typed):
            if one.kind == "headline":
                assert sample.article(one.id or "") is not None
            else:
                assert sample.search(f'"{one.text}"').total


def test_damage_that_tells_words_from_phrases_is_the_archives(
    archive: search.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> str:
        raise ValueError("bytes 0 to 4096 of a.seg are not what was written")

    with monkeypatch.context() as patch:
        patch.setattr("search.suggest.completion._kind", damaged)
        with pytest.raises(index.ArchiveError, match=r"damaged.*bytes 0 to 4096 of a\.seg"):
            archive.suggest("hoi dong nh")
    assert archive.suggest("hoi dong nh")
