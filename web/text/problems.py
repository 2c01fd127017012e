"""What is told of a request that cannot be answered, by code.

These sentences are details for programs, and for those who run the server: they are English in
every answer. What a reader of the pages is told stands in `web.text.messages`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from werkzeug.exceptions import HTTPException

Refusal = TypeVar("Refusal", bound=HTTPException)

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "bad-parameter": "the parameter {name} cannot be {value!r}",
        "unknown-parameter": "there is no parameter {name!r} here; there are {names}",
        "repeated-parameter": "the parameter {name} is given more than once",
        "batch-size": "the body has {count} queries; at most {most} are answered in one request",
        "batch-type": "the body is of the type {given!r}; it is to be one of {types}",
        "batch-body": "the body holds no list of queries: {reason}",
        "ids-alone": "articles are named by ids, so that {name} cannot be given as well",
        "no-names": "the archive does not know whom its articles name; khobao upgrade tells it",
        "no-article": "there is no article with the id {id!r}",
        "one-query": "by={by} compares one query in several values, and not several queries",
        "workbook-size": "a workbook is made of at most {most} articles, and these are {count}; "
        "the other formats have no such bound",
        "unknown-host": "this server is not asked by the name {host!r}; "
        "the setting trusted_hosts lists the names that it answers to",
        "closed-archive": "the archive cannot be opened at the moment; the server's log says why",
        "rate": "more than {limit} from one address; try again in {seconds} s",
        "streams": "{most} long answers are on their way; try again later",
        "streams-of-client": "{most} long answers of one address are on their way; try again later",
        "metrics-token": "metrics are for those who show the token of the setting metrics_token",
        "metrics-closed": "metrics are for those who show a token; set metrics_token, "
        "or let others read by metrics",
    }
)


def sentence(code: str, **values: object) -> str:
    """What a code says, in English."""
    return SENTENCES[code].format(**values)


def refusal(status: type[Refusal], code: str, **values: object) -> Refusal:
    """The exception of a status whose description is the sentence of a code."""
    return status(sentence(code, **values))
