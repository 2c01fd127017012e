"""The articles that engines are compared on, as tokens, and queries drawn from them."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from pathlib import Path
from random import Random

import zstandard

from index.articles.article import Article
from index.inputs import read
from index.vietnamese.segmentation import Segmentation

KINDS = ("term", "or", "and", "phrase")
Query = tuple[str, ...]


def syllables(inputs: Iterable[Path], most: int | None) -> Iterator[str]:
    """The syllables of each of the first `most` articles, separated by spaces."""
    found = (one for one in read(inputs) if isinstance(one, Article))
    for article in islice(found, most):
        texts = (article.title, article.summary, *article.captions, article.body)
        yield " ".join(one.text for one in Segmentation("\n".join(texts)).syllables)


def raw_lines(inputs: Iterable[Path]) -> Iterator[bytes]:
    """The lines of JSON Lines files, which may be compressed (.zst)."""
    for path in inputs:
        with path.open("rb") as file:
            if path.suffix != ".zst":
                yield from file
                continue
            rest = b""
            stream = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
            while block := stream.read(1 << 20):
                *lines, rest = (rest + block).split(b"\n")
                yield from (line + b"\n" for line in lines)
            if rest:
                yield rest + b"\n"


class TokenFile:
    """Articles as lines of tokens in a file: analysed once, read by every engine."""

    def __init__(self, path: Path, articles: Iterable[str]) -> None:
        """Write the articles, each a string of tokens separated by single spaces."""
        self.path = path
        self._starts = array("Q")
        self._counts = array("Q")
        with path.open("wb") as file:
            for tokens in articles:
                self._starts.append(file.tell())
                self._counts.append(tokens.count(" ") + 1 if tokens else 0)
                file.write(tokens.encode() + b"\n")
        self._ends = list(accumulate(self._counts))

    def __len__(self) -> int:
        """How many articles there are."""
        return len(self._counts)

    @property
    def tokens(self) -> int:
        """How many tokens they have together."""
        return self._ends[-1] if self._ends else 0

    def draw(self, kind: str, count: int, seed: int) -> list[Query]:
        """Queries of a kind as people ask them: of what stands in some article.

        A term is drawn as often as it is used; three distinct syllables of one article make an
        "or" or "and"; two neighbours a "phrase".
        """
        chance = Random(f"{seed} {kind}")
        drawn: list[Query] = []
        with self.path.open("rb") as file:
            for _ in range(100 * count):
                if kind == "term":
                    article = chance.choices(range(len(self)), cum_weights=self._ends)[0]
                else:
                    article = chance.randrange(len(self))
                file.seek(self._starts[article])
                query = _draw(kind, file.readline().decode().split(), chance)
                if query:
                    drawn.append(query)
                if len(drawn) == count:
                    return drawn
        raise SystemExit(f"the articles are too short to draw {count} queries ({kind}) from")


def _draw(kind: str, tokens: list[str], chance: Random) -> Query | None:
    """A query from one article; None when it is too short."""
    distinct = list(dict.fromkeys(tokens))
    if kind in ("or", "and"):
        return tuple(chance.sample(distinct, 3)) if len(distinct) >= 3 else None
    length = 2 if kind == "phrase" else 1
    if len(tokens) < length:
        return None
    start = chance.randrange(len(tokens) - length + 1)
    return tuple(tokens[start : start + length])


def write_queries(path: Path, queries: dict[str, list[Query]]) -> None:
    """Keep drawn queries beside the indexes that they are for."""
    path.write_text(json.dumps(queries, ensure_ascii=False, indent=1), encoding="utf-8")


def read_queries(path: Path) -> dict[str, list[Query]]:
    """What `write_queries` kept."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return {kind: [tuple(terms) for terms in queries] for kind, queries in kept.items()}
