"""The articles that engines are compared on, as tokens, and queries drawn from them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from pathlib import Path
from random import Random

import zstandard
from query_classes import CLASSES, Indexed, Query

from index.articles.article import Article
from index.articles.dates import timestamp
from index.inputs import read
from index.vietnamese.segmentation import Segmentation


def syllables(inputs: Iterable[Path], most: int | None) -> Iterator[Indexed]:
    """The first `most` articles, each as its syllables; undated ones appeared in 1970.

    Read as a text, the syllables with spaces between are cut into just these syllables again.
    """
    found = (one for one in read(inputs) if isinstance(one, Article))
    for article in islice(found, most):
        tokens = "\n".join((article.title, article.summary, *article.captions, article.body))
        text = ""
        while tokens != text:  # "31 B" becomes "31b": once more in few articles
            text = tokens
            tokens = " ".join(one.text for one in Segmentation(text).syllables)
        published = 0 if article.published is None else timestamp(article.published)
        yield Indexed(tokens, " ".join(article.category.split()), published)


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
    """Articles in a file, a line each: analysed once, read by every engine."""

    def __init__(self, path: Path, articles: Iterable[Indexed]) -> None:
        """Write the articles."""
        self.path = path
        self._starts = array("Q")
        self._counts = array("Q")
        with path.open("wb") as file:
            for article in articles:
                tokens, section, published = article
                self._starts.append(file.tell())
                self._counts.append(tokens.count(" ") + 1 if tokens else 0)
                file.write(f"{published}\t{section}\t{tokens}\n".encode())
        self._ends = list(accumulate(self._counts))

    def __len__(self) -> int:
        """How many articles there are."""
        return len(self._counts)

    @property
    def tokens(self) -> int:
        """How many tokens they have together."""
        return self._ends[-1] if self._ends else 0

    def draw(self, kind: str, count: int, seed: int) -> list[Query]:
        """Queries of a class as people ask them: of what stands in some article."""
        chance = Random(f"{seed} {kind}")
        of = CLASSES[kind]
        drawn: list[Query] = []
        with self.path.open("rb") as file:
            for _ in range(100 * count):
                if of.by_token:
                    article = chance.choices(range(len(self)), cum_weights=self._ends)[0]
                else:
                    article = chance.randrange(len(self))
                file.seek(self._starts[article])
                query = of.draw(parse_line(file.readline().decode()), chance)
                if query:
                    drawn.append(query)
                if len(drawn) == count:
                    return drawn
        raise SystemExit(f"the articles are too short to draw {count} queries ({kind}) from")


def parse_line(line: str) -> Indexed:
    """What a line of a `TokenFile` says."""
    published, section, tokens = line.rstrip("\n").split("\t")
    return Indexed(tokens, section, int(published))
