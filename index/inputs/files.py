"""Finding inputs: files, and all that is in folders."""

from __future__ import annotations

import logging
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from index.articles.article import Rejected
from index.errors import InputError

log = logging.getLogger("khobao")


@dataclass(frozen=True)
class InputFile:
    """A file to read; `size` is None where only reading it can tell, as for standard input."""

    path: str
    size: int | None
    in_folder: bool = False

    @property
    def is_standard_input(self) -> bool:
        """Whether it was named `-`; a file of that name is `./-`."""
        return self.path == "-" and not self.in_folder

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
    return InputFile(path, status.st_size if stat.S_ISREG(status.st_mode) else None)


def walk(folder: str) -> Iterator[InputFile | Rejected]:
    """Every file under `folder`, in the order of the names.

    Links are followed; a folder to which several paths lead is entered once. What is hidden or
    cannot be read is rejected.
    """
    entered: set[tuple[int, int]] = set()
    root = Path(folder)
    paths = [root]
    while paths:
        path = paths.pop()
        name = path_text(str(path))
        if path is not root and path.name.startswith("."):
            yield Rejected(name, "hidden files and folders are read only if they are named")
            continue
        try:
            status = path.stat()
            if stat.S_ISREG(status.st_mode):
                yield InputFile(str(path), status.st_size, in_folder=True)
            elif not stat.S_ISDIR(status.st_mode):
                yield Rejected(name, "it is neither a file nor a folder")
            elif (path / "LOCK").is_file() and (path / "generations").is_dir():
                log.info("%s is an archive and no input", name)
            elif (status.st_dev, status.st_ino) in entered:
                log.info("%s has been read under another name", name)
            else:
                entered.add((status.st_dev, status.st_ino))
                inside = sorted(path.iterdir(), key=lambda each: each.name, reverse=True)
                if path is root and not inside:
                    yield Rejected(name, "the folder is empty")
                paths += inside
        except OSError as error:
            reason = "it is a link to nothing" if path.is_symlink() else error.strerror
            yield Rejected(name, f"it cannot be read: {reason}")


def extension(path: str) -> str:
    """`.jsonl` for `News.JSONL.gz`; empty where the name has no extension made of letters."""
    name = PurePath(path)
    if name.suffix.lower() in {".gz", ".zst"}:
        name = name.with_suffix("")
    suffix = name.suffix.lower()
    return suffix if re.fullmatch(r"\.(?=\d*[a-z])[a-z0-9]{1,8}", suffix) else ""
