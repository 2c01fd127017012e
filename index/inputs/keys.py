"""The keys of a record: which field of an article each of them means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any

from index.articles.article import Article
from index.articles.dates import simplified
from index.inputs.aliases import ALIASES, CRAWLED, WEAK_ALIASES

_NOT_OF_INPUTS = ("extra", "added", "changed")
FIELDS = tuple(each.name for each in fields(Article) if each.name not in _NOT_OF_INPUTS)

_LONGEST_KEY = 50  # among those that are remembered, and may mean a field
_MOST_KEYS = 100  # of a record whose keys are remembered together
_LONG_TEXT = 200  # characters
_STRONG = 2  # how exactly a name means a field that is not the field's own
_NO_FIELD = 4  # after how exactly a key means a field
# What content systems write before and behind the name of a field: `news_tieude`, `title_vi`.
_AROUND = re.compile(
    r"(?:(?:news|article|tin|bai|bai_viet|field|bv)[_.:])?(?P<name>.+?)(?:[_.-]vi(?:[-_]vn)?)?",
    re.IGNORECASE,
)


def field_candidates(
    record: Mapping[str, Any], again: Iterable[tuple[str, Any]], mapping: Mapping[str, str]
) -> Iterator[tuple[str | None, str, Any]]:
    """(field or None, key, value) of every value, in the order in which they fill fields.

    `again` holds the second and later values of keys that occur more than once; `mapping` gives
    for a field the key that is tried first.
    """
    for mapped, key in mapping.items():
        if key in record:
            yield mapped, key, record[key]
    taken = set(mapping.values())
    pairs = [*record.items(), *again]
    order = _order if len(pairs) <= _MOST_KEYS else _order.__wrapped__
    for place, name in order(tuple([key[: _LONGEST_KEY + 1] for key, _ in pairs])):
        key, value = pairs[place]
        if key not in taken or place >= len(record):
            yield name, key, value


@lru_cache(maxsize=256)
def _order(keys: tuple[str, ...]) -> list[tuple[int, str | None]]:
    """The places of the keys in the order in which they fill fields, and the field of each."""
    fields = [_field_of(key) for key in keys]
    crawled = _times_of_crawl(keys)
    for place, (rank, _) in enumerate(fields):
        plain = _plain(keys[place])
        if plain in crawled:
            fields[place] = (_NO_FIELD, None)
        elif plain == "desc" and not any(one == "body" for _, one in fields):
            fields[place] = (rank, "body")
    order = sorted(range(len(keys)), key=lambda place: fields[place][0])
    return [(place, fields[place][1]) for place in order]


@lru_cache(maxsize=256)
def date_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Which keys of a record, all of whose keys are given, may have its date."""
    return tuple(keys[place] for place, name in _order(keys) if name == "published")


def is_crawl(keys: Iterable[str]) -> bool:
    """Whether records with such keys are pages of a web corpus: their one time is the crawl's.

    They have a text, an address and a time, and no title.
    """
    return bool(_times_of_crawl(tuple(keys)))


def _times_of_crawl(keys: tuple[str, ...]) -> frozenset[str]:
    """Which plain keys have the time of a crawl, though others say the date of publication so."""
    named = {_field_of(key)[1] for key in keys}
    plain = frozenset(map(_plain, keys))
    if not {"body", "url"} <= named or named & {"title", "summary", "authors"}:
        return frozenset()
    return plain & (_TIMES_OF_CRAWLS if plain & _OF_CORPORA else _TIMES_WITHOUT_TITLE)


def field_of(key: str) -> str | None:
    """The field of an article that a key means, if one."""
    return _field_of(key)[1]


def is_in_utc(key: str) -> bool:
    """Whether a key says that its times are those of Greenwich."""
    return _plain_of_short(key[:_LONGEST_KEY]).endswith(("gmt", "utc"))


def is_of_crawl(key: str) -> bool:
    """Whether a key has the time when a page was saved."""
    return len(key) <= _LONGEST_KEY and _plain_of_short(key) in _CRAWLED


def unknown_text(record: Mapping[str, Any]) -> list[str]:
    """The keys of a record that have long texts and mean no field, so that their text is lost."""
    return [key for key, value in record.items() if _is_long(value) and field_of(key) is None]


def _is_long(value: Any) -> bool:
    if isinstance(value, list):
        return sum(len(one) for one in value if isinstance(one, str)) >= _LONG_TEXT
    return isinstance(value, str) and len(value) >= _LONG_TEXT and " " in value[:_LONG_TEXT]


def _field_of(key: str) -> tuple[int, str | None]:
    """The field that `key` means, after how exactly it means it: 0 for the field's own name."""
    return _field_of_short(key) if len(key) <= _LONGEST_KEY else (_NO_FIELD, None)


@lru_cache(maxsize=4096)
def _field_of_short(key: str) -> tuple[int, str | None]:
    if key in FIELDS:
        return 0, key
    plain = _plain(key)
    if plain in FIELDS:
        return 1, plain
    found = _BY_ALIAS.get(plain)
    if found is None and (around := _AROUND.fullmatch(key)):
        found = _BY_ALIAS.get(_plain(around["name"]))
        found = None if found is None or found[0] > _STRONG else (_STRONG, found[1])
        name = _plain(around["name"])
        found = (_STRONG, name) if found is None and name in FIELDS else found
    return found or (_NO_FIELD, None)


def _plain(key: str) -> str:
    return re.sub(r"[\s_:-]+", "", simplified(key))


_plain_of_short = lru_cache(maxsize=4096)(_plain)


def _by_alias() -> dict[str, tuple[int, str | None]]:
    found: dict[str, tuple[int, str | None]] = {}
    for rank, aliases in ((2, ALIASES), (3, WEAK_ALIASES)):
        for name, others in aliases.items():
            for other in others:
                found.setdefault(_plain(other), (rank, name))
    return found


_BY_ALIAS = _by_alias()
_CRAWLED = frozenset(map(_plain, CRAWLED))
_TIMES_WITHOUT_TITLE = frozenset(("timestamp",))
_TIMES_OF_CRAWLS = frozenset(("timestamp", "date", "datetime", "time", "created"))
_OF_CORPORA = frozenset(  # what only corpora of the web say of a page
    (
        *("dump", "filepath", "warcheaders", "warcfile", "warcfilename", "digest", "tokencount"),
        *("languagescore", "languageidscore", "perplexity", "qualitysignals", "minhash"),
        *("minhashclustersize", "contentlanguages", "segment", "ccnetsegment"),
    )
)
