"""What is written with spaces, without, or with hyphens is found in the other ways, too."""

from __future__ import annotations

import pytest
from helpers.archives import MakeArchive

import search
from index.vietnamese.legacy_syllables import is_unmarked_syllable

# Invented names, each as it is typed and as it is printed.
NAMES = [
    ("Xu-lan", "Xulan"),
    ("Brơ-ma", "Brơma"),
    ("Gri-đô-na", "Griđona"),
    ("O-crai-ta", "Ocraita"),
    ("MuongKhao Air", "Muong Khao Air"),
    ("Ben Trucbank", "BenTrucBank"),
    ("bảnlấu", "Bản Lấu"),
    ("banlau", "Bản Lấu"),
    ("muongkhao", "Mường Khao"),
    ("chexanhbanlau", "chè xanh Bản Lấu"),
]
OTHER = {"id": "other", "title": "Cầu treo", "body": "Bà con góp công làm cầu treo qua suối."}
BOTH = ({"id": "hyphen", "body": "Ông Xu-lan nói."}, {"id": "joined", "body": "Ông Xulan nói."})
# Looks like a name that has lost its spaces, but for one thing each.
NO_NAMES = ["toán", "hoang", "khoai", "nghieng", "u23", "a" * 200, "-", "a-"]


def ids(results: search.Results) -> set[str]:
    return {hit.article.id for hit in results if not hit.beyond}


@pytest.mark.parametrize(("typed", "printed"), [*NAMES, *((b, a) for a, b in NAMES[:4])])
@pytest.mark.parametrize("match", ["best", "all", "any"])
def test_a_name_is_found_however_it_is_spaced(
    typed: str, printed: str, match: str, make_archive: MakeArchive
) -> None:
    text = f"Hôm qua {printed} mở cửa."
    archive = make_archive({"id": "name", "title": "Tin", "body": text}, OTHER)
    results = archive.search(typed, match=match)
    assert ids(results) == {"name"}
    (hit,) = [hit for hit in results if hit.article.id == "name"]
    assert f"<mark>{printed}</mark>" in hit.snippets[0].html()
    if match == "best":
        assert results.synonyms
        parts = hit.explain()
        assert sum(part.score for part in parts) == pytest.approx(hit.score)
        assert any(part.typed for part in parts)
    off = archive.search(typed, match=match, ranking=search.Ranking(spacing=0))
    assert off.synonyms == []


@pytest.mark.parametrize("typed", ["Xu-lan", "Xulan", "xu-lan", "xulan", "XULAN", "ông Xu-lan"])
def test_both_ways_to_write_a_name_are_matches(typed: str, make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "hyphen", "body": "Ông Xu-lan nói."},
        {"id": "joined", "body": "Ông Xulan nói."},
        OTHER,
    )
    assert ids(archive.search(typed)) == {"hyphen", "joined"}


def test_what_was_quoted_with_hyphens_may_be_printed_without(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "hyphen", "body": "Ông Xu-lan nói."},
        {"id": "joined", "body": "Ông Xulan nói."},
        OTHER,
    )
    assert ids(archive.search('"ông Xu-lan nói"')) == {"hyphen", "joined"}
    assert ids(archive.search('"Xulan"')) == {"joined"}
    assert ids(archive.search('"xu lan"')) == {"hyphen"}
    (hit,) = [hit for hit in archive.search('"Xu-lan"') if hit.article.id == "joined"]
    assert "<mark>Xulan</mark>" in hit.snippets[0].html()
    assert archive.search('"Xu-lan"').synonyms == []


def test_hyphens_between_words_join_nothing(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "1", "body": "Bến-Trúc phát triển kinh tế-xã hội, Hội Việt-Lào họp, 2021-2026."},
        {"id": "2", "body": "Toan tính của ho ang, to-an."},
    )
    for typed in ("kinh tế-xã", "Việt-Lào", "Bến-Trúc", "2021-2026", '"Việt-Lào"', "to-an"):
        assert archive.search(typed).synonyms == []
    assert ids(archive.search('"to-an"')) == {"2"}
    assert ids(archive.search('"kinh tế-xã hội"')) == {"1"}


def test_what_is_mostly_written_apart_is_left_alone(make_archive: MakeArchive) -> None:
    apart = [{"body": f"Số {n}: chợ Đắk Lung đông."} for n in range(9)]
    archive = make_archive(*apart, {"id": "address", "body": "Thư gửi chodaklung và đắklung."})
    assert archive.search("Đắk Lung").synonyms == []
    assert archive.search("dak lung").synonyms == []
    assert archive.search("đắklung").synonyms[0].forms == ("đắk lung",)


def test_letters_that_stand_side_by_side_by_chance_are_no_name(make_archive: MakeArchive) -> None:
    chance = [{"body": f"Lần {n}, bà ra đi ở phía sau, bà đi ô đen."} for n in range(3)]
    common = [{"body": f"Bà {n} ra chợ, đi xa, ở lại, chuông đeo."} for n in range(30)]
    named = [{"body": f"Máy radio số {n}."} for n in range(9)]
    archive = make_archive(*chance, *common, *named)
    assert archive.search("radio").synonyms == []


@pytest.mark.parametrize(
    "typed", ["toán", "hoang", "khoai", "nghieng", "u23", "a" * 200, "-", "a-"]
)
def test_a_syllable_is_not_taken_apart(typed: str, make_archive: MakeArchive) -> None:
    archive = make_archive({"body": "Tổ án, ho àng, kho ai, nghi eng, u 23, a a a a."}, OTHER)
    assert archive.search(typed).synonyms == []


def test_unmarked_syllables_are_told_from_other_words() -> None:
    assert all(map(is_unmarked_syllable, ("viet", "nghieng", "dak", "y", "hoa")))
    assert not any(map(is_unmarked_syllable, ("việt", "jet", "putin", "banlau", "")))


def test_a_long_text_is_looked_at_within_bounds(make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "name", "body": "Hãng Ben Truc bay."}, OTHER)
    typed = " ".join(f"Zet{chr(97 + n % 26)}{n}-wax" for n in range(200))
    assert archive.search(typed, match="any").total == 0
    assert ids(archive.search(f"bentruc {typed}", match="any")) == {"name"}
