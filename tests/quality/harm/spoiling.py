"""Archives damaged in many ways, one after another: what verify finds and what searches answer."""

from __future__ import annotations

import gc
import json
import os
import random
import shutil
from argparse import Namespace
from collections import Counter
from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import index
import search
from harm import articles
from harm.asking import QUESTIONS, answers
from harm.damages import ELSEWHERE, Damage, do, elsewhere, flips, others, undo
from harm.processes import Aside

# What may come of a question. Only the first two are as it should be.
ANSWERS = ("right", "error", "wrong", "exception", "crash")


class Finding(NamedTuple):
    """What came of one damage: whether verify found it, how the questions were answered, and what
    is not as it should be."""

    kind: str
    what: str
    found: bool
    answers: dict[str, int]
    problems: list[str]

    @property
    def worst(self) -> str:
        """The worst of the answers."""
        return max((one for one in ANSWERS if self.answers.get(one)), key=ANSWERS.index)


class Spoiling:
    """An archive of several segments, and damages to it."""

    def __init__(self, folder: Path, size: int) -> None:
        """Build it below `folder`, with another that is foreign to it."""
        self.folder = folder
        self.whole = folder / "whole" / "archive"
        foreign = folder / "foreign" / "archive"
        for archive, prefix in ((self.whole, "bai"), (foreign, "khac")):
            archive.parent.mkdir(parents=True)
            articles.build(archive, size, prefix)
        self.foreign = foreign
        with search.open(self.whole) as opened:
            self.right = dict(zip(QUESTIONS, answers(opened, tuple(QUESTIONS)), strict=True))
        assert index.verify(self.whole) == []
        gc.collect()
        gc.freeze()

    def damages(self, bits: int, other: int, seed: int) -> list[Damage]:
        """So many flips of bits, and so many other damages."""
        draw = random.Random(seed)
        needed = flips(self.whole, bits, draw) + others(self.whole, self.foreign, other, draw)
        return needed + elsewhere(self.whole, other // 10, draw)

    def findings(self, damages: list[Damage], jobs: int) -> Iterator[Finding]:
        """What comes of each damage, by several processes."""
        children = []
        for job in range(jobs):
            child = os.fork()
            if child == 0:
                self._work(damages[job::jobs], self.folder / f"found{job}")
            children.append(child)
        for job, child in enumerate(children):
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            if status:
                raise RuntimeError(f"a process of the check ended with status {status}")
            for line in (self.folder / f"found{job}").read_text(encoding="utf-8").splitlines():
                yield Finding(*json.loads(line))

    def _work(self, damages: list[Damage], results: Path) -> None:
        status = 1
        try:
            archive = results.with_name(f"{results.name}-archive") / "archive"
            shutil.copytree(self.whole, archive)
            with results.open("w", encoding="utf-8") as file:
                for damage in damages:
                    do(archive, damage)
                    file.write(json.dumps(self._finding(archive, damage)) + "\n")
                    undo(archive, damage, self.whole)
            status = 0
        finally:
            os._exit(status)

    def _finding(self, archive: Path, damage: Damage) -> Finding:
        what = f"{damage.file}, {damage.kind} {damage.where}"
        seen = Aside(partial(self._look, archive, damage.kind != ELSEWHERE)).result()
        if isinstance(seen, str):
            return Finding(damage.kind, what, False, {"crash": 1}, [seen])
        problems = [f"{one}: {text}" for one, text in seen["problems"]]
        return Finding(damage.kind, what, seen["found"], seen["answers"], problems)

    def _look(self, archive: Path, needed: bool) -> Generator[None, None, Any]:
        """Verify an archive, and put every question to it, each as if it were the first.

        With `needed`, what is damaged is something that answers are made of."""
        yield
        problems: list[tuple[str, str]] = []
        try:
            found = bool(index.verify(archive))
            if needed and not found:
                problems.append(("verify", "finds nothing"))
        except index.ArchiveError:
            found = True
        except Exception as error:
            found = False
            problems.append(("verify", repr(error)))
        counts: Counter[str] = Counter()
        for name in QUESTIONS:
            kind, text = self._asked(archive, name)
            counts[kind] += 1
            if text:
                problems.append((name, text))
        return {"found": found, "answers": counts, "problems": problems}

    def _asked(self, archive: Path, name: str) -> tuple[str, str]:
        try:
            with search.open(archive) as opened:
                (answer,) = answers(opened, (name,))
        except index.ArchiveError:
            return "error", ""
        except Exception as error:
            return "exception", repr(error)
        if answer == self.right[name]:
            return "right", ""
        return "wrong", _difference(answer, self.right[name])


def _difference(answer: Any, right: Any) -> str:
    if isinstance(answer, dict) and isinstance(right, dict):
        names = [name for name in right if answer.get(name) != right[name]]
        return f"another answer: {', '.join(names)}"
    return "another answer"


def run(folder: Path, arguments: Namespace) -> int:
    """What the command line of damage.py asks for; returns the status."""
    spoiling = Spoiling(folder, arguments.archive_size)
    damages = spoiling.damages(arguments.flips, arguments.others, arguments.seed)
    table: dict[str, Counter[str]] = {}
    failures = []
    for one in spoiling.findings(damages, arguments.jobs or os.cpu_count() or 1):
        for kind in (one.kind, "all"):
            row = table.setdefault(kind, Counter())
            row.update({"damages": 1, "found": one.found, one.worst: 1})
        if one.problems:
            failures.append(one)
    columns = ("damages", "found", *ANSWERS)
    print(f"{'damage':<14}" + "".join(f"{name:>10}" for name in columns))
    for kind, row in sorted(table.items(), key=lambda item: item[0] == "all"):
        print(f"{kind:<14}" + "".join(f"{row[name]:>10,}" for name in columns))
    print("(by the worst of the answers to each damage; found: by verify, which need not find what")
    print("is elsewhere: in journals and in the generation before, of which no answer is made)")
    _print_failures(failures, arguments.shown)
    print(f"{len(failures):,} of {len(damages):,} damages failed")
    return int(bool(failures))


def _print_failures(failures: list[Finding], shown: int) -> None:
    """Some failures, of each sort one before a second of any."""
    sorts: dict[tuple[str, str], list[Finding]] = {}
    for one in failures:
        sorts.setdefault((one.kind, one.problems[0].partition("(")[0]), []).append(one)
    rounds = max(map(len, sorts.values()), default=0)
    order = [some[turn] for turn in range(rounds) for some in sorts.values() if turn < len(some)]
    for one in order[:shown]:
        print(f"\n{one.what}")
        for problem in one.problems[:3]:
            print(f"  {problem[:300]}")
