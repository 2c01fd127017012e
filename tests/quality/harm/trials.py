"""One trial: a command with a fault in it, and everything that must hold afterwards."""

from __future__ import annotations

import gc
import json
from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import index
import search
from harm import processes
from harm.articles import held
from harm.asking import answers
from harm.checks import Before, check
from harm.judging import Said, State, false_statements, unfit_messages
from harm.operations import OPERATIONS, Operation
from harm.plans import Call
from harm.shim import Fault, Shim
from harm.sites import site
from harm.stage import Stage
from khobao.main import main

# What may be wrong with a trial, in the order of the table.
CLASSES = ("lost", "unusable", "false", "traceback", "left", "hung")


class Outcome(NamedTuple):
    """What came of a trial: `hit` is the call that the fault happened at (none: no valid trial)."""

    operation: str
    fault: str
    hit: str
    status: int
    state: str
    problems: list[list[str]]  # (one of CLASSES, what is wrong)
    said: str


class Trials:
    """Runs trials of the operations that the installed version has."""

    def __init__(self, folder: Path, size: int, shim: Shim) -> None:
        """Prepare archives of about `size` articles below `folder`, where trials run, too."""
        self.shim = shim
        self.stage = Stage(folder / "stage", size)
        self._work = folder / "work"
        self._known: dict[str, Before] = {}
        self._warm_up()
        gc.collect()
        gc.freeze()

    def _warm_up(self) -> None:
        """Let forks inherit what is read and compiled once in a process."""
        place = self._place(OPERATIONS[1])
        index.verify(place / "archive")
        with search.open(place / "archive") as opened:
            answers(opened)
        index.update([self.stage.inputs / "next.jsonl"], place / "archive", workers=0)

    def in_folder(self, name: str) -> None:
        """Run what follows in a folder of its own, beside that of others."""
        self._work = self._work.with_name(name)

    def missing(self, operation: Operation) -> str:
        """Why the operation cannot be tried; nothing where it can."""
        for command in (operation.command, operation.needs or operation.command):
            if command not in main.commands:
                return f"there is no command {command!r}"
        if not self.stage.has(operation):
            return f"there is no {operation.start!r} to begin with"
        return ""

    def rehearse(self, operation: Operation) -> tuple[list[Call], list[str]]:
        """Run the operation without a fault; returns its calls, and what is wrong already."""
        place = self._place(operation)
        calls: list[Call] = []
        log = self._work / "calls"

        def begin() -> None:
            self.shim.listen(place, lambda kind, path: calls.append(Call(kind, site(path))))

        def end() -> None:
            self.shim.disarm()
            log.write_text(json.dumps(calls))

        arguments = self.stage.arguments(operation, place)
        before = self._before(operation, place)
        said, problem = processes.said_by(arguments, self._work, begin=begin, end=end)
        checking = processes.Aside(partial(_remember, place / operation.subject))
        self._known[operation.name] = before._replace(
            answered_after=checking.result(), out=said.out
        )
        outcome = self._judge(operation, place, said, problem, None)
        wrong = [text for _, text in outcome.problems]
        if not wrong and outcome.state != operation.after:
            wrong.append(f"it leaves {outcome.state} instead of {operation.after}")
        return [Call(*one) for one in json.loads(log.read_text())], [*wrong, said.all] * bool(wrong)

    def run(self, operation: Operation, fault: Fault) -> Outcome:
        """One trial."""
        place = self._place(operation)
        arguments = self.stage.arguments(operation, place)
        reader = None
        if operation.reader:
            reader = processes.Aside(partial(_reading, place / operation.subject))
        said, problem = processes.said_by(
            arguments,
            self._work,
            begin=partial(self.shim.arm, place, fault),
            end=self.shim.disarm,
        )
        hit = self.shim.hit
        seen = reader.result() if reader else None
        outcome = self._judge(operation, place, said, problem, seen)
        return outcome._replace(fault=str(fault), hit=hit)

    def _place(self, operation: Operation) -> Path:
        place = self._work / "place"
        self.stage.begin(operation, place)
        return place

    def _before(self, operation: Operation, place: Path) -> Before:
        archive = place / operation.subject
        asked = processes.Aside(partial(_remember, archive)).result()
        current = archive / "CURRENT"
        number = current.read_text(encoding="ascii") if current.exists() else ""
        return Before(number, asked, None, "")

    def _judge(
        self, operation: Operation, place: Path, said: Said, problem: str, seen: Any
    ) -> Outcome:
        known = self._known[operation.name]
        found = processes.Aside(partial(check, self.stage, operation, place, known, seen)).result()
        if isinstance(found, str):
            found = {"contents": "unknown", "published": False, "problems": [["unusable", found]]}
        state = State(found["contents"], found["published"] or operation.reads)
        problems = found["problems"]
        if problem:
            problems.append(["hung", problem])
        if said.status < 0 and said.status not in (-9, -15):
            problems.append(["traceback", f"it crashed by signal {-said.status}"])
        if operation.reads and said.status == 0 and _numberless(said.out) != _numberless(known.out):
            problems.append(["false", f"it prints another answer: {said.out!r}"])
        damage = "damaged" in operation.before
        existed = operation.before != "none"
        # What one that only reads says of writing is nothing to look at.
        told = said._replace(status=0) if operation.reads else said
        statements = false_statements(told, state, damage=damage, existed=existed)
        problems += [["false", text] for text in statements]
        problems += [["traceback", text] for text in unfit_messages(said)]
        return Outcome(operation.name, "", "", said.status, state.contents, problems, said.all)


def _numberless(text: str) -> str:
    """A printed text without what differs from run to run."""
    return "".join(one for one in text if not one.isdigit())


def _remember(archive: Path) -> Generator[None, None, Any]:
    """What an archive answers now; nothing where it does not open."""
    yield
    try:
        with search.open(archive) as opened:
            return answers(opened)
    except index.KhobaoError:
        return None


def _reading(archive: Path) -> Generator[None, None, Any]:
    """Have an archive open while something happens to it; then what it holds and answers."""
    with search.open(archive) as opened:
        opened.search("dân vận")
        yield
        try:
            return {"held": held(opened), "asked": answers(opened)}
        except Exception as error:
            return {"failed": repr(error)}
