"""Helpers for tests of what is packed: articles, and what reading them gives."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from index.articles.article import Article
from index.inputs import read
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.limits import Limits
from index.inputs.reading import convert, pieces

PICTURE = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(50)


def lines(*titles: str) -> bytes:
    """Articles with these titles as JSON Lines."""
    return "".join(json.dumps({"title": title, "body": "Tin."}) + "\n" for title in titles).encode()


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of members by their names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def tarred(
    members: Mapping[str, bytes], format: int = tarfile.PAX_FORMAT, mode: str = "w"
) -> bytes:
    """A tar of members by their names."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode, format=format) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return file.getvalue()


def told(data: bytes, limits: Limits | None = None) -> list[str]:
    """What data under the name `a` gives: titles of articles; of all else where and why."""
    options = Options(limits=limits or Limits())
    found = pieces(Content("a", iter([data])), options)
    return [_told(convert(each.leaf, options)) for each in found]


def told_of(path: Path) -> list[str]:
    """What a file gives, as `told` does."""
    return [_told(each).replace(str(path), "a") for each in read([path])]


def _told(outcome: object) -> str:
    if isinstance(outcome, Article):
        return outcome.title
    return f"{outcome.where}: {getattr(outcome, 'reason', 'a listing')}"  # type: ignore[attr-defined]
