"""What reading tables costs beside JSON Lines: CPU time and memory, of the same articles.

    python tests/bench/inputs.py [--articles 20000] [--only csv] [--slowest-share 0.0]

Makes articles up, writes them in every form, and reads each in a process of its own: what the
reader of the form gives (records), and what becomes of it (articles). Exits with 1 if CSV or
Parquet makes articles slower than such a share of what JSON Lines does.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from large_articles import SYLLABLES
from measuring import in_child, memory, number, table

from index.articles.article import Article
from index.inputs import read
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.detection import Head, detect
from index.inputs.found import Record
from index.inputs.reading import BINARY, TEXTUAL

KEYS = ("id", "title", "summary", "body", "published", "category", "authors", "url")
BARS = ("csv", "parquet")
_CHUNK = 1 << 18
Row = tuple[str, ...]


class Cost(NamedTuple):
    """Of one form: records and articles by a second of CPU, and the most megabytes held."""

    records: float
    articles: float
    peak: float


def rows(count: int) -> Iterator[Row]:
    """Articles of several paragraphs, always the same ones."""
    draw = random.Random(7)

    def words(least: int, most: int) -> str:
        return " ".join(draw.choices(SYLLABLES, k=draw.randint(least, most)))

    for place in range(count):
        body = "\n".join(f'{words(40, 90)}, "{words(3, 6)}".' for _ in range(draw.randint(4, 12)))
        day = f"2021-{place % 12 + 1:02}-{place % 28 + 1:02}T08:{place % 60:02}:00+07:00"
        url = f"https://bao.example/tin/{place}"
        yield str(place), words(6, 12), words(20, 40), body, day, "Xã hội", words(2, 3), url


def write_json_lines(path: Path, articles: Iterator[Row]) -> None:
    """One object a line."""
    with path.open("w", encoding="utf-8") as file:
        for row in articles:
            file.write(json.dumps(dict(zip(KEYS, row, strict=True)), ensure_ascii=False) + "\n")


def write_csv(path: Path, articles: Iterator[Row]) -> None:
    """Cells after commas."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([KEYS, *articles])


def write_tsv(path: Path, articles: Iterator[Row]) -> None:
    """Cells after tabs."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t").writerows([KEYS, *articles])


def write_xlsx(path: Path, articles: Iterator[Row]) -> None:
    """A workbook of one sheet."""
    from openpyxl import Workbook  # noqa: PLC0415  (only where it is installed)

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Bài")
    for row in [KEYS, *articles]:
        sheet.append(row)
    book.save(path)


def write_sqlite(path: Path, articles: Iterator[Row]) -> None:
    """A database of one table."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"CREATE TABLE articles ({', '.join(KEYS)})")
        marks = ", ".join("?" for _ in KEYS)
        connection.executemany(f"INSERT INTO articles VALUES ({marks})", articles)
        connection.commit()


def write_parquet(path: Path, articles: Iterator[Row]) -> None:
    """A file of groups of 5,000 rows."""
    import pyarrow as pa  # noqa: PLC0415  (only where it is installed)
    from pyarrow import parquet  # noqa: PLC0415

    columns = dict(zip(KEYS, zip(*articles, strict=True), strict=True))
    parquet.write_table(pa.table({key: list(one) for key, one in columns.items()}), path, 5_000)


WRITERS: dict[str, tuple[Callable[[Path, Iterator[Row]], None], str]] = {
    "jsonl": (write_json_lines, "json"),
    "csv": (write_csv, "csv"),
    "tsv": (write_tsv, "csv"),
    "xlsx": (write_xlsx, "openpyxl"),
    "sqlite": (write_sqlite, "sqlite3"),
    "parquet": (write_parquet, "pyarrow"),
}
"""By form: what writes it, and the module that this needs."""


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file."""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def cost(path: Path, count: int) -> Cost:
    """What it costs to read a file with so many articles."""
    with path.open("rb") as file:
        head = Head(file.read(_CHUNK))
    found = detect(head, [*BINARY, *TEXTUAL])
    assert found is not None, path
    found_by_reader = found.load()(Content(path.name, chunks(path), (), {"path": path}), Options())
    records, spent = timed(found_by_reader, Record)
    articles, spent_in_all = timed(read([path]), Article)
    assert records == articles == count, (path, records, articles)
    return Cost(count / spent, count / spent_in_all, memory()[0])


def timed(found: Iterator[Any], kind: type) -> tuple[int, float]:
    """How many things of a kind there are, and the seconds of CPU time until the last one."""
    begin = time.process_time()
    count = sum(isinstance(one, kind) for one in found)
    return count, time.process_time() - begin


def main(arguments: argparse.Namespace) -> int:
    """Print the costs; 1 if one is beyond its bar."""
    wanted = [name for name in WRITERS if not arguments.only or name in ("jsonl", *arguments.only)]
    missing = [name for name in wanted if find_spec(WRITERS[name][1]) is None]
    costs: dict[str, Cost] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            if name not in missing:
                path = Path(folder) / f"articles.{name}"
                WRITERS[name][0](path, rows(arguments.articles))
                costs[name] = in_child(cost, path, arguments.articles)
    plain = costs["jsonl"]
    lines = [
        [
            name,
            number(one.records),
            f"{one.records / plain.records:.2f}",
            number(one.articles),
            f"{one.articles / plain.articles:.2f}",
            number(one.peak),
        ]
        for name, one in costs.items()
    ]
    header = ["form", "records/s", "ratio", "articles/s", "ratio", "MB"]
    print(table([header, *lines]))
    for name in missing:
        print(f"{name}: {WRITERS[name][1]} is not installed")
    bar = arguments.slowest_share * plain.articles
    slow = [name for name in BARS if name in costs and costs[name].articles < bar]
    for name in slow:
        print(f"{name} is slower than {arguments.slowest_share} of JSON Lines")
    return 1 if slow else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--only", action="append", choices=WRITERS)
    parser.add_argument("--slowest-share", type=float, default=0.0)
    sys.exit(main(parser.parse_args()))
