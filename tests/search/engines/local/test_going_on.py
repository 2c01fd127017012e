"""A snapshot goes on from what the one before had read and worked out, and answers as any other."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import index
import search
from search.engines.local.worked_out import WorkedOut

WORDS = ["bến", "cá", "đò", "chợ", "phiên", "sớm", "mai", "vải", "cầu", "đường", "lúa"]
WORDS += ["HTX", "xã", "huyện", "Bến", "ben"]
SOURCES = ["Báo Sông Thao", "BÁO SÔNG THAO", "Tin Tỉnh", "Vải Chín"]


def article(source: random.Random, id: str) -> dict[str, Any]:
    words = source.choices(WORDS, k=source.randint(4, 40))
    made = {
        "id": id,
        "title": " ".join(words[:4]),
        "body": " ".join(words) + " hợp tác xã (HTX) " * source.randint(0, 1),
        "source": source.choice(SOURCES),
        "authors": source.sample(["Lò Văn Mai", "Vi Thị Lan", "lò văn mai"], 2),
    }
    if source.random() < 0.8:
        made["published"] = f"20{source.randint(10, 25)}-0{source.randint(1, 9)}-1{id[-1]}"
    return made


def told(archive: search.Archive) -> dict[str, Any]:
    """What an archive says when it is asked for a bit of everything."""
    snapshot = archive.snapshot()
    language = snapshot.language
    terms = list(language.marked.terms)
    found: dict[str, Any] = {
        "terms": terms,
        "counts": [language.marked.counts.tolist(), language.marked.articles.tolist()],
        "folded": [list(language.folded.terms), language.folded.counts.tolist()],
        "folds": language.folded_terms,
        "followers": [
            [one.tolist() for one in language.marked.followers(number)]
            for number in range(len(terms))
        ],
        "near": [language.near(term, 2) for term in WORDS],
        "near folded": [language.near_folded("ca", 2), language.beginning("b").tolist()],
        "completions": [archive.suggest(typed) for typed in ("b", "ben", "bến c", "cho ph")],
        "abbreviations": snapshot.abbreviations(),
        "values": snapshot.values("author").spelling("LÒ VĂN MAI"),
        "words": sorted(word.text for word in archive.distinctive("chợ", limit=50)),
        "groups": [
            sorted(other.id for other in archive.near_duplicates(hit.article.id))
            for hit in archive.search("", limit=50).hits
        ],
    }
    queries = (
        "",
        "bến cá",
        "cho phien",
        "c*",
        "*ợ",
        "bên~",
        "nguồn:Vải Chín",
        "published:2015",
        "HTX",
    )
    for query in queries:
        for sort in ("relevance", "newest", "oldest"):
            results = archive.search(query, limit=50, sort=sort, group=sort == "oldest")
            found[f"{query} {sort}"] = (
                [(hit.article.id, round(hit.score, 9)) for hit in results.hits],
                results.total,
                results.groups,
                results.facets,
            )
    found["timeline"] = archive.timeline("chợ", every="year").to_dict()
    return found


@pytest.mark.parametrize("seed", range(3))
def test_answers_after_updates_are_those_of_an_archive_that_is_opened_anew(
    make_input: Callable[..., Path], tmp_path: Path, seed: int
) -> None:
    source = random.Random(seed)
    folder = tmp_path / "archive"
    index.reindex([make_input(*(article(source, str(n)) for n in range(40)))], folder, workers=0)
    for n in range(3):
        more = [article(source, str(40 + 20 * n + at)) for at in range(4 if n else 20)]
        index.update([make_input(*more)], folder, workers=0)
    with search.open(folder) as archive:
        assert told(archive)
        for step in range(4):
            if step == 2:
                index.delete([str(number) for number in range(0, 36, 5)], folder)
            else:
                changed = [article(source, str(source.randint(0, 65))) for _ in range(2)]
                index.update([make_input(*changed)], folder, workers=0)
            with search.open(folder) as anew:
                assert told(archive) == told(anew)


def test_what_was_read_of_a_segment_stays(make_input: Callable[..., Path], tmp_path: Path) -> None:
    source = random.Random(7)
    folder = tmp_path / "archive"
    index.reindex([make_input(*(article(source, str(n)) for n in range(40)))], folder, workers=0)
    with search.open(folder) as archive:
        before = archive.snapshot().segments[0]
        index.update([make_input(article(source, "3"))], folder, workers=0)
        now = archive.snapshot().segments
        assert len(now) == 2
        assert now[0].live is not None
        assert before.live is None
        assert now[0].index("text") is before.index("text")
        assert now[0].bigrams is before.bigrams


def test_a_file_that_is_another_one_is_read_anew(
    make_input: Callable[..., Path], tmp_path: Path
) -> None:
    source = random.Random(8)
    folder = tmp_path / "archive"
    index.reindex([make_input(*(article(source, str(n)) for n in range(9)))], folder, workers=0)
    with search.open(folder) as archive:
        before = archive.snapshot().files[0]
        copy = tmp_path / "copy"
        copy.mkdir()
        (copy / before.info.file).write_bytes(before.path.read_bytes())
        assert before.of_generation(copy, before.info) is None
        same = before.of_generation(before.path.parent, before.info)
        assert same is not None
        assert same.path == before.path


def test_a_value_is_made_of_what_was_known_of_the_first_segments() -> None:
    asked: list[tuple[int, Any]] = []

    def made(shared: int, before: Any) -> str:
        asked.append((shared, before))
        return f"value {len(asked)}"

    known = WorkedOut()
    assert known.of("one", (("a", "1"), ("b", "2")), made) == "value 1"
    assert known.of("one", (("a", "1"), ("b", "2")), made) == "value 1"
    following = WorkedOut(known)
    assert following.of("one", (("a", "1"), ("b", "3"), ("c", "4")), made) == "value 2"
    assert following.of("other", (("a", "1"),), made) == "value 3"
    assert known.of("one", (("a", "1"), ("b", "2")), made) == "value 1"
    assert following.of("other", (("a", "1"),), made, ((7,),)) == "value 4"
    assert following.of("other", (("a", "1"),), made, ((7,),)) == "value 4"
    assert asked == [(0, None), (1, "value 1"), (0, None), (1, "value 3")]
