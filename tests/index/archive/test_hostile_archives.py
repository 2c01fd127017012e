"""Nothing that lies in an archive is ever run, whoever wrote it and whatever is done with it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import traceback
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from harm import articles, payloads
from harm.asking import FEW, answers
from harm.payloads import Hostile
from harm.stage import OLD, live

import index
import search


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of several segments that nobody has touched."""
    folder = tmp_path_factory.mktemp("whole")
    articles.build(folder / "archive", 4)
    articles.write(folder / "more.jsonl", articles.make(["bai-9", "bai-thêm"], 7))
    return folder / "archive"


def uses(archive: Path, more: Path) -> dict[str, Callable[[], object]]:
    """Everything that can be done with an archive, by name; each may fail."""

    def ask() -> None:
        with search.open(archive) as opened:
            answers(opened, FEW)
            list(opened.export())
            opened.stats()

    def show() -> None:
        with search.open(archive) as opened:
            opened.article("bai-4")

    elsewhere = archive.with_name("elsewhere")
    library: dict[str, Callable[[], object]] = {
        "verify": lambda: index.verify(archive),
        "search": ask,
        "show": show,
        "restore": lambda: _library("restore")(archive, elsewhere),
        "backup": lambda: _library("backup")(archive, archive.with_name("backup")),
        "update": lambda: index.update([more], archive, workers=0),
        "delete": lambda: index.delete(["bai-3"], archive),
        "repair": lambda: _library("repair")(archive),
        "upgrade": lambda: _library("upgrade")(archive),
        "reindex": lambda: index.reindex([more], archive, workers=0),
    }
    return {name: use for name, use in library.items() if name in OFFERED}


def _library(name: str) -> Callable[..., object]:
    return getattr(index, name)  # type: ignore[no-any-return]


OFFERED = {"search", "show", *(name for name in index.__all__ if name.islower())}
LONGEST = 300  # seconds that a child may take


def in_a_child(work: Callable[[], Iterator[str]]) -> list[str]:
    """What `work` complains of, in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST)
        status = 1
        os.fsync = lambda _: None  # the disk is not what is tried here
        try:
            os.close(reading)
            complaints = list(work())
            with os.fdopen(writing, "w") as pipe:
                json.dump(complaints, pipe)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return list(json.loads(text)) if status == 0 else [f"the process ended with status {status}"]


def complaints_of(whole: Path, one: Hostile, place: Path, marker: Path) -> Iterator[str]:
    """Put a payload into a copy of an archive and use it; what ran, and what was no clear error."""
    current = ""
    for name, use in uses(place, whole.with_name("more.jsonl")).items():
        if current != _text(place / "CURRENT"):  # a use before this one has published another
            _spoil(whole, one, place)
            current = _text(place / "CURRENT")
        try:
            use()
        except index.KhobaoError:
            pass
        except Exception as error:
            yield f"{one.file}, {one.how}: {name} raises {error!r}"
        if marker.exists():
            marker.unlink()
            yield f"{one.file}, {one.how}: {name} RAN IT"


def _text(path: Path) -> str:
    return path.read_text(errors="replace") if path.exists() else "none"


def _spoil(whole: Path, one: Hostile, place: Path) -> None:
    """Make `place` a copy of the archive with the payload in it, and a manifest that fits."""
    shutil.rmtree(place.parent, ignore_errors=True)
    shutil.copytree(whole, place)
    path = place / one.file
    before = path.read_bytes()
    path.write_bytes(one.data)
    if path.is_relative_to(place / "generations"):
        payloads.seal(place / live(whole).relative_to(whole), path, before)


def check_payloads(whole: Path, tmp_path: Path) -> None:
    """Nothing that is put into any file of the archive runs, and errors are our own."""
    marker = tmp_path / "marker"
    hostile = list(payloads.variants(whole, live(whole), marker))
    files = {one.file for one in hostile}
    assert {f"{live(whole).relative_to(whole)}/manifest.json", "CURRENT"} <= files

    def work() -> Iterator[str]:
        for one in hostile:
            yield from complaints_of(whole, one, tmp_path / "place" / "archive", marker)

    complaints = in_a_child(work)
    ran = [one for one in complaints if "RAN" in one]
    assert not ran, f"{len(ran)} times: " + "\n".join(ran[:20])
    assert not complaints, f"{len(complaints)} times: " + "\n".join(complaints[:20])


def test_a_payload_in_any_file_is_never_run_and_is_told_in_a_sentence(
    whole: Path, tmp_path: Path
) -> None:
    check_payloads(whole, tmp_path)


def test_a_payload_in_an_archive_of_the_format_with_pickles_is_never_run(
    whole: Path, tmp_path: Path
) -> None:
    """Also by an upgrade, which has to read what such an archive holds."""
    with zipfile.ZipFile(OLD) as packed:
        packed.extractall(tmp_path / "old")
    shutil.copy(whole.with_name("more.jsonl"), tmp_path / "old")
    archive = tmp_path / "old" / "archive"
    tables = next(live(archive).glob("*.toc"))
    assert list(payloads.pickles(tables.read_bytes()))
    check_payloads(archive, tmp_path)


def test_the_payloads_do_run_where_a_pickle_is_read(tmp_path: Path) -> None:
    import pickle  # noqa: PLC0415

    marker = tmp_path / "marker"
    for payload in payloads.payloads(marker):
        pickle.loads(payload + b"rest")
        assert marker.exists()
        marker.unlink()


def test_the_manifest_can_be_made_to_fit(whole: Path, tmp_path: Path) -> None:
    """Or the payloads are refused for their checksums, and nothing is shown by that."""
    shutil.copytree(whole, tmp_path / "archive")
    generation = live(tmp_path / "archive")
    path = max(generation.iterdir(), key=lambda one: one.stat().st_size)
    before = path.read_bytes()
    path.write_bytes(before + b" ")
    assert payloads.seal(generation, path, before)
    for sentence in index.verify(tmp_path / "archive"):
        assert "its manifest" not in sentence
        assert "manifest.json" not in sentence
        assert "bytes instead of" not in sentence


def test_an_archive_holds_no_pickle(whole: Path) -> None:
    for path in live(whole).rglob("*"):
        if path.is_file():
            assert not list(payloads.pickles(path.read_bytes())), path.name


def test_no_pickle_is_read_when_an_archive_is_used(whole: Path, tmp_path: Path) -> None:
    place, more = tmp_path / "place" / "archive", whole.with_name("more.jsonl")
    shutil.copytree(whole, place)
    tried = ("verify", "search", "show", "backup", "update", "delete")

    def work() -> Iterator[str]:
        uses(place, more)["search"]()  # what is read once in a process is read now
        heard: list[str] = []

        def hear(event: str, arguments: tuple[Any, ...]) -> None:
            if event == "pickle.find_class":
                heard.append(".".join(map(str, arguments)))

        sys.addaudithook(hear)
        for name, use in uses(place, more).items():
            if name in tried:
                use()
                yield from (f"{name} reads a pickle with {one}" for one in heard)
                heard.clear()

    complaints = in_a_child(work)
    assert not complaints, "\n".join(complaints[:20])


@pytest.mark.parametrize("text", ["os.system", "../../outside"])
def test_names_in_a_manifest_are_names_of_nothing_else(
    text: str, whole: Path, tmp_path: Path
) -> None:
    """Each text of the manifest, and each name of a file in it, replaced by one that means harm."""
    place = tmp_path / "place" / "archive"
    manifest = json.loads((live(whole) / "manifest.json").read_text(encoding="utf-8"))
    outside = tmp_path / "outside"
    outside.write_text("not of the archive")

    def work() -> Iterator[str]:
        for where, spoilt in _replaced(manifest, text):
            shutil.rmtree(place.parent, ignore_errors=True)
            shutil.copytree(whole, place)
            path = live(place) / "manifest.json"
            path.write_text(json.dumps(payloads.resealed(manifest, spoilt)), encoding="utf-8")
            for name, use in uses(place, whole.with_name("more.jsonl")).items():
                if name == "reindex":
                    continue
                try:
                    use()
                except index.KhobaoError:
                    continue
                except Exception as error:
                    yield f"{where}: {name} raises {error!r}"

    complaints = in_a_child(work)
    assert not complaints, "\n".join(complaints[:20])
    assert outside.read_text() == "not of the archive"


def _replaced(value: Any, text: str) -> Iterator[tuple[str, Any]]:
    """(where, the value with one of its texts or keys replaced) for each of them."""
    if isinstance(value, str):
        yield "", text
    elif isinstance(value, dict):
        for name, one in value.items():
            yield f"the name {name}", {text if key == name else key: value[key] for key in value}
            for where, spoilt in _replaced(one, text):
                yield f"{name}.{where}", {**value, name: spoilt}
    elif isinstance(value, list):
        for place, one in enumerate(value):
            for where, spoilt in _replaced(one, text):
                yield f"{place}.{where}", [*value[:place], spoilt, *value[place + 1 :]]
