"""The keys of a record: which field of an article each of them means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any

from index.articles.article import Article
from index.articles.dates import simplified

FIELDS = tuple(each.name for each in fields(Article) if each.name != "extra")

ALIASES = {
    "id": ("_id", "guid", "article_id"),
    "title": ("headline", "name", "tieu_de"),
    "summary": ("sapo", "description", "lead", "abstract", "excerpt", "tom_tat", "mo_ta"),
    "body": (
        *("content", "text", "article", "maintext", "article_body", "noi_dung", "fulltext"),
        *("content_text", "news_content", "contents", "paragraphs"),
    ),
    "captions": ("caption", "image_captions", "chu_thich"),
    "published": (
        *("date", "time", "datetime", "timestamp", "pub_date", "publish_date", "publish_time"),
        *("published_at", "published_date", "published_time", "date_published", "date_publish"),
        *("publish", "news_time", "created_at", "ngay_dang", "thoi_gian"),
    ),
    "category": ("topic", "section", "cate", "cates", "category_name", "chuyen_muc", "the_loai"),
    "source": ("publisher", "newspaper", "site", "source_name", "nguon", "source_domain"),
    "authors": ("author", "byline", "tac_gia"),
    "url": ("link", "permalink", "href", "duong_dan"),
    "tags": ("keywords", "tu_khoa"),
}
"""What else the fields are called; case, marks, spaces, `_` and `-` make no difference."""

_LONGEST_KEY = 50  # among those that are remembered, and may mean a field
_MOST_KEYS = 100  # of a record whose keys are remembered together


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
    order = sorted(range(len(keys)), key=lambda place: fields[place][0])
    return [(place, fields[place][1]) for place in order]


def field_of(key: str) -> str | None:
    """The field of an article that a key means, if one."""
    return _field_of(key)[1]


def _field_of(key: str) -> tuple[int, str | None]:
    """The field that `key` means, after how exactly it means it: 0 for the field's own name."""
    return _field_of_short(key) if len(key) <= _LONGEST_KEY else (3, None)


@lru_cache(maxsize=4096)
def _field_of_short(key: str) -> tuple[int, str | None]:
    if key in FIELDS:
        return 0, key
    plain = _plain(key)
    if plain in FIELDS:
        return 1, plain
    name = _BY_ALIAS.get(plain)
    return (2, name) if name else (3, None)


def _plain(key: str) -> str:
    return re.sub(r"[\s_:-]+", "", simplified(key))


_BY_ALIAS = {_plain(alias): name for name, aliases in ALIASES.items() for alias in aliases}
