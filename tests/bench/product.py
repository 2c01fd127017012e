"""From JSON Lines to an archive: Khobao against pyvi and Whoosh as they come, by wall clock.

    python tests/bench/product.py CORPUS.jsonl[.zst] [CORPUS ...] [--articles N]
        [--plain-articles N] [--growth] [--plot FILE]

The plain pipeline is pyvi's `tokenize` and Whoosh's own writer in one process, on a sample taken
evenly from the corpus: its cost per article hardly changes with their number. Khobao's is
`index.reindex` as it is. They run one after the other in processes of their own. `--growth`
repeats the second for an eighth, a quarter, a half and all of one corpus, or for the first, the
first two ... of several.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from corpus import raw_lines
from measuring import MemoryWatch, Span, Stopwatch, child, in_child, memory, number, sizes, table

import index

_PARTS = (8, 4, 2, 1)


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", nargs="+", type=Path, help="JSON Lines, as it is or as .zst")
    parser.add_argument("--articles", type=int, metavar="N", help="N articles of the corpus")
    parser.add_argument("--plain-articles", type=int, default=1500, metavar="N", help="0: none")
    parser.add_argument("--growth", action="store_true", help="reindex parts of the corpus too")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the growth (SVG or PNG)")
    return parser.parse_args(arguments)


@dataclass(frozen=True)
class Run:
    """One run of a pipeline: what it indexed, how long it took, what it left behind.

    The CPU time is that of all its processes; memory is in megabytes (see `MemoryWatch`).
    """

    articles: int
    span: Span
    files: dict[str, int]
    largest: float
    together: float

    @property
    def rate(self) -> float:
        """Articles a second by wall clock."""
        return self.articles / self.span.wall

    @property
    def bytes(self) -> int:
        """The size of what it left behind."""
        return sum(self.files.values())


def plain(lines: Path, folder: Path) -> Run:
    """The plain pipeline, in this process: a writer's first attempt with pyvi and Whoosh."""
    from pyvi.ViTokenizer import ViTokenizer  # noqa: PLC0415  (not in the process that measures)
    from whoosh import analysis, fields  # noqa: PLC0415
    from whoosh.filedb.filestore import FileStorage  # noqa: PLC0415

    folder.mkdir()
    spaces = analysis.SpaceSeparatedTokenizer()
    schema = fields.Schema(
        id=fields.ID(stored=True, unique=True),
        title=fields.TEXT(analyzer=spaces),
        text=fields.TEXT(analyzer=spaces),
        body=fields.STORED,
    )
    ViTokenizer.tokenize("một")
    count = 0
    with lines.open(encoding="utf-8") as records, Stopwatch() as watch:
        writer = FileStorage(str(folder)).create_index(schema).writer()
        for record in map(json.loads, records):
            title, summary, body = (record.get(name) or "" for name in ("title", "summary", "body"))
            text = "\n".join((title, summary, *(record.get("captions") or ()), body))
            writer.add_document(
                id=record["id"],
                title=title.lower(),
                text=ViTokenizer.tokenize(text).lower(),
                body=body,
            )
            count += 1
        writer.commit()
    peak = memory()[0]
    return Run(count, watch.span, sizes(folder), peak, peak)


def _reindex(inputs: list[Path], archive: Path) -> tuple[int, Span]:
    before = _cpu_of_children()
    with Stopwatch() as watch:
        report = index.reindex(inputs, archive)
    cpu = watch.span.cpu + _cpu_of_children() - before
    return report.articles, Span(cpu, watch.span.wall)


def _cpu_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def product(inputs: list[Path], archive: Path) -> Run:
    """`index.reindex`, in a process of its own with those that it starts."""
    with child() as process, MemoryWatch(process.submit(os.getpid).result()) as watch:
        articles, span = process.submit(_reindex, inputs, archive).result()
    return Run(articles, span, sizes(archive), watch.largest, watch.together)


def _count(inputs: list[Path], most: int | None) -> int:
    """How many lines there are, up to `most`."""
    return sum(1 for _ in islice(raw_lines(inputs), most))


def _sample(inputs: list[Path], total: int, wanted: int, path: Path) -> Path:
    """Write `wanted` of the first `total` lines of the inputs, taken evenly, to `path`."""
    with path.open("wb") as file:
        for place, line in enumerate(islice(raw_lines(inputs), total)):
            if (place + 1) * wanted // total > place * wanted // total:
                file.write(line)
    return path


def _steps(options: argparse.Namespace, total: int, folder: Path) -> Iterator[list[Path]]:
    """What is reindexed, one after the other; all of it at last."""
    if options.growth and len(options.corpus) > 1:
        for end in range(1, len(options.corpus)):
            yield options.corpus[:end]
    elif options.growth:
        for part in _PARTS[:-1]:
            wanted = max(1, total // part)
            yield [_sample(options.corpus, total, wanted, folder / f"part-{part}.jsonl")]
    if options.articles is None:
        yield options.corpus
    else:
        yield [_sample(options.corpus, total, total, folder / "articles.jsonl")]


def _print_runs(runs: dict[str, Run]) -> None:
    head = ["", "articles", "articles/s", "wall s", "CPU s", "MB", "KB/article"]
    rows = [[*head, "largest process MB", "all processes MB"]]
    for name, run in runs.items():
        spent = [number(run.rate), number(run.span.wall), number(run.span.cpu)]
        size = [number(run.bytes / 1e6), number(run.bytes / 1e3 / run.articles)]
        held = [number(run.largest), number(run.together)]
        rows.append([name, f"{run.articles:,}", *spent, *size, *held])
    print(table(rows))


def _print_growth(runs: list[Run]) -> None:
    head = ["articles"]
    costs: list[list[float]] = []
    for name, cost in (
        ("wall ms/article", lambda run: 1e3 * run.span.wall),
        ("CPU ms/article", lambda run: 1e3 * run.span.cpu),
        ("KB/article", lambda run: run.bytes / 1e3),
    ):
        head += [name, "x"]
        costs.append([cost(run) / run.articles for run in runs])
    rows = [head]
    for run, *values in zip(runs, *costs, strict=True):
        cells = [
            number(one)
            for value, cost in zip(values, costs, strict=True)
            for one in (value, value / cost[0])
        ]
        rows.append([f"{run.articles:,}", *cells])
    print("\nGrowth (x: the first row = 1; more than 1 is worse than linear)")
    print(table(rows))


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print the tables."""
    options = _arguments(arguments)
    runs: list[Run] = []
    shown: dict[str, Run] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        total = _count(options.corpus, options.articles)
        wanted = min(total, options.plain_articles)
        if wanted:
            lines = _sample(options.corpus, total, wanted, folder / "plain.jsonl")
            shown["pyvi and Whoosh"] = in_child(plain, lines, folder / "plain")
        for inputs in _steps(options, total, folder):
            with tempfile.TemporaryDirectory(dir=folder) as place:
                runs.append(product(inputs, Path(place) / "archive"))
            print(f"{runs[-1].articles:,} articles in {runs[-1].span.wall:.1f} s", flush=True)
    shown["Khobao"] = runs[-1]
    print()
    _print_runs(shown)
    if wanted:
        ratio = shown["Khobao"].rate / shown["pyvi and Whoosh"].rate
        print(f"{number(ratio)} times the articles a second of the plain pipeline")
    parts = sorted(runs[-1].files.items(), key=lambda part: -part[1])
    print("its files:", ", ".join(f"{name} {number(size / 1e6)} MB" for name, size in parts))
    if options.growth:
        _print_growth(runs)
    if options.plot:
        from plots import draw_growth  # noqa: PLC0415  (only drawing needs matplotlib)

        draw_growth(
            options.plot,
            [run.articles for run in runs],
            [1e3 / run.rate for run in runs],
            [run.bytes / 1e3 / run.articles for run in runs],
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
