"""From a record (a mapping of keys to values, as JSON has them) to an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from index.articles.article import Article, derive_id
from index.articles.limits import excess
from index.errors import InputError
from index.inputs.filling import NOTES, fill, keep_originals
from index.inputs.keys import FIELDS, field_candidates
from index.inputs.limits import Limits
from index.inputs.numbered import Numbered
from index.inputs.publication import NOTHING_KNOWN, Circumstances
from index.inputs.restoring import is_clean, restored
from index.inputs.unmarking import Cleaned, cleaned
from index.vietnamese.spelling import is_plain

_DEEPEST = 100  # levels in `extra`; far fewer than Python's pickle and json can take
_SURROGATE = re.compile("[\ud800-\udfff]")


__all__ = ["NOTES", "Options", "UnusableError", "article_from"]


class UnusableError(Exception):
    """Raised for a record that cannot become an article; the message says why."""


@dataclass(frozen=True)
class Options:
    """How records become articles.

    `namespace` goes before the records' own ids. `mapping` gives for a field the key under
    which the records keep it. `listings` says that pages that list articles are indexed, too.
    `date_order` is "day" or "month" where it is known which of them dates like 7/8/2021 begin with;
    None leaves it to each file. `table` names the one table of a database, or sheet of a workbook,
    that is read; `query` is what a database is asked instead. `limits` are those of what is packed.
    Raises `InputError` for a field that articles do not have, and for another order.
    """

    namespace: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    listings: bool = False
    date_order: str | None = None
    table: str = ""
    query: str = ""
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def of(  # noqa: PLR0917  (in the order of `reindex`)
        cls,
        namespace: str = "",
        mapping: Mapping[str, str] | None = None,
        listings: bool = False,
        date_order: str | None = None,
        table: str = "",
        query: str = "",
        limits: Mapping[str, int] | None = None,
    ) -> Options:
        """The options as callers give them; a limit that is not given is as usual.

        Raises `InputError` for a limit that there is not, too.
        """
        try:
            bounds = Limits(**(limits or {}))
        except TypeError:
            known = ", ".join(each.name for each in fields(Limits))
            raise InputError(f"there is no such limit; the limits are {known}") from None
        return cls(namespace, dict(mapping or {}), listings, date_order, table, query, bounds)

    def __post_init__(self) -> None:
        for name in self.mapping:
            if name not in FIELDS:
                raise InputError(
                    f"articles have no field {name!r} to map a key to; "
                    f"the fields are {', '.join(FIELDS)}"
                )
        if self.date_order not in (None, "day", "month"):
            raise InputError(f"dates begin with the day or the month, not {self.date_order!r}")


def article_from(
    record: Mapping[str, Any],
    options: Options,
    *,
    again: Iterable[tuple[str, Any]] = (),
    notes: Iterable[str] = (),
    restore: bool = True,
    marked: bool = True,
    known: Circumstances = NOTHING_KNOWN,
    where: str = "",
) -> Article:
    """The article that `record` describes, with all that has no field of its own in `extra`.

    `again` holds the second and later values of keys that occur more than once; `notes` come
    first in `extra["notes"]`. Texts that show the codes of an older encoding are converted,
    unless `restore` says that this has been done; so is HTML in them with `marked`. `known` tells
    how its date is to be read, and `where` where it stands. Raises `UnusableError` when there is no
    text, or too much of anything (see `limits`).
    """
    remarks = list(notes)
    again = list(again)
    moments, record = _moments(record) if "added" in record else ({}, record)
    if options.date_order:
        known = replace(known, order=options.date_order)
    candidates = field_candidates(record, again, options.mapping)
    clean = cleaned(candidates) if marked else Cleaned(list(candidates))
    found, extra, more = fill(clean, known)
    if restore and not is_clean(found):
        unicode, conversions = restored(clean.candidates)
        if conversions:
            clean = clean._replace(candidates=unicode)
            found, extra, more = fill(clean, known)
            remarks += conversions
    if clean.notes:
        found["captions"] = (*found.get("captions", ()), *clean.captions)
        remarks += [*clean.notes, *keep_originals(clean, extra, where)]
    remarks += more
    if not any(map(found.get, ("title", "summary", "body", "captions"))):
        raise UnusableError("; ".join(["no text", *remarks]))
    return _storable_article({**found, **moments}, extra.values, remarks, options.namespace)


def _moments(record: Mapping[str, Any]) -> tuple[dict[str, datetime], Mapping[str, Any]]:
    """When an archive had the article that it exported as this record, and the record without it.

    Of a record that is no such export nothing is taken.
    """
    given = {name: record.get(name, "") for name in ("added", "changed")}
    if "extra" not in record:
        return {}, record
    moments = {}
    for name, text in given.items():
        try:
            moment = None if text is None else datetime.fromisoformat(text)
        except (TypeError, ValueError):
            return {}, record
        if moment is not None and moment.tzinfo is None:
            return {}, record
        if moment is not None:
            moments[name] = moment
    return moments, {key: value for key, value in record.items() if key not in given}


def _storable_article(
    found: dict[str, Any], extra: dict[str, Any], remarks: list[str], namespace: str
) -> Article:
    """The article, with its id and without anything that UTF-8 and JSON cannot hold."""
    clean = {}
    for name, value in found.items():
        clean[name] = _storable(value)
        if clean[name] != value:
            remarks.append(f"{name}: U+FFFD stands for half characters (lone surrogates)")
    if extra:
        kept = _storable(extra)
        if kept != extra:
            remarks.append("extra: U+FFFD stands for half characters (lone surrogates)")
        extra = kept
    if remarks:
        extra[NOTES] = [_storable(each) for each in remarks]
    article = Article(**{"id": "", **clean}, extra=extra)
    id = derive_id(article, namespace)
    article = article if id == article.id else replace(article, id=id)
    too_much = excess(article)
    if too_much:
        raise UnusableError(too_much)
    return article


def _storable(value: Any, depth: int = 0) -> Any:
    """`value` with U+FFFD for lone surrogates. Raises UnusableError if nested too deep."""
    if isinstance(value, str):
        return value if is_plain(value) else _storable_text(value)
    if depth > _DEEPEST:
        raise UnusableError(f"values are nested more than {_DEEPEST} levels deep")
    if isinstance(value, tuple):
        return tuple(_storable(each) for each in value)
    if isinstance(value, list):
        return [_storable(each, depth + 1) for each in value]
    if isinstance(value, Mapping):
        clean = Numbered()
        for key, each in value.items():
            clean.keep(_storable(key), _storable(each, depth + 1))
        return clean.values
    return value


def _storable_text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text
