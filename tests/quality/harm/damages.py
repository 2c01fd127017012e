"""Ways in which the files of an archive are not what was written."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

PAGE = 4096
SMALL = 1024  # a file of so many bytes gets as many flips as one that is larger than it is
LEAST_FLIPS = 20
ELSEWHERE = "elsewhere"


class Damage(NamedTuple):
    """One damage to a file (named from the archive's folder): its kind, and where it is."""

    kind: str
    file: str
    where: str
    data: bytes | None  # what is in the file then; None where it is missing or a folder


Way = Callable[[bytes, random.Random], tuple[str, bytes] | None]


def flips(archive: Path, count: int, draw: random.Random) -> list[Damage]:
    """Single bits turned over, all over the files, by their sizes; in small ones a few, too."""
    files = damageable(archive)
    sizes = [max(len(data), SMALL) for data in files.values()]
    drawn = draw.choices(list(files), sizes, k=count)
    for name in files:
        drawn += [name] * max(0, min(LEAST_FLIPS, count) - drawn.count(name))
    return [_flip(name, files[name], draw) for name in drawn if files[name]]


def _flip(name: str, data: bytes, draw: random.Random) -> Damage:
    bit = draw.randrange(8 * len(data))
    flipped = bytearray(data)
    flipped[bit // 8] ^= 1 << bit % 8
    return Damage("flip", name, f"bit {bit % 8} of byte {bit // 8}", bytes(flipped))


def others(archive: Path, foreign: Path, count: int, draw: random.Random) -> list[Damage]:
    """Damages of all other kinds, as many of each; `foreign` is another archive."""
    files = damageable(archive)
    kinds: list[Iterator[Damage | None]] = [
        *(_by_way(kind, way, files, draw) for kind, way in _WAYS.items()),
        _gone(files, draw),
        _replaced(archive, files, _elsewhere(archive), "older", draw),
        _replaced(archive, files, _elsewhere(foreign), "foreign", draw),
        _pointers(archive, draw),
    ]
    found: list[Damage] = []
    while len(found) < count:
        for kind in kinds:
            damage = next(kind)
            if damage is not None and damage.data != files.get(damage.file, b""):
                found.append(damage)
    return found[:count]


def elsewhere(archive: Path, count: int, draw: random.Random) -> list[Damage]:
    """Damages to all that answers are not made of: journals, and the generation before."""
    needed = damageable(archive)
    paths = [path for path in sorted(archive.rglob("*")) if path.is_file()]
    files = {str(path.relative_to(archive)): path.read_bytes() for path in paths}
    files = {name: data for name, data in files.items() if data and name not in needed}
    found: list[Damage] = []
    while len(found) < count:
        name = draw.choice(list(files))
        how, way = draw.choice(list(_WAYS.items()))
        made = way(files[name], draw)
        if made is not None and made[1] != files[name]:
            found.append(Damage(ELSEWHERE, name, f"{how} {made[0]}", made[1]))
    return found


def damageable(archive: Path) -> dict[str, bytes]:
    """What answers are made of, by file: CURRENT, and the files of the live generation."""
    live = archive / "generations" / (archive / "CURRENT").read_text(encoding="ascii").strip()
    paths = [archive / "CURRENT", *sorted(path for path in live.rglob("*") if path.is_file())]
    return {str(path.relative_to(archive)): path.read_bytes() for path in paths}


def do(archive: Path, damage: Damage) -> None:
    """Damage the archive."""
    path = archive / damage.file
    path.unlink(missing_ok=True)
    if damage.data is not None:
        path.write_bytes(damage.data)
    elif damage.kind == "folder":
        path.mkdir()


def undo(archive: Path, damage: Damage, whole: Path) -> None:
    """Make the archive again what it is at `whole`."""
    path = archive / damage.file
    if path.is_dir():
        path.rmdir()
    path.unlink(missing_ok=True)
    if (whole / damage.file).exists():
        shutil.copy2(whole / damage.file, path)


def _cut(data: bytes, draw: random.Random) -> tuple[str, bytes]:
    pages = PAGE * draw.randrange(len(data) // PAGE + 1)
    size = draw.choice([len(data) - 1, len(data) // 2, pages, draw.randrange(len(data)), 1])
    return f"after {size} bytes", data[:size]


def _zeroed(data: bytes, draw: random.Random) -> tuple[str, bytes]:
    start = PAGE * draw.randrange((len(data) - 1) // PAGE + 1)
    size = len(data[start : start + PAGE])
    return f"page at {start}", data[:start] + bytes(size) + data[start + PAGE :]


def _swapped(data: bytes, draw: random.Random) -> tuple[str, bytes] | None:
    size = draw.choice([16, 64, 512, PAGE])
    if len(data) < 2 * size:
        return None
    first, second = sorted(draw.sample(range(len(data) // size), 2))
    one, other = (data[size * place : size * (place + 1)] for place in (first, second))
    between = data[size * (first + 1) : size * second]
    swapped = data[: size * first] + other + between + one + data[size * (second + 1) :]
    return f"blocks {first} and {second} of {size} bytes", swapped


def _appended(data: bytes, draw: random.Random) -> tuple[str, bytes]:
    size = draw.choice([1, 7, 512, PAGE])
    return f"{size} bytes", data + draw.choice([draw.randbytes(size), bytes(size), data[-size:]])


def _noise(data: bytes, draw: random.Random) -> tuple[str, bytes]:
    start = draw.randrange(len(data))
    size = min(draw.choice([1, 8, 64, 512]), len(data) - start)
    noise = draw.randbytes(size)
    return f"{size} bytes at {start}", data[:start] + noise + data[start + size :]


_WAYS: dict[str, Way] = {
    "cut": _cut,
    "zeroed page": _zeroed,
    "swapped": _swapped,
    "appended": _appended,
    "noise": _noise,
    "empty": lambda data, draw: ("", b""),
}


def _by_way(
    kind: str, way: Way, files: dict[str, bytes], draw: random.Random
) -> Iterator[Damage | None]:
    while True:
        name = draw.choice([name for name, data in files.items() if data])
        found = way(files[name], draw)
        yield None if found is None else Damage(kind, name, *found)


def _gone(files: dict[str, bytes], draw: random.Random) -> Iterator[Damage]:
    while True:
        yield Damage("missing", draw.choice(list(files)), "", None)
        yield Damage("folder", draw.choice(list(files)), "", None)
        beside = draw.choice([name for name in files if name != "CURRENT"])
        yield Damage("stray", f"{Path(beside).parent / 'stray'}", "", b"what is this?")


def _elsewhere(archive: Path) -> dict[Path, bytes]:
    """The files of every generation of an archive that is not live, or of all there are."""
    live = (archive / "CURRENT").read_text(encoding="ascii").strip()
    folders = [one for one in (archive / "generations").iterdir() if one.name != live]
    paths = [path for one in folders for path in one.rglob("*") if path.is_file()]
    return {path: path.read_bytes() for path in sorted(paths)}


def _replaced(
    archive: Path, files: dict[str, bytes], by: dict[Path, bytes], which: str, draw: random.Random
) -> Iterator[Damage | None]:
    """A file replaced by one of the same name, or the same kind, of another generation."""
    while True:
        name = draw.choice([name for name in files if name != "CURRENT"])
        path = archive / name
        same = [one for one in by if one.name == path.name] or list(by)
        chosen = draw.choice([*same, *(one for one in by if one.suffix == path.suffix)])
        where = f"by {chosen.parent.name}/{chosen.name}"
        yield Damage(f"{which} file", name, where, by[chosen])


def _pointers(archive: Path, draw: random.Random) -> Iterator[Damage]:
    """CURRENT that names something else."""
    numbers = sorted(int(one.name) for one in (archive / "generations").iterdir())
    live = int((archive / "CURRENT").read_text(encoding="ascii"))
    others = [str(number) for number in numbers if number != live]
    texts = [*others, str(live + 1), "0", "-1", f"{live}.0", "../generations/1", "x", "9" * 400]
    while True:
        text = draw.choice(texts)
        yield Damage("pointer", "CURRENT", text[:20], f"{text}\n".encode())
