"""The places where trials begin, and the contents that may come of them."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

from harm import articles
from harm.articles import Articles, make, write
from harm.operations import Operation

# An archive of the format before this one, with its articles as JSON Lines.
OLD = Path(__file__).parents[2] / "data" / "format-3.zip"
# What may lie in an archive's folder; see `index.archive`.
DOCUMENTED = {
    "CURRENT",
    "LOCK",
    "generations",
    "notes.jsonl",
    "rejected.jsonl",
    "skipped.jsonl",
    "runs.jsonl",
    "synonyms.txt",
}


class Stage:
    """A folder with every start that operations name, and the contents by name."""

    def __init__(self, folder: Path, size: int) -> None:
        """Prepare everything; archives have about `size` articles."""
        self.folder = folder
        self.inputs = folder / "inputs"
        self.inputs.mkdir(parents=True)
        archive = self._start("archive") / "archive"
        older, base = articles.build(archive, size, keep=self.inputs)
        _, copied = articles.build(self._start("copy") / "copy", size, "khac", keep=self.inputs)
        new = make([f"bai-{number}" for number in range(size // 2)] + ["bai-khác"], 3)
        more = make(["bai-3", "bai-thêm"], 4)
        many = make([f"bai-{number}" for number in range(300)], 5, sentences=1)
        for name, some in (("new", new), ("more", more), ("many", many)):
            write(self.inputs / f"{name}.jsonl", some)
        apart = self.inputs / "apart"  # so many that other processes analyse and write them
        apart.mkdir()
        for number, one in enumerate(many.items()):
            write(apart / f"{number:03}.jsonl", dict([one]))
        write(self.inputs / "next.jsonl", self.next)
        self.contents: dict[str, Articles] = {
            "base": base,
            "older": older,
            "copied": copied,
            "new": articles.texts(new),
            "updated": base | articles.texts(more),
            "updated-older": older | articles.texts(more),
            "many": base | articles.texts(many),
            "deleted": {id: one for id, one in base.items() if id not in ("bai-2", "bai-mới")},
        }
        self._start("nothing")
        if OLD.exists():
            self._unpack_old()
        shutil.copytree(folder / "archive" / "archive", self._start("both") / "archive")
        shutil.copytree(folder / "copy" / "copy", folder / "both" / "copy")
        damaged = self._start("damaged") / "archive"
        shutil.copytree(archive, damaged)
        _spoil(live(damaged))

    def _unpack_old(self) -> None:
        """An archive as an earlier version wrote it, and what it holds."""
        with zipfile.ZipFile(OLD) as packed:
            packed.extractall(self._start("old"))
        lines = self.folder / "old" / "articles.jsonl"
        held = map(json.loads, lines.read_text(encoding="utf-8").splitlines())
        self.contents["old"] = {one["id"]: one for one in held}
        lines.unlink()

    def has(self, operation: Operation) -> bool:
        """Whether there is what the operation begins with."""
        return (self.folder / operation.start).exists()

    def _start(self, name: str) -> Path:
        (self.folder / name).mkdir()
        return self.folder / name

    @property
    def next(self) -> Articles:
        """What the next write adds, in inputs/next.jsonl."""
        return make(["bai-sau", "bai-4"], 6)

    def begin(self, operation: Operation, place: Path) -> None:
        """Make `place` anew as the operation finds it."""
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.folder / operation.start, place)

    def arguments(self, operation: Operation, place: Path) -> list[str]:
        """The command line of the operation at a place."""
        paths = {"archive": place / "archive", "copy": place / "copy", "inputs": self.inputs}
        return [one.format(**paths) for one in operation.arguments.split()]

    def is_recovered(self, found: Articles, written: Articles) -> bool:
        """Whether it is what the generation before the damaged one held, or some of the later,
        with what was `written` then."""
        older, base = self.contents["older"], self.contents["base"]
        return (older.keys() & base.keys()) | written.keys() <= found.keys() and all(
            one == written[id] if id in written else one in (older.get(id), base.get(id))
            for id, one in found.items()
        )

    def name_of(self, found: Articles, *likely: str) -> str:
        """The name of the contents that an archive was found to hold, or what is strange."""
        if "recovered" in likely and self.is_recovered(found, {}):
            return "recovered"
        for name in (*likely, *self.contents):
            if self.contents.get(name) == found:
                return name
        return f"other contents ({len(found)} articles)"


def live(archive: Path) -> Path:
    """The folder of the live generation."""
    return archive / "generations" / (archive / "CURRENT").read_text(encoding="ascii").strip()


def _spoil(generation: Path) -> None:
    """Cut the largest file in half."""
    largest = max(generation.iterdir(), key=lambda path: path.stat().st_size)
    with largest.open("r+b") as file:
        file.truncate(largest.stat().st_size // 2)


def left_behind(place: Path, operation: Operation) -> list[str]:
    """What lies there that nobody documents."""
    expected = {"archive", "copy"}
    strange = [path for path in place.iterdir() if path.name not in expected]
    archive = place / operation.subject
    strange += [path for path in archive.iterdir() if path.name not in DOCUMENTED]
    current = int((archive / "CURRENT").read_text(encoding="ascii"))
    generations = list((archive / "generations").iterdir())
    before = max((int(one.name) for one in generations if _before(one, current)), default=0)
    known = [str(current), str(before)]
    if operation.before == "damaged":  # what is left of it may be worth something
        known += [one.name for one in generations if one.name.endswith(".damaged")]
    strange += [path for path in generations if path.name not in known]
    for generation in generations:
        strange += [path for path in generation.iterdir() if path.suffix in (".new", ".tmp")]
    return sorted(str(path.relative_to(place)) for path in strange)


def _before(path: Path, current: int) -> bool:
    return path.name.isdecimal() and int(path.name) < current
