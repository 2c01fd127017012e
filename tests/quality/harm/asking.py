"""Questions of every kind to an archive, and its answers as plain data that can be compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import search

Question = Callable[[search.Archive], Any]


def _searched(query: str = "", **options: Any) -> Question:
    def ask(archive: search.Archive) -> Any:
        found = archive.search(query, **options)
        return {
            **{key: value for key, value in found.to_dict().items() if key != "seconds"},
            "explained": [[part._asdict() for part in hit.explain()] for hit in found.hits[:2]],
            "texts": [(hit.article.id, hit.article.body) for hit in found.hits],
        }

    return ask


def _exported(query: str = "", **options: Any) -> Question:
    return lambda archive: [repr(one) for one in archive.export(query, **options)]


def _completed(typed: str) -> Question:
    return lambda archive: [one._asdict() for one in archive.suggest(typed)]


def _told(archive: search.Archive) -> Any:
    told = archive.stats().to_dict()
    return {key: told[key] for key in ("articles", "undated", "oldest", "abbreviations", "facets")}


QUESTIONS: dict[str, Question] = {
    "newest": _searched(),
    "words": _searched("cầu phà"),
    "unmarked": _searched("dan van kheo"),
    "partly marked": _searched("hội nghi tinh"),
    "all words": _searched("cầu sông", match="all"),
    "any word, by date": _searched("lũ lụt muối", match="any", sort="newest"),
    "oldest first": _searched("chợ", sort="oldest", limit=20),
    "second page": _searched("cầu OR phà", offset=5, limit=5),
    "phrase": _searched('"dân vận khéo"'),
    "loose phrase": _searched('"dân khéo"~3'),
    "unmarked phrase": _searched('"uy ban nhan dan"'),
    "excluded": _searched("hội -cầu"),
    "operators": _searched("(lúa HOẶC ruộng) VÀ KHÔNG điện"),
    "prefix": _searched("ngh*"),
    "wildcard": _searched("*ường"),
    "fuzzy": _searched("khuyéo~2"),
    "boosted": _searched("cầu^3 phà"),
    "abbreviation": _searched("UBND"),
    "title": _searched("title:cầu"),
    "category": _searched('category:"Kinh tế" bến'),
    "author and tag": _searched("author:gốm OR tag:lúa"),
    "has no date": _searched("-date:*"),
    "date": _searched("ngày:quý 3/2021"),
    "period": _searched("nhà date:2021..2022", sort="newest"),
    "filters": _searched(
        "nhà xã", since="2021-03-01", until="2022-03-01", source=["Báo Hạ Giang"], match="any"
    ),
    "grouped": _searched("dân", group=True, limit=20),
    "mistyped": _searched("thuyềnn"),
    "timeline": lambda archive: archive.timeline("cầu", every="month").to_dict(),
    "comparison": lambda archive: archive.compare(["cầu", "phà"], every="year").to_dict(),
    "distinctive": lambda archive: [one.to_dict() for one in archive.distinctive("chợ")],
    "similar": lambda archive: [one.to_dict() for one in archive.similar("bai-4")],
    "near-duplicates": lambda archive: [repr(one) for one in archive.near_duplicates("bai-5")],
    "completion": _completed("dân v"),
    "unmarked completion": _completed("ben"),
    "headline": _completed("cau"),
    "export": _exported(),
    "export of a query": _exported("muối", sort="oldest"),
    "article": lambda archive: repr(archive.article("bai-0")),
    "no article": lambda archive: repr(archive.article("bai-1")),
    "statistics": _told,
    "synonyms": lambda archive: [one._asdict() for one in archive.synonyms()],
}


# Enough to tell whether an archive that should be whole answers as it should.
FEW = ("unmarked", "phrase", "prefix", "timeline")


def answers(archive: search.Archive, names: Iterator[str] | tuple[str, ...] = FEW) -> list[Any]:
    """What an open archive answers to some of the questions, as JSON keeps it."""
    asked = [QUESTIONS[name](archive) for name in names]
    return list(json.loads(json.dumps(asked, default=str)))
