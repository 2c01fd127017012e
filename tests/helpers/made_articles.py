"""Articles that are made up of few words, so that queries of these words find many of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from index.articles.article import Article

TEXT = """dân vận khéo mặt trận tổ quốc hội nghị nông dân cầu phà sông suối lũ lụt đê điều
chợ phiên lúa mùa ruộng đồng trường học thầy cô học sinh bản làng nương rẫy đường núi cau cầu câu
dan van ma má mã Covid-19 TP.HCM 2021"""
WORDS = TEXT.split()
MARKS = (",", ".", ":", " –", ";")
CATEGORIES = ("Xã hội", "Kinh tế", "Văn hoá")
SOURCES = ("Báo Hạ Giang", "Báo Khe Bạch", "")
AUTHORS = ("Lê Mộc", "Trần Thị Khê", "Vũ Giang")
_VIETNAM = timezone(timedelta(hours=7))


class Maker:
    """Makes articles up; with one seed always the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def article(self, id: str) -> Article:
        """An article with this id."""
        draw = self._random
        return Article(
            id=id,
            title=self.text(2, 7),
            summary=self.text(0, 12),
            body=self.text(40, 90),
            captions=tuple(self.text(2, 5) for _ in range(draw.choice([0, 0, 1, 2]))),
            published=self.date(),
            category=draw.choice(CATEGORIES),
            source=draw.choice(SOURCES),
            authors=tuple(draw.choices(AUTHORS, k=draw.randint(0, 2))),
            url=draw.choice(["", f"https://bao.example/tin/{id}"]),
            tags=tuple(draw.sample(WORDS, draw.randint(0, 2))),
        )

    def text(self, least: int, most: int) -> str:
        """Some words, with punctuation here and there."""
        draw = self._random
        words = draw.choices(WORDS, k=draw.randint(least, most))
        return " ".join(word + draw.choice(["", "", "", "", *MARKS]) for word in words)

    def date(self) -> date | datetime | None:
        """A day, a moment, or none; now and then one that is still to come."""
        draw = self._random
        if draw.random() < 0.1:
            return None
        if draw.random() < 0.05:
            return date(2090, 1, 1)
        day = date(2019, 12, 20) + timedelta(days=draw.randint(0, 40))
        if draw.random() < 0.5:
            return day
        # The first and the last hours of a Vietnamese day are other days elsewhere.
        hour = draw.choice([0, 6, 7, 23])
        return datetime(day.year, day.month, day.day, hour, 30, tzinfo=_VIETNAM)


def many(seed: int, ids: Sequence[str]) -> list[Article]:
    """An article for each of some ids."""
    maker = Maker(seed)
    return [maker.article(id) for id in ids]


def copies(article: Article, ids: Sequence[str]) -> Iterator[Article]:
    """What other papers made of an article: near-duplicates of it."""
    for number, id in enumerate(ids):
        yield replace(
            article, id=id, title=f"{article.title} {number}", published=date(2020, 1, 1 + number)
        )


def _lots() -> tuple[list[Article], ...]:
    first = many(1, [f"a{number}" for number in range(34)])
    first += copies(first[3], ["copy0", "copy1", "copy2"])
    second = many(2, [f"b{number}" for number in range(10)])
    second += [*many(3, ["a5", "a9"]), *copies(first[3], ["copy3"])]
    third = many(4, ["c0", "b3", "a1", "c0"])  # one comes twice
    return first, second, third


LOTS = _lots()
"""Articles of three days of work, some of which replace earlier ones."""
DELETED = ("a2", "copy1", "b7")
"""The ids of those that are deleted then."""
