"""An archive of any size from the paragraphs of a corpus, for measuring how cost grows.

    python tests/bench/generator.py CORPUS.jsonl[.zst] [CORPUS ...] --articles N [--seed S] > FILE

Every article takes its headline from one of the corpus and each paragraph from another, so that no
two are near-duplicates and the words are as frequent as in the corpus. Days (2004 to 2023, more in
later years), papers, sections and 6,000 authors, some of whom write most, are drawn by the seed:
the same arguments give the same bytes, and fewer articles are the first of more.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from corpus import raw_lines

_FIRST_DAY, _LAST_DAY = date(2004, 1, 1), date(2023, 12, 31)
_PAPERS = [f"Báo {name}" for name in ("An Lạc", "Bến Sậy", "Cồn Ngọc", "Đồng Lau", "Mũi Ráng")]
_SECTIONS = [
    "Thời sự",
    "Kinh tế",
    "Văn hóa",
    "Thể thao",
    "Pháp luật",
    "Giáo dục",
    "Y tế",
    "Đời sống",
]
_SURNAMES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ"]
_MIDDLE_NAMES = ["Văn", "Thị", "Minh", "Thu", "Quốc", "Ngọc", "Hải", "Thanh", "Đức", "Gia"]
_GIVEN_NAMES = [
    *("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hạnh", "Hùng", "Khánh", "Lan"),
    *("Linh", "Long", "Mai", "Nam", "Nga", "Nhung", "Phong", "Phúc", "Quân", "Quỳnh"),
    *("Sơn", "Tâm", "Thảo", "Thắng", "Trang", "Trung", "Tú", "Tuấn", "Uyên", "Vân"),
    *("Việt", "Xuân", "Yến", "Châu", "Duy", "Đạt", "Hiếu", "Hoa", "Huệ", "Huy"),
    *("Kiên", "Lâm", "Liên", "Loan", "Lộc", "Minh", "My", "Nghĩa", "Ngân", "Nguyên"),
    *("Nhân", "Oanh", "Phát", "Phương", "Quang", "Sang", "Tài", "Thịnh", "Thủy", "Vy"),
]
_AUTHORS = [
    f"{surname} {middle} {given}"
    for surname in _SURNAMES
    for middle in _MIDDLE_NAMES
    for given in _GIVEN_NAMES
]
# A few write most: the author at place n of the list is drawn in proportion to 1 / (n + 20).
_AUTHOR_WEIGHTS = list(accumulate(1 / (place + 20) for place in range(len(_AUTHORS))))
_SECTION_WEIGHTS = [8, 5, 4, 4, 3, 2, 2, 1]
_PAPER_WEIGHTS = [5, 4, 3, 2, 1]


class Generator:
    """Articles made of a corpus; all of its text is held in memory."""

    def __init__(self, inputs: list[Path]) -> None:
        self._titles: list[str] = []
        self._leads: list[str] = []
        self._lengths: list[int] = []  # paragraphs of each article
        self._paragraphs: list[str] = []
        for record in map(json.loads, raw_lines(inputs)):
            paragraphs = [one for one in record["body"].split("\n") if one.strip()]
            if paragraphs:
                self._titles.append(record["title"])
                self._leads.append(record.get("summary") or "")
                self._lengths.append(len(paragraphs))
                self._paragraphs += paragraphs

    def articles(self, count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
        """The first `count` articles, as records for `reindex`, of those that a seed makes."""
        chance = Random(seed)
        days = (_LAST_DAY - _FIRST_DAY).days
        for number in range(count):
            body = [self._draw(chance, self._paragraphs) for _ in range(self._length(chance))]
            yield {
                "id": f"made-{number}",
                "title": self._draw(chance, self._titles),
                "summary": self._draw(chance, self._leads),
                "body": "\n".join(body),
                "date": str(_FIRST_DAY + timedelta(int(days * chance.random() ** 0.6))),
                "source": chance.choices(_PAPERS, _PAPER_WEIGHTS)[0],
                "category": chance.choices(_SECTIONS, _SECTION_WEIGHTS)[0],
                "author": chance.choices(_AUTHORS, cum_weights=_AUTHOR_WEIGHTS)[0],
            }

    def _length(self, chance: Random) -> int:
        # Three at least: two that share one paragraph of one are near-duplicates.
        return max(3, self._lengths[int(chance.random() * len(self._lengths))])

    @staticmethod
    def _draw(chance: Random, among: list[str]) -> str:
        return among[int(chance.random() * len(among))]


def main(arguments: list[str] | None = None) -> None:
    """Write the articles to standard output as JSON Lines."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", nargs="+", type=Path, help="JSON Lines, as it is or as .zst")
    parser.add_argument("--articles", type=int, required=True, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    options = parser.parse_args(arguments)
    for article in Generator(options.corpus).articles(options.articles, options.seed):
        sys.stdout.write(json.dumps(article, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
