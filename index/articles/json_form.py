"""The JSON form of an article, declared: programs that check types read it, and so do schemas.

Only they import this module at run time.
"""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

from msgspec import Meta

Published = Annotated[
    str | None, Meta(description="ISO 8601: a moment with its zone, or a day; null if unknown")
]

Moment = Annotated[
    str | None, Meta(description="ISO 8601, in UTC; null if the archive cannot tell")
]


class ArticleForm(TypedDict):
    """An article with every field."""

    id: str
    title: str
    summary: str
    body: str
    captions: list[str]
    published: Published
    category: str
    source: str
    authors: list[str]
    url: str
    tags: list[str]
    extra: Annotated[dict[str, Any], Meta(description="keys of the input that are no field")]
    added: Annotated[Moment, Meta(description="when the archive first had it")]
    changed: Annotated[Moment, Meta(description="when it last changed in the archive")]


class VersionForm(TypedDict):
    """An article as it is, or was once."""

    since: Annotated[Moment, Meta(description="since when the archive has it so")]
    until: Annotated[Moment, Meta(description="until when it had it so; null for the newest")]
    article: ArticleForm
