"""The portions in which a page shows a long article, and which one an address asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from index.articles.article import Article
from search.display.text_parts import parts_of
from web.pages.preferences import Problems
from web.parameters.types import PageNumber

_SHOWN = 50  # captions, tags or authors
_CHARACTERS = 20_000  # of the captions that are shown at a time
_LONGEST_SUMMARY = 5_000  # a longer one is read as the beginning of the text


@dataclass(frozen=True)
class Portion:
    """Which of its parts, captions, authors and tags are shown of an article.

    They are numbers from 1 on; 0 stands where an address names none.
    """

    part: int = 0
    captions: int = 0
    authors: int = 0
    tags: int = 0

    def but(self, **changes: int) -> Portion:
        """This portion with other numbers."""
        return replace(self, **changes)

    def to_args(self) -> dict[str, int]:
        """What goes into an address: the numbers that are named."""
        return {name: number for name, number in vars(self).items() if number}


def read_portion(args: MultiDict[str, str], problems: Problems) -> Portion:
    """The portion that an address asks for; what is no number counts as not named."""
    given = [one.name for one in fields(Portion) if args.get(one.name, "").strip()]
    return Portion(**{name: problems.caught(PageNumber(name).read, args) or 0 for name in given})


@dataclass(frozen=True)
class Slice:
    """The values of a list that are shown at a time; the first of them has the number `first`."""

    values: Sequence[Any]
    number: int
    last: int
    first: int
    count: int


def slice_of(values: Sequence[Any], number: int) -> Slice:
    """The slice of some values that has a number; the last one for a number beyond."""
    last = max(1, -(-len(values) // _SHOWN))
    number = min(max(1, number), last)
    first = (number - 1) * _SHOWN
    return Slice(values[first : first + _SHOWN], number, last, first + 1, len(values))


@dataclass(frozen=True)
class Layout:
    """The texts of an article as they are shown: the summary is empty where the parts have it."""

    title: str
    summary: str
    parts: list[str]
    captions: list[list[str]]

    def texts(self) -> Iterator[tuple[str, str, Portion]]:
        """The name of each text, the text, and the portion in which it is shown, if not in all."""
        yield "title", self.title, Portion()
        yield "summary", self.summary, Portion(part=1)
        for number, text in enumerate(self.parts, 1):
            yield self.part_name(number), text, Portion(part=number)
        for number, captions in enumerate(self.captions, 1):
            for name, text in zip(self.caption_names(number), captions, strict=True):
                yield name, text, Portion(captions=number)

    def by_name(self) -> dict[str, str]:
        """Each text by its name."""
        return {name: text for name, text, _ in self.texts()}

    def part_name(self, number: int) -> str:
        """The name of a part."""
        return f"part {number}"

    def caption_names(self, number: int) -> list[str]:
        """The names of the captions that are shown at a time."""
        return [f"caption {number}.{n}" for n in range(len(self.captions[number - 1]))]

    def caption_slice(self, number: int) -> Slice:
        """The captions that are shown at a time."""
        counts = [len(one) for one in self.captions]
        first = sum(counts[: number - 1]) + 1
        return Slice(self.captions[number - 1], number, len(counts), first, sum(counts))


def layout(article: Article) -> Layout:
    """The article's texts cut to bounded length; one part and list of captions at least."""
    summary, body = article.summary, list(_cut(article.body))
    if len(summary) > _LONGEST_SUMMARY:
        body = [*_cut(summary), *body] if article.body.strip() else list(_cut(summary))
        summary = ""
    return Layout(article.title, summary, body, list(_captions(article.captions)) or [[]])


def _cut(text: str) -> Iterator[str]:
    return (text[start:end] for start, end in parts_of(text))


def _captions(captions: Sequence[str]) -> Iterator[list[str]]:
    """Some captions at a time; one that is too long is cut."""
    held: list[str] = []
    left = _CHARACTERS
    for caption in captions:
        for start, end in parts_of(caption, _CHARACTERS):
            if held and (len(held) == _SHOWN or end - start > left):
                yield held
                held, left = [], _CHARACTERS
            held.append(caption[start:end])
            left -= end - start
    if held:
        yield held
