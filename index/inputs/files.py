"""Finding inputs: files, and all that is in folders."""

# pathlib takes three times as long, which tells with a hundred thousand files.
# ruff: noqa: PTH110, PTH112, PTH113, PTH114, PTH116, PTH118, PTH120, PTH206

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.articles.article import Rejected
from index.errors import InputError
from index.inputs.found import Skipped

log = logging.getLogger("khobao")


@dataclass(frozen=True)
class InputFile:
    """A file to read; `size` is None where only reading it can tell, as for standard input.

    `modified` is when it was last written, in seconds since 1970, of a file on a disk, `changed`
    when it was last written, renamed or given other rights. `folders` are the names of the folders
    between the one that was named as input and the file.
    """

    path: str
    size: int | None
    in_folder: bool = False
    modified: float | None = None
    folders: tuple[str, ...] = ()
    changed: float | None = None

    @property
    def is_standard_input(self) -> bool:
        """Whether it was named `-`; a file of that name is `./-`."""
        return self.path == "-" and not self.in_folder

    @property
    def named(self) -> str:
        """The path that was named: of the file, or of the folder in which it was found."""
        path = self.path
        for _ in range(len(self.folders) + 1 if self.in_folder else 0):
            path = os.path.dirname(path)
        return path

    @property
    def name(self) -> str:
        """The path as it can be printed."""
        return path_text(self.path)


def path_text(path: str) -> str:
    """`path` with U+FFFD for the bytes that are no UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def find(path: str) -> InputFile | None:
    """The input at `path`, None if it is a folder.

    Raises `InputError` if there is nothing at `path` that can be read.
    """
    if path == "-":
        return InputFile(path, None)
    try:
        if not path:
            raise FileNotFoundError
        status = Path(path).stat()
    except (OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            reason = "there is no such file or folder"
        else:
            reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"the input {path_text(path)!r} cannot be read: {reason}; check the path"
        ) from None
    if stat.S_ISDIR(status.st_mode):
        return None
    if stat.S_ISSOCK(status.st_mode):
        raise InputError(f"the input {path_text(path)!r} is a socket; give a file or folder")
    if stat.S_ISREG(status.st_mode):
        return InputFile(path, status.st_size, modified=status.st_mtime, changed=status.st_ctime)
    return InputFile(path, None)


def find_again(path: str, folder: str | None) -> InputFile:
    """The file at `path`, which was found in a `folder` that was named (None: it was itself).

    Raises `InputError` as `find`, and for a folder.
    """
    file = find(path)
    if file is None:
        raise InputError(f"the input {path_text(path)!r} is a folder; give a file")
    if folder is None:
        return file
    folders = os.path.relpath(path, folder).split(os.sep)[:-1]
    return replace(file, in_folder=True, folders=tuple(folders))


def walk(folder: str) -> Iterator[InputFile | Rejected | Skipped]:
    """Every file under `folder`, in the order of the names.

    Links are followed within the folder; one that leads out of it is skipped, and a folder to which
    several paths lead is entered once. What is hidden is skipped, what cannot be read is rejected.
    """
    root = os.path.realpath(folder)
    entered: set[tuple[int, int]] = set()
    found: list[tuple[str, tuple[str, ...]]] = [(folder, ())]
    while found:
        path, folders = found.pop()
        name = path_text(path)
        try:
            status = os.stat(path)
            if stat.S_ISREG(status.st_mode):
                yield InputFile(
                    path, status.st_size, True, status.st_mtime, folders[:-1], status.st_ctime
                )
            elif not stat.S_ISDIR(status.st_mode):
                yield Rejected(name, "it is neither a file nor a folder")
            elif _is_archive(path):
                log.info("%s is an archive and no input", name)
            elif (status.st_dev, status.st_ino) in entered:
                log.info("%s has been read under another name", name)
            else:
                entered.add((status.st_dev, status.st_ino))
                inside = list(_inside(path, root))
                if not folders and not inside:
                    yield Rejected(name, "the folder is empty")
                for entry in inside:
                    if isinstance(entry, Skipped):
                        yield entry
                found += [
                    (os.path.join(path, entry), (*folders, entry))
                    for entry in reversed(inside)
                    if isinstance(entry, str)
                ]
        except OSError as error:
            reason = "it is a link to nothing" if os.path.islink(path) else error.strerror
            yield Rejected(name, f"it cannot be read: {reason}")


def _inside(folder: str, root: str) -> Iterator[str | Skipped]:
    """The names of what is in a folder, in order, and what of it is not read."""
    with os.scandir(folder) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        if entry.name.startswith("."):
            reason = "hidden files and folders are read only if they are named"
            yield Skipped(path_text(entry.path), reason)
        elif entry.is_symlink() and not _is_within(os.path.realpath(entry.path), root):
            yield Skipped(path_text(entry.path), "it is a link out of the folder")
        else:
            yield entry.name


def _is_within(path: str, root: str) -> bool:
    below = root.rstrip(os.sep) + os.sep
    return path == root or path.startswith(below) or not os.path.exists(path)


def _is_archive(folder: str) -> bool:
    return os.path.isfile(os.path.join(folder, "LOCK")) and os.path.isdir(
        os.path.join(folder, "generations")
    )
