"""Articles written into files, and archives read back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import search
from index.articles.article import Article
from index.articles.dates import parse_published

# What the fixtures `make_input` and `make_archive` give.
MakeInput = Callable[..., Path]
MakeArchive = Callable[..., search.Archive]


def write_articles(path: Path, articles: Iterable[Mapping[str, Any]]) -> Path:
    """Write articles, given as dictionaries, as JSON Lines; returns the path."""
    lines = (json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def as_articles(articles: Iterable[Mapping[str, Any]]) -> Iterator[Article]:
    """Articles that are given as dictionaries, with texts that stay what they are: markup, too."""
    for given in articles:
        values = {**given, "published": None}
        for name in ("captions", "authors", "tags"):
            values[name] = tuple(values.get(name, ()))
        if given.get("published"):
            values["published"] = parse_published(given["published"])
        yield Article(**values)


def ids(hits: Iterable[search.Hit]) -> list[str]:
    """The ids of hits, in their order."""
    return [hit.article.id for hit in hits]


def ids_in(archive: Path) -> list[str]:
    """The ids of an archive's articles, the oldest article first."""
    with search.open(archive) as opened:
        return [article.id for article in opened.export("", sort="oldest")]


def generations(archive: Path) -> list[str]:
    """The names in an archive's folder of generations."""
    return sorted(path.name for path in (archive / "generations").iterdir())


def contents(archive: Path) -> dict[str, str]:
    """The body of each of an archive's articles, by id."""
    with search.open(archive) as opened:
        return {article.id: article.body for article in opened.export("")}


def files_beside(archive: Path, ending: str) -> list[str]:
    """The names of the files of a kind that lie beside the segments of the live generation."""
    with search.open(archive) as opened:
        folder = archive / "generations" / str(opened.snapshot().number)
    return sorted(path.name for path in folder.glob(f"*.{ending}"))


def newest_segment(archive: Path) -> Path:
    """The file of the newest segment of an archive's live generation."""
    with search.open(archive) as opened:
        snapshot = opened.snapshot()
        name = snapshot.manifest.segments[-1].file
    return archive / "generations" / str(snapshot.number) / name


def columns_of(segment: Path) -> dict[str, tuple[int, int]]:
    """Where the columns lie in a segment's file: their beginnings and sizes."""
    manifest = json.loads((segment.parent / "manifest.json").read_text(encoding="utf-8"))
    [found] = [one["columns"] for one in manifest["segments"] if one["file"] == segment.name]
    return {name: (begin, size) for name, (begin, size) in found.items()}


def flip(path: Path, at: int | None = None) -> None:
    """Change a bit of a file in place, in the middle unless told."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2 if at is None else at] ^= 1
    with path.open("r+b") as file:
        file.write(data)
