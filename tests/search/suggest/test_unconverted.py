"""Keys of Telex and VNI are read as letters at once where they can only be Vietnamese."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.archives import MakeArchive
from hypothesis import given
from hypothesis import strategies as st

import search
from index.vietnamese.spelling import clean
from search import NoteCode
from search.query.parser import parse
from search.query.respelling import Change, respelled, respelled_clean

BODY = "Hội đồng nhân dân xã họp bàn giữ rừng. Giá chè tăng, bà con trồng thêm chè trên nương."


@pytest.fixture
def archive(make_archive: MakeArchive) -> search.Archive:
    return make_archive(
        *({"id": str(n), "title": "Họp xã", "body": BODY} for n in range(5)),
        {
            "id": "max",
            "title": "Xe Max",
            "body": "Xe điện Max Dunx chạy qua chợ, mã vạch dán ngoài.",
        },
        {"id": "heo", "body": "Bà con nuôi lợn."},
    )


def codes(results: search.Results) -> list[NoteCode]:
    return [note.code for note in results.notes]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hooji ddoongf", "hội đồng"),
        ("hooij ddoongf nhaan daan xax", "hội đồng nhân dân xã"),
        ("hoi65 d9o62ng nha6n da6n", "hội đồng nhân dân"),
        ("HOOJI DDOONGF", "HỘI ĐỒNG"),
        ("Hooji ddoongf nhân dân", "Hội đồng nhân dân"),
        ("giuwx ruwfng", "giữ rừng"),
        ("Gias chef tawng", "Giá chè tăng"),
        ("rwfng", "rừng"),
        ("chef", "chè"),
        ('"hooji ddoongf" AND nhaan', '"hội đồng" AND nhân'),
        ("title:hopj", "title:họp"),
        ("hội đồng nhân dân", None),
        ("hoi dong nhan dan", None),
        ("max", None),
        ("xe dunx", None),
        ("covid 19", None),
        ("sars cov 2", None),
        ("", None),
    ],
)
def test_keys_are_read_where_they_can_only_be_vietnamese(
    archive: search.Archive, typed: str, meant: str | None
) -> None:
    results = archive.search(typed)
    assert results.applied == meant or NoteCode.KEYSTROKES not in codes(results)
    assert (NoteCode.KEYSTROKES in codes(results)) == (meant is not None)
    if meant is not None:
        other = archive.search(meant)
        assert results.total == other.total > 0
        assert [hit.to_dict() for hit in results] == [hit.to_dict() for hit in other]
        assert results.is_corrected
        assert results.query == results.to_dict()["query"] == typed
        assert results.to_dict()["applied"] == meant


def test_what_the_archive_holds_as_typed_is_no_keys(archive: search.Archive) -> None:
    assert archive.search("max chợ").applied is None
    assert archive.search("dunx giuwx ruwfng").applied == "dunx giữ rừng"


def test_a_name_that_the_archive_lacks_stays_a_name(archive: search.Archive) -> None:
    # As keys it would be mả, which stands beside neither of its neighbours anywhere.
    assert archive.search("xe mar chợ").applied is None
    assert archive.search("hộp giuX rừng").applied is None  # capitals within


def test_the_result_as_typed_can_be_had(archive: search.Archive) -> None:
    results = archive.search("hooji ddoongf", as_typed=True)
    assert (results.applied, results.total, results.notes) == (None, 0, [])
    assert results.suggestion == "hội đồng"
    # Nor is another spelling tried where nothing is found.
    assert archive.search('"hội đòng"').applied is not None
    assert archive.search('"hội đòng"', as_typed=True).applied is None


def test_every_count_is_of_what_was_applied(archive: search.Archive) -> None:
    typed, meant = "hooji ddoongf", "hội đồng"
    assert len(list(archive.export(typed))) == len(list(archive.export(meant))) == 5
    assert list(archive.export(typed, as_typed=True)) == []
    assert archive.timeline(typed).to_dict()["total"] == 5
    assert archive.timeline(typed, as_typed=True).to_dict()["total"] == 0
    compared = archive.compare([typed, "lợn"]).to_dict()["series"]
    assert [one["total"] for one in compared] == [5, 1]
    assert archive.distinctive(typed) == archive.distinctive(meant) != []
    assert archive.distinctive(typed, as_typed=True) == []


def test_notes_and_synonyms_point_into_what_was_typed(make_archive: MakeArchive) -> None:
    articles = [
        {"id": str(n), "body": f"Hợp tác xã (HTX) trồng chè. HTX số {n}. {BODY}"} for n in range(4)
    ]
    typed = "chef howjp tacs xax"
    results = make_archive(*articles).search(typed)
    assert results.applied == "chè hợp tác xã"
    [synonym] = results.synonyms
    assert typed[synonym.start : synonym.end] == "howjp tacs xax"
    notes = {note.code: typed[note.start : note.end] for note in results.notes}
    assert notes == {NoteCode.KEYSTROKES: typed, NoteCode.SYNONYMS: "howjp tacs xax"}


def test_what_is_left_may_still_be_suggested(make_archive: MakeArchive) -> None:
    archive = make_archive(*({"id": str(n), "body": f"{BODY} " * 3} for n in range(60)))
    results = archive.search("hooji ddoongf nhâm dân")
    assert results.applied == "hội đồng nhâm dân"
    assert results.suggestion == "hội đồng nhân dân"


@given(
    st.text("aăđ\u200b q", max_size=12),
    st.lists(st.integers(0, 12), max_size=6, unique=True).map(sorted),
    st.text("abế", min_size=1, max_size=3),
)
def test_a_respelled_text_knows_where_it_was_typed(text: str, cuts: list[int], new: str) -> None:
    cleaned = clean(text)
    places = [cleaned.span(at, at + 1) for at in range(len(cleaned.text))]
    edges = [places[at][0] for at in cuts if at < len(places)]
    changes = [Change(start, end, new) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    found = respelled_clean(cleaned, changes)
    assert found.text == clean(respelled(text, changes)).text
    for at, character in enumerate(found.text):
        start, end = found.span(at, at + 1)
        inside = [one for one in changes if (one.start, one.end) == (start, end)]
        assert inside or clean(text[start:end]).text == character


def test_a_query_with_changes_is_read_as_if_it_had_been_typed_so() -> None:
    typed = 'hooji -"ddoongf" OR (nhaan)'
    changes = [Change(0, 5, "hội"), Change(8, 15, "đồng"), Change(21, 26, "nhân")]
    other = parse(respelled(typed, changes))
    parsed = parse(typed, changes=changes)
    assert parsed.bag == other.bag
    assert [typed[slice(*span)] for span in parsed.spans] == ["hooji", "nhaan"]
    assert parsed.text == typed


def test_a_small_folder_of_articles_reads_keys_too(tmp_path: Path, archive: search.Archive) -> None:
    assert archive.search("vajch").applied == "vạch"  # one article holds it
