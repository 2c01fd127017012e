"""Invented articles, and archives of several segments made of them."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import index
import search
from index.articles.serialization import to_dict

Articles = dict[str, dict[str, Any]]  # by id

_SYLLABLES = """
dân vận khéo mặt trận cầu phà lũ lụt muối hội nghị xã tỉnh đường kinh tế thông xe sáng nay chợ phiên
họp đều tháng trường học sinh nước sạch ruộng lúa mùa vụ thuyền bến sông núi rừng làng phố người già
trẻ em thợ gốm đèn lồng kênh mương điện trạm y tế vườn chè rau quả nhà văn hóa sách báo
"""
_CATEGORIES = ("Kinh tế", "Chính trị", "Đời sống", "Văn hóa")
_SOURCES = ("Tin Lam Khê", "Báo Hạ Giang")
_AUTHORS = ("Khúc Văn Đoàn", "Lê Thị Mơ", "Trần Gốm")
_FIELDS = ("id", "title", "summary", "body", "captions", "category", "source", "authors", "tags")


def make(ids: Iterable[str], edition: int = 0, sentences: int = 6) -> Articles:
    """An article for each id; another `edition` has other texts under the same ids.

    Every seventh has the texts of the one before it.
    """
    articles: Articles = {}
    words = _SYLLABLES.split()
    twin: dict[str, Any] = {}
    for number, id in enumerate(ids):
        draw = random.Random(f"{id} {edition}")
        lines = [
            " ".join(draw.choices(words, k=draw.randrange(6, 16))).capitalize() + "."
            for _ in range(sentences)
        ]
        if number % 3 == 0:
            lines.insert(1, f"Ủy ban nhân dân (UBND) xã số {number} bàn việc dân vận khéo.")
        articles[id] = {
            "id": id,
            "title": " ".join(draw.choices(words, k=7)).capitalize(),
            "summary": " ".join(draw.choices(words, k=12)).capitalize() + ".",
            "body": "\n".join(lines),
            "captions": [" ".join(draw.choices(words, k=5))],
            "published": (date(2021, 1, 1) + timedelta(draw.randrange(700))).isoformat(),
            "category": draw.choice(_CATEGORIES),
            "source": draw.choice(_SOURCES),
            "authors": [draw.choice(_AUTHORS)],
            "tags": draw.sample(words, 2),
        }
        if number % 9 == 8:
            del articles[id]["published"]
        if number % 7 == 6 and twin:
            articles[id].update({name: twin[name] for name in ("title", "summary", "body")})
        twin = articles[id]
    return articles


def write(path: Path, articles: Articles) -> Path:
    """Write articles as JSON Lines."""
    lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in articles.values())
    path.write_text("".join(lines), encoding="utf-8")
    return path


def texts(articles: Articles) -> Articles:
    """What two archives must have in common to hold the same: the texts by id."""
    return {id: {name: one[name] for name in _FIELDS} for id, one in articles.items()}


def held(archive: search.Archive) -> Articles:
    """The texts that an open archive holds."""
    return texts({one.id: to_dict(one) for one in archive.export()})


def build(
    archive: Path, size: int, prefix: str = "bai", *, keep: Path | None = None
) -> tuple[Articles, Articles]:
    """Build an archive of `size` articles and more, in segments, some of them deleted.

    The generation before the live one is still there, too, whatever the installed version keeps.
    `keep` is a folder for inputs that are made on the way. Returns the texts of the generation
    before the live one, and of the live one.
    """
    inputs = keep or archive.parent
    first = make([f"{prefix}-{number}" for number in range(size)])
    path = write(inputs / "building.jsonl", first)
    index.reindex([path], archive, workers=0)
    few = max(3, size // 4)
    second = make([f"{prefix}-{number}" for number in range(size - 1, size - 1 + few)], 1)
    index.update([write(path, second)], archive, workers=0)
    held_now = first | second
    gone = [f"{prefix}-1", f"{prefix}-{size + 1}"]
    index.delete(gone, archive)
    older = {id: one for id, one in held_now.items() if id not in gone}
    number = (archive / "CURRENT").read_text(encoding="ascii").strip()
    generation = archive / "generations" / number
    shutil.copytree(generation, inputs / "kept")
    third = make([f"{prefix}-0", f"{prefix}-mới"], 2)
    index.update([write(path, third)], archive, workers=0)
    if not generation.exists():
        shutil.copytree(inputs / "kept", generation)
    shutil.rmtree(inputs / "kept")
    path.unlink()
    return texts(older), texts(older | third)
