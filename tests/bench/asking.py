"""What people ask a server for, over connections that they keep, and updates for meanwhile."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from urllib.parse import quote, urlencode, urlsplit

from index.articles.article import Article
from index.articles.serialization import to_dict


class Asked:
    """What people ask of an archive: pieces of its headlines, and articles that they find."""

    def __init__(self, articles: list[Article]) -> None:
        self._articles = [one for one in articles if len(one.title.split()) > 1]

    def path(self, chance: Random) -> str:
        """The path of one request: a page of results, the same as JSON, or an article."""
        article, query = self._query(chance)
        kind = chance.random()
        if kind < 0.6:
            return f"/?{query}"
        if kind < 0.8:
            return f"/api/v1/search?{query}"
        return f"/articles/{quote(article.id, safe='')}?{query}"

    def any_path(self, chance: Random) -> str:
        """The path of one request of any kind that the server answers."""
        _, query = self._query(chance)
        kind = chance.random()
        if kind < 0.6:
            return self.path(chance)
        few = ("/api/v1/suggest", "/feed.atom", "/compare", "/api/v1/export", "/api/v1/timeline")
        others = [*(f"{path}?{query}" for path in few), "/static/khobao.css", "/healthz", "/help"]
        return chance.choice(others)

    def query(self, chance: Random) -> str:
        """What is typed: two to four syllables of a headline."""
        return self._piece(chance)[1]

    def _query(self, chance: Random) -> tuple[Article, str]:
        article, piece = self._piece(chance)
        return article, urlencode({"q": piece})

    def _piece(self, chance: Random) -> tuple[Article, str]:
        article = chance.choice(self._articles)
        words, length = article.title.split(), chance.randint(2, 4)
        start = chance.randint(0, max(0, len(words) - length))
        return article, " ".join(words[start : start + length])


def written(
    articles: list[Article], folder: Path, updates: int, size: int, name: str = "load-{}-{}"
) -> Iterator[Path]:
    """A file of articles for each update: those of the archive, under ids of their own.

    `name` makes an id of the number of the update and the article's place in it.
    """
    chance = Random(1)
    for number in range(updates):
        path = folder / f"update-{number}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for place in range(size):
                entry = to_dict(chance.choice(articles)) | {"id": name.format(number, place)}
                file.write(json.dumps(entry) + "\n")
        yield path


async def publish(archive: Path, path: Path) -> int:
    """Update the archive by a file, in another process; its exit status."""
    arguments = ("update", path, "--archive", archive, "--workers", "0", "--quiet")
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "khobao", *arguments)
    return await process.wait()


@asynccontextmanager
async def connection(
    address: str,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to the server at an address."""
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> None:
    """Ask for a path and read the answer. Raises ValueError for one that is not 200."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = re.search(r"\r\ncontent-length: (\d+)", head, re.IGNORECASE)
    status = head.split()[1]
    if status != "200":
        raise ValueError(f"{status} for {path}")
    if length:
        await reader.readexactly(int(length[1]))
        return
    while size := int(await reader.readuntil(b"\r\n"), 16):
        await reader.readexactly(size + 2)
    await reader.readexactly(2)
