"""Runs queries that a grammar makes up, and any characters at all, against an archive.

    python tests/quality/generated_queries.py [ARCHIVE] [--queries 100000] [--seed 1]

The sample archive by default. No query may raise; notes point into what was typed; what was
repaired finds something where its plain words do. Prints the slowest, and exits with 1 on a fault.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from itertools import pairwise

import index
import search
from index.vietnamese.spelling import fold
from search.query import fields as fieldnames
from search.query.parser import as_words, parse

_WORDS = """
dân vận khéo mặt trận cầu phà lũ lụt muối hội nghị xã tỉnh Mộc Khê đường kinh tế 2021 19
Covid-19 TP.HCM HĐND vắng xyz
"""
WORDS = _WORDS.split()
_OPERATORS = """
AND OR NOT VÀ HOẶC KHÔNG && || NEAR/5 W/3 PRE/2
"""
OPERATORS = _OPERATORS.split()
FIELDS = [f"{name}:" for name in fieldnames.FIELDS] + ["tiêu đề:", "chuyên mục:", "thẻ:", "ngày:"]
PERIODS = """
2021|7/7/2021|tháng 7/2021|quý II/2021|từ 1/7 đến 15/7/2021|trước 2020|hôm qua|7 ngày qua
31/2/2021|2019..2021|[2020 TO *]|last week|không ngày nào|khoảng 2019|Tết Kỷ Hợi|mùa mưa
thập niên 90|nửa đầu 2021|rằm tháng Giêng
""".replace("\n", "|")[1:-1].split("|")
SCRAPS = list("\"“”«»()+-*?:~^.,;!…/\\[]{}<>=&|'\u0301\u200b\u00a0\n\t\x00\ud800𝒂漢ß")


_Raw = argparse.RawTextHelpFormatter


class Maker:
    """Makes queries up."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def query(self) -> str:
        """A query: by the grammar, by the grammar with faults, or any characters."""
        draw = self._random.random()
        if draw < 0.45:
            made = self.expression(3)
        elif draw < 0.8:
            made = self.damaged(self.expression(3))
        elif draw < 0.95:
            pieces = [*WORDS, *OPERATORS, *FIELDS, *PERIODS, *SCRAPS]
            made = self.joined(lambda: self._random.choice(pieces), 12)
        else:
            made = "".join(self.character() for _ in range(self._random.randint(0, 60)))
        draw = self._random.random()
        if draw < 0.1:
            made = fold(made)
        elif draw < 0.2:
            made = unicodedata.normalize("NFD", made)
        return made.upper() if draw > 0.97 else made

    def expression(self, depth: int) -> str:
        """Parts side by side, or with operators between."""
        return self.joined(lambda: self.part(depth), 4)

    def joined(self, part: Callable[[], str], most: int) -> str:
        """Some parts with spaces, and now and then operators, between them."""
        made = ""
        for _ in range(self._random.randint(1, most)):
            between = " "
            if self._random.random() < 0.3:
                between = f" {self._random.choice(OPERATORS)} "
            made += (between if made else "") + part()
        return made

    def part(self, depth: int) -> str:
        """A word, phrase, pattern, fuzzy word, field, date or group, perhaps with a sign."""
        kinds = [
            self.word,
            self.word,
            self.phrase,
            self.pattern,
            self.fuzzy,
            self.dated,
            self.field,
        ]
        if depth:
            kinds.append(lambda: f"({self.expression(depth - 1)})")
        made = self._random.choice(kinds)()
        if self._random.random() < 0.1:
            made += f"^{self._random.choice(['2', '0.5', '99', '0', '1.'])}"
        return self._random.choice(["", "", "", "", "+", "-", "NOT "]) + made

    def word(self) -> str:
        """A word."""
        return self._random.choice(WORDS)

    def phrase(self) -> str:
        """A quotation."""
        words = " ".join(self.word() for _ in range(self._random.randint(0, 4)))
        return f'"{words}"' + self._random.choice(["", "", "~2", "~99", "~0"])

    def pattern(self) -> str:
        """A word with `*` and `?` in it."""
        word = list(self.word())
        for _ in range(self._random.randint(1, 3)):
            word.insert(self._random.randint(0, len(word)), self._random.choice("*?"))
        return "".join(word)

    def fuzzy(self) -> str:
        """A word that is nearly right."""
        return self.word() + self._random.choice(["x", ""]) + self._random.choice(["~", "~1", "~2"])

    def field(self) -> str:
        """A field and its value."""
        value = self._random.choice([self.word, self.phrase, self.pattern, lambda: "*"])()
        return self._random.choice(FIELDS) + self._random.choice(["", "", " "]) + value

    def dated(self) -> str:
        """A date or a period."""
        period = self._random.choice(PERIODS)
        quote = self._random.choice(["", "", '"'])
        return f"{self._random.choice(['ngày:', 'date: '])}{quote}{period}{quote}"

    def damaged(self, made: str) -> str:
        """A query with pieces lost, doubled or put in."""
        for _ in range(self._random.randint(1, 3)):
            at = self._random.randint(0, len(made))
            cut = at + self._random.choice([0, 0, 1, 2])
            made = made[:at] + self._random.choice(["", *SCRAPS]) + made[cut:]
        return made

    def character(self) -> str:
        """Any character."""
        most = self._random.choice([0x7F, 0x24F, 0x1EFF, 0xFFFF, 0x10FFFF])
        return chr(self._random.randint(0, most))


def faults(archive: search.Archive, typed: str) -> list[str]:
    """What is wrong with the answer to a query."""
    try:
        results = archive.search(typed, limit=2)
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]
    found = [
        f"a note points to {note.start}..{note.end}"
        for note in results.notes
        if not 0 <= note.start < note.end <= len(typed)
    ]
    found += [
        f"a span of {hit.article.id} is out of place"
        for hit in results
        for snippet in hit.snippets
        for one, other in pairwise([(0, 0), *snippet.spans, (len(snippet.text), 0)])
        if one[1] > other[0]
    ]
    parsed = parse(typed)
    if not results.total and parsed.is_doubtful:
        words = as_words(parsed)
        plain = " ".join(syllable.text for syllable in words.bag.syllables)
        if plain and archive.search(plain, snippets=False).total:
            found.append("nothing was found, but its words have hits")
    return found


def run(archive: search.Archive, count: int, seed: int) -> int:
    """Run the queries, tell what is wrong and what is slow; returns the number of faults."""
    maker = Maker(seed)
    slowest: list[tuple[float, str]] = []
    notes: Counter[str] = Counter()
    wrong = empty = 0
    for _ in range(count):
        typed = maker.query()
        started = time.process_time()
        found = faults(archive, typed)
        slowest = sorted([(time.process_time() - started, typed), *slowest], reverse=True)[:5]
        for fault in found:
            wrong += 1
            print(f"{typed!r}: {fault}")
        results = parse(typed)
        empty += results.is_empty
        notes.update({note.code.value for note in results.notes})
    print(f"{count} queries, {wrong} faults, {empty} of them ask for nothing")
    for code, number in notes.most_common():
        print(f"{number:8}  {code}")
    for seconds, typed in slowest:
        print(f"{1e3 * seconds:6.1f} ms  {typed!r}")
    return wrong


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Raw)
    parser.add_argument("archive", nargs="?")
    parser.add_argument("--queries", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.archive or folder
        if arguments.archive is None:
            index.reindex([str(files("index") / "sample")], folder, workers=0)
        with search.open(path) as archive:
            return int(run(archive, arguments.queries, arguments.seed) > 0)


if __name__ == "__main__":
    sys.exit(main())
