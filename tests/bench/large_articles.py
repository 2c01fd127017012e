"""What the largest articles cost: CPU time and memory of every page and answer, beside the bars.

    python tests/bench/large_articles.py [--share 1.0] [--only TEXT] [--most-ms 500]

Makes articles at the limits (see `index.articles.limits`) or at a share of them, and others beyond,
which are refused; indexes them, and asks for each page and each answer of the API in a process of
its own, in which an ordinary article was asked for before. Exits with 1 when one costs more.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize
from urllib.parse import quote

from measuring import in_child, memory, number, table

import index
import web
from index.articles import limits

SYLLABLES = """
cầu phà xã bản chợ phiên đường điện nước mùa vải lúa ngô trường học bóng đá dân vận họp thợ gỗ sông
hồ đập trâu bò mưa lũ bến đò tàu thuyền giá vườn cây trái
""".split()  # noqa: SIM905
COPIES = 4  # of each kind, so that a page of results has nothing but large articles
Record = dict[str, Any]


class Cost(NamedTuple):
    """What one answer took: status, bytes, CPU seconds, and megabytes beyond an idle server."""

    status: int
    size: int
    cpu: float
    held: float


def filled(size: int, piece: Callable[[], str]) -> str:
    """Portion one after the other, of nearly `size` bytes in all."""
    pieces: list[str] = []
    left = size
    while True:
        one = piece()
        left -= len(one.encode())
        if left < 0:
            return "".join(pieces)
        pieces.append(one)


def large(share: float, source: random.Random) -> dict[str, Record]:
    """Articles at a share of the limits, each large in a way of its own."""
    text, count = int(share * limits.TEXT) - 100, int(share * limits.ENTRIES["captions"])
    few = int(share * limits.ENTRIES["tags"])

    def words(most: int, end: str) -> str:
        return " ".join(source.choices(SYLLABLES, k=most)) + end

    def name(n: int) -> str:
        return filled(limits.NAME - 10, lambda: words(1, " ")) + str(n)

    bodies: dict[str, Callable[[], str]] = {
        "prose": lambda: words(80, ".\n"),
        "one paragraph": lambda: words(80, ". "),
        "one word": lambda: source.choice("aăâbcdđeêghiklmnoôơpqrstuưvxy"),
        "nothing but matches": lambda: "cầu, ",
        "lines of a word": lambda: "cầu\n",
        "decomposed letters": lambda: normalize("NFD", words(80, ".\n")),
        "stacked marks": lambda: "cầu" + "\u0301\u0323" * 20 + " ",
        "ASCII and one emoji": lambda: "cau pha xa ban cho phien duong dien. ",
    }
    records: dict[str, Record] = {
        kind: {"body": filled(text, piece) + "😀" * kind.startswith("ASCII")}
        for kind, piece in bodies.items()
    }
    each = text // count
    return {
        **records,
        "captions": {"captions": [filled(each, lambda: "cầu, ") for _ in range(count)]},
        "one caption": {"captions": [filled(text, lambda: "cầu, ")]},
        "names": {
            "title": filled(limits.BYTES["title"] - 50, lambda: "cầu, "),
            "summary": filled(int(share * limits.BYTES["summary"]), lambda: words(80, ". ")),
            "category": name(1)[: limits.NAME // 2],
            "source": name(2)[: limits.NAME // 2],
            "authors": [name(n) for n in range(few)],
            "tags": [name(n) for n in range(few)],
        },
        "extra": {"x": [str(n) * 15 for n in range(int(share * limits.EXTRA_VALUES) - 5)]},
    }


def beyond(share: float) -> dict[str, Record]:
    """Articles that are refused."""
    return {
        "60 MB of text": {"body": "cầu phà, " * max(200_000, int(share * 5_000_000))},
        "a million captions": {"captions": ["cầu"] * max(10_001, int(share * 1_000_000))},
        "100,000 tags": {"tags": ["cầu"] * max(1_001, int(share * 100_000))},
        "10,000 authors": {"authors": ["Trịnh Quyên"] * max(1_001, int(share * 10_000))},
        "a title of 1 MB": {"title": "cầu " * 200_000},
        "a category of 1 MB": {"category": "cầu " * 200_000},
    }


def written(path: Path, records: dict[str, Record]) -> Path:
    """The articles as JSON Lines, with an id, a title and a date if they have none."""
    with path.open("w", encoding="utf-8") as file:
        for n, (id, record) in enumerate(records.items()):
            given = {"id": id, "title": f"Bài dài về cầu số {n}", "published": "2021-07-07"}
            file.write(json.dumps({**given, **record}, ensure_ascii=False) + "\n")
    return path


def asked(kinds: Iterator[str], share: float) -> list[str]:
    """The addresses to ask for."""
    last = int(share * 400) + 1
    of_one = [
        f"{path}{end}"
        for kind in kinds
        for path in (f"/articles/{quote(kind)}",)
        for end in ("", "?q=cau+pha", f"?q=cầu&part={last}&captions={last}&tags=9&authors=9")
    ]
    of_api = [
        f"/api/v1/articles/{quote(path)}"
        for path in ("prose-0", "nothing but matches-0", "captions-0", "names-0", "extra-0")
    ]
    return [
        *of_one,
        *(f"{one}{end}" for one in of_api for end in ("", "?q=cầu", "/similar")),
        *(f"/articles/{quote(one)}/cite.bib" for one in ("prose-0", "names-0")),
        *("/", "/?q=cau", "/?q=cầu&size=100&group=false", '/?q="cầu+cầu"', "/?q=c*&match=any"),
        *("/?q=bai+dai&sort=newest&size=100&group=false", "/?author=x", "/?q=khong+co+dau"),
        *("/feed.atom?q=cau&size=100", "/compare?q=cau&q=phà", "/compare.csv?q=cau&q=phà"),
        *("/api/v1/search?q=cau&size=100", "/api/v1/search?q=dò&size=100"),
        *("/api/v1/suggest?q=cau+p", "/api/v1/distinctive?q=phà", "/api/v1/timeline?q=cau"),
    ]


def cost(archive: str, address: str) -> Cost:
    """What an answer takes of a process in which an ordinary article was asked for before."""
    client = web.create_app(archive, rate_search="off").test_client()
    for warm in ("/articles/small?q=nho", "/?q=nho", "/feed.atom?q=nho", "/api/v1/articles/small"):
        client.get(warm).close()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the peak so far
    idle, started = memory()[1], time.process_time()
    response = client.get(address)
    size = len(response.get_data())
    return Cost(response.status_code, size, time.process_time() - started, memory()[0] - idle)


def main() -> None:
    """Make the archive, ask, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--only", default="", help="ask for addresses with this in them")
    parser.add_argument("--most-ms", type=float, default=500)
    parser.add_argument("--most-mb", type=float, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        small = {f"small-{n}": {"body": f"Bài nhỏ số {n}."} for n in range(20)}
        records = {"small": {"title": "Bài nhỏ", "body": "Một bài nhỏ."}, **small}
        for n in range(COPIES):
            made = large(options.share, random.Random(n))
            records |= {f"{kind}-{n}": record for kind, record in made.items()}
        started = time.process_time()
        paths = [written(folder / "a.jsonl", records)]
        paths.append(written(folder / "b.jsonl", beyond(options.share)))
        report = index.reindex(paths, folder / "archive", workers=0)
        print(f"{report.indexed} indexed in {time.process_time() - started:.1f} s of CPU time")
        for rejected in report.rejections:
            print(f"refused: {rejected.reason}")
        costs = {
            address: in_child(cost, str(folder / "archive"), address)
            for address in asked((f"{kind}-0" for kind in made), options.share)
            if options.only in address
        }
    is_high = [
        address
        for address, one in costs.items()
        if one.cpu * 1e3 > options.most_ms or one.held > options.most_mb
    ]
    rows = [
        (address, str(one.status), number(one.size / 1e3), number(one.cpu * 1e3), number(one.held))
        for address, one in costs.items()
    ]
    print(table([("", "status", "KB", "ms of CPU", "MB beyond idle"), *rows]))
    print(f"bars: {options.most_ms:.0f} ms, {options.most_mb:.0f} MB; above: {is_high or 'none'}")
    failed = [address for address, one in costs.items() if one.status >= 500]
    sys.exit(bool(is_high or failed))


if __name__ == "__main__":
    main()
