"""What must hold of an archive after a trial; runs in a process of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, NamedTuple

import index
import search
from harm.articles import Articles, held, texts
from harm.asking import answers
from harm.operations import Operation
from harm.stage import Stage, left_behind
from khobao.main import main


class Before(NamedTuple):
    """How things were: what CURRENT held, what was answered, what is answered after the command
    did its work without a fault, and what it printed then."""

    current: str
    answered: Any
    answered_after: Any
    out: str


def library(name: str) -> Callable[..., object]:
    """A function of the library that not every version has."""
    found: Callable[..., object] = getattr(index, name)
    return found


class _Check:
    """One check; what is wrong is collected in `problems`."""

    def __init__(self, stage: Stage, operation: Operation, place: Path, before: Before) -> None:
        self.stage, self.operation, self.before = stage, operation, before
        self.place, self.archive = place, place / operation.subject
        self.problems: list[list[str]] = []
        self.found: Articles = {}  # what it holds

    def wrong(self, kind: str, text: str) -> None:
        """Note what is wrong."""
        self.problems.append([kind, text])

    def state(self) -> tuple[str, bool]:
        """What the archive holds, and whether that was published by the command."""
        operation, current = self.operation, self.archive / "CURRENT"
        moved = current.exists() and current.read_text(encoding="ascii") != self.before.current
        try:
            with search.open(self.archive) as opened:
                found = held(opened)
                asked = answers(opened)
        except index.DamagedArchiveError as error:
            if operation.before != "damaged":
                self.wrong("lost", f"it does not open: {error}")
            return "damaged", False
        except index.ArchiveError as error:
            if operation.before == "refused":
                return "refused", False
            if operation.before != "none" or "no archive" not in str(error):
                self.wrong("lost", f"it does not open: {error}")
            return "none", False
        except Exception as error:
            self.wrong("lost", f"it does not open: {error!r}")
            return "broken", False
        self.found = found
        name = self.stage.name_of(found, *self.allowed)
        same = operation.before == operation.after
        published = name == operation.after and (moved if same else True)
        known = self.before.answered_after if published else self.before.answered
        if name not in self.allowed:
            self.wrong("lost", f"it holds {name}")
        elif known is not None and asked != known:
            self.wrong("lost", f"it holds {name}, but answers otherwise")
        return name, published

    @property
    def allowed(self) -> tuple[str, ...]:
        """The contents that may be found."""
        between = ("recovered",) if self.operation.before == "damaged" else ()
        return (self.operation.before, self.operation.after, *between)

    def others(self) -> None:
        """What the command only reads is as it was."""
        for name, contents in (("archive", "base"), ("copy", "copied")):
            if name == self.operation.subject or self.operation.start not in (name, "both"):
                continue
            try:
                with search.open(self.place / name) as opened:
                    found = self.stage.name_of(held(opened), contents)
            except Exception as error:
                found = repr(error)
            if found != contents:
                self.wrong("lost", f"the {name}, which it only reads, is now {found}")

    def reader(self, seen: dict[str, Any] | None) -> None:
        """Who had it open was answered as before or as after."""
        if seen is None:
            return
        if "failed" in seen:
            self.wrong("unusable", f"a reader fails: {seen['failed']}")
            return
        name = self.stage.name_of(seen["held"], self.operation.before, self.operation.after)
        asked = {self.operation.before: self.before.answered}
        asked[self.operation.after] = self.before.answered_after
        if name not in asked or seen["asked"] != asked[name]:
            self.wrong("unusable", f"a reader is answered otherwise ({name})")

    def is_whole(self, when: str) -> None:
        """Verify finds nothing."""
        for sentence in index.verify(self.archive):
            self.wrong("unusable", f"verify, {when}: {sentence}")

    def journals(self) -> None:
        """What the runs wrote about themselves can be read."""
        for path in self.archive.glob("*.jsonl"):
            for line in path.read_bytes().splitlines():
                try:
                    json.loads(line)
                except ValueError:
                    self.wrong("unusable", f"{path.name} has the line {line[:80]!r}")

    def next_write(self, name: str) -> bool:
        """The next update, or what stands for it, works."""
        path = self.stage.inputs / "next.jsonl"
        if name == "damaged" and not self._recovered():
            return False
        if name in ("none", "refused") and self._again():
            name = self.operation.after
            self.found = self.stage.contents[name]
        write = index.reindex if name == "none" else index.update
        write([path], self.archive, workers=0)
        with search.open(self.archive) as opened:
            found = held(opened)
        written = texts(self.stage.next)
        right = (
            self.stage.is_recovered(found, written)  # of what the update itself went back to
            if name == "damaged" and not self.found
            else found == self.found | written
        )
        if not right:
            self.wrong("lost", f"after the next write it holds {len(found)} other articles")
        return right

    def _again(self) -> bool:
        """What no other write can stand for is done again; returns whether it was."""
        sources = {"backup": ["archive"], "restore": ["copy"], "upgrade": []}
        command = self.operation.command
        if command not in sources:
            return False
        library(command)(*(self.place / name for name in sources[command]), self.archive)
        return True

    def _recovered(self) -> bool:
        """The generation before a damaged one is still there, and is gone back to: by the next
        write where that was repair, or else by repair."""
        if self.operation.command == "repair":
            return True
        if "repair" in main.commands:
            library("repair")(self.archive)
        else:
            numbers = [int(one.name) for one in (self.archive / "generations").iterdir()]
            (self.archive / "CURRENT").write_text(f"{min(numbers)}\n")
        try:
            with search.open(self.archive) as opened:
                self.found = held(opened)
            found = self.stage.name_of(self.found, "recovered")
        except index.ArchiveError as error:
            found = str(error)
        if found != "recovered":
            self.wrong("lost", f"the good generation is gone: {found}")
        return found == "recovered"


def check(
    stage: Stage,
    operation: Operation,
    place: Path,
    before: Before,
    seen: dict[str, Any] | None,
) -> Generator[None, None, Any]:
    """Check everything; returns the contents, whether they were published, and the problems."""
    yield
    one = _Check(stage, operation, place, before)
    name, published = one.state()
    one.others()
    one.reader(seen)
    if not any(kind == "lost" for kind, _ in one.problems):
        try:
            if name not in ("none", "damaged", "refused"):
                one.is_whole("at once")
            if one.next_write(name):
                one.is_whole("after the next write")
                one.journals()
                for path in left_behind(place, operation):
                    one.wrong("left", path)
        except Exception as error:
            one.wrong("unusable", f"the next write fails: {error!r}")
    shutil.rmtree(place, ignore_errors=True)
    return {"contents": name, "published": published, "problems": one.problems}
