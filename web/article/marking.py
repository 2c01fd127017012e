"""An article's texts with the matches of a query marked and numbered."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from operator import itemgetter

from search.display.article_spans import FindSpans
from search.display.spans import Span
from web.article.portions import Layout, Portion, Slice

# So many matches of an article can be visited one by one; each takes some links.
MOST_LINKED = 1_000


@dataclass(frozen=True)
class TextRun:
    """A stretch of a text; one that matches has its number among all matches of the article.

    Only the first matches are numbered: the others are marked, but no link leads to them.
    """

    text: str
    number: int = 0
    is_match: bool = False


@dataclass(frozen=True)
class Passage:
    """A title, paragraph or caption in runs, with an anchor if it matches."""

    runs: list[TextRun]
    anchor: str


@dataclass(frozen=True)
class MarkedArticle:
    """What a page shows of an article's texts, the matches of a query set apart.

    `portion` names the part, of so many as `last_part` says, and the captions that are shown.
    `matches` counts those in all of the article, None without a query; with `has_more` there may
    be more of them. `places` tells from which match on they stand in which portion.
    """

    title: Passage
    summary: Passage
    body: list[Passage]
    captions: list[Passage]
    matches: int | None
    has_more: bool
    portion: Portion
    last_part: int
    caption_slice: Slice
    places: list[tuple[int, Portion]]

    @property
    def linked(self) -> int:
        """How many of the matches can be visited one by one."""
        return min(self.matches or 0, MOST_LINKED)

    def portion_with(self, number: int) -> Portion:
        """The portion to show for a match: what is shown already, if the match is there."""
        at = bisect_right(self.places, number, key=itemgetter(0)) - 1
        there = self.places[at][1]
        return self.portion.but(**there.to_args())


def marked_article(laid: Layout, marks: FindSpans | None, portion: Portion) -> MarkedArticle:
    """An article as its page shows it; `marks` tells the spans in texts as `Archive.marks` does.

    Matches are numbered from 1 as they are read: title, summary, body, captions. What
    `portion` does not name is chosen so that the first match is shown.
    """
    texts = laid.by_name()
    found = _Finder(laid, portion)
    if marks:
        found.find(marks(texts, found.is_shown))
    found.choose()
    part, captions = found.portion.part, found.portion.captions

    def marked(name: str) -> tuple[str, list[Span], Iterator[int]]:
        first, spans = found.shown.get(name, (1, []))
        return texts[name], spans, count(first)

    def passage(name: str, text: str, spans: list[Span], numbers: Iterator[int]) -> Passage:
        return Passage(list(_runs(text, spans, numbers)), name if spans else "")

    body, spans, numbers = marked(laid.part_name(part))
    paragraphs = (one for one in _paragraphs(body, spans) if one[0].strip())
    below = (one for one in map(marked, laid.caption_names(captions)) if one[0].strip())
    return MarkedArticle(
        title=passage("title", *marked("title")),
        summary=passage("summary", *marked("summary")) if part == 1 else Passage([], ""),
        body=[passage(f"p{n}", *one, numbers) for n, one in enumerate(paragraphs, 1)],
        captions=[passage(f"c{n}", *one) for n, one in enumerate(below, 1)],
        matches=None if marks is None else found.total,
        has_more=not found.is_complete,
        portion=found.portion,
        last_part=len(laid.parts),
        caption_slice=laid.caption_slice(captions),
        places=found.places,
    )


class _Finder:
    """Numbers the matches, chooses the portion to show, and keeps the spans of that alone."""

    def __init__(self, laid: Layout, portion: Portion) -> None:
        self._places = {name: place for name, _, place in laid.texts()}
        self._left = len(self._places)
        self.portion = portion.but(
            part=min(portion.part, len(laid.parts)),
            captions=min(portion.captions, len(laid.captions)),
        )
        self.shown: dict[str, tuple[int, list[Span]]] = {}  # with the number of the first match
        self.places: list[tuple[int, Portion]] = []
        self.total = 0

    def find(self, marks: Iterable[tuple[str, list[Span]]]) -> None:
        """Look at the matches of one text after the other."""
        for name, spans in marks:
            self._left -= 1
            if spans:
                self._choose_by(self._places[name])
                if self.total < MOST_LINKED:
                    self.places.append((self.total + 1, self._places[name]))
                if self.is_shown(name):
                    self.shown[name] = self.total + 1, spans
            self.total += len(spans)

    def _choose_by(self, place: Portion) -> None:
        """Where nothing was chosen, a place with a match is."""
        part = self.portion.part or place.part
        captions = self.portion.captions or (0 if self.total else place.captions)
        self.portion = self.portion.but(part=part, captions=captions)

    def choose(self) -> None:
        """Choose the first part and captions where no match did."""
        self.portion = self.portion.but(
            part=self.portion.part or 1, captions=self.portion.captions or 1
        )

    def is_shown(self, name: str) -> bool:
        """Whether a text is in the portion."""
        place = self._places[name]
        of_text = place.part in (0, self.portion.part)
        return of_text and place.captions in (0, self.portion.captions or 1)

    @property
    def is_complete(self) -> bool:
        """Whether all texts were looked at."""
        return self._left == 0


def _runs(text: str, spans: Iterable[Span], numbers: Iterator[int]) -> Iterator[TextRun]:
    """A text cut at its spans, which are in order and apart."""
    at = 0
    for start, end in spans:
        if start > at:
            yield TextRun(text[at:start])
        number = next(numbers)
        yield TextRun(text[start:end], number if number <= MOST_LINKED else 0, True)
        at = end
    if at < len(text):
        yield TextRun(text[at:])


def _paragraphs(text: str, spans: Iterable[Span]) -> Iterator[tuple[str, list[Span]]]:
    """The lines of a text with the spans inside each; a span never reaches over a line's end."""
    left = deque(spans)
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        inside = []
        while left and left[0][0] < end:
            first, last = left.popleft()
            inside.append((first - start, min(last, end) - start))
        yield line, inside
        start = end
