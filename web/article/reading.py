"""Stored texts as the pages show them: paragraphs with marks, fragments, safe links."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from operator import itemgetter

from markupsafe import Markup

from index.articles.article import Article
from search import Hit, Snippet
from search.display.looking import Marks
from search.display.parts import Span
from web.article.pieces import Layout, Pieces, Shelf, layout

# So many matches of an article can be visited one by one; each takes some links.
MOST_LINKED = 1_000


@dataclass(frozen=True)
class Part:
    """A piece of a text; one that matches has its number among all matches of the article.

    Only the first matches are numbered: the others are marked, but no link leads to them.
    """

    text: str
    number: int = 0
    is_match: bool = False


@dataclass(frozen=True)
class Passage:
    """A title, paragraph or caption in parts, with an anchor if it matches."""

    parts: list[Part]
    anchor: str


@dataclass(frozen=True)
class Reading:
    """What a page shows of an article's texts, a query's words apart.

    `pieces` are the part, of so many as `last_part` says, and the captions that are shown;
    `matches` are those in all of the article, None without a query; with `has_more` there may be
    more of them. `places` tell from which match
    on they stand in other pieces.
    """

    title: Passage
    summary: Passage
    body: list[Passage]
    captions: list[Passage]
    matches: int | None
    has_more: bool
    pieces: Pieces
    last_part: int
    caption_shelf: Shelf
    places: list[tuple[int, Pieces]]

    @property
    def linked(self) -> int:
        """How many of the matches can be visited one by one."""
        return min(self.matches or 0, MOST_LINKED)

    def pieces_with(self, number: int) -> Pieces:
        """The pieces to show for a match; those that are shown if it is in one of them."""
        at = bisect_right(self.places, number, key=itemgetter(0)) - 1
        there = self.places[at][1]
        return self.pieces.but(**there.to_args())


def reading(article: Article, marks: Marks | None, pieces: Pieces) -> Reading:
    """The article as its page shows it; `marks` tells the spans in texts as `Archive.marks` does.

    Matches are numbered from 1 as they are read: title, summary, body, captions. Where `pieces`
    names none, those with the first match are shown.
    """
    laid = layout(article)
    texts = {name: text for name, text, _ in laid.texts()}
    found = _Finder(laid, pieces)
    if marks:
        found.find(marks(texts, found.is_shown))
    found.choose()
    part, captions = found.pieces.part, found.pieces.captions

    def marked(name: str) -> tuple[str, list[Span], Iterator[int]]:
        first, spans = found.shown.get(name, (1, []))
        return texts[name], spans, count(first)

    def passage(name: str, text: str, spans: list[Span], numbers: Iterator[int]) -> Passage:
        return Passage(list(_parts(text, spans, numbers)), name if spans else "")

    body, spans, numbers = marked(laid.part_name(part))
    paragraphs = (one for one in _paragraphs(body, spans) if one[0].strip())
    below = (one for one in map(marked, laid.caption_names(captions)) if one[0].strip())
    return Reading(
        title=passage("title", *marked("title")),
        summary=passage("summary", *marked("summary")) if part == 1 else Passage([], ""),
        body=[passage(f"p{n}", *one, numbers) for n, one in enumerate(paragraphs, 1)],
        captions=[passage(f"c{n}", *one) for n, one in enumerate(below, 1)],
        matches=None if marks is None else found.total,
        has_more=not found.is_complete,
        pieces=found.pieces,
        last_part=len(laid.parts),
        caption_shelf=laid.caption_shelf(captions),
        places=found.places,
    )


class _Finder:
    """Numbers the matches, chooses the pieces to show, and keeps the spans of these alone."""

    def __init__(self, laid: Layout, pieces: Pieces) -> None:
        self._places = {name: place for name, _, place in laid.texts()}
        self._left = len(self._places)
        self.pieces = pieces.but(
            part=min(pieces.part, len(laid.parts)),
            captions=min(pieces.captions, len(laid.captions)),
        )
        self.shown: dict[str, tuple[int, list[Span]]] = {}  # with the number of the first match
        self.places: list[tuple[int, Pieces]] = []
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

    def _choose_by(self, place: Pieces) -> None:
        """Where nothing was chosen, a place with a match is."""
        part = self.pieces.part or place.part
        captions = self.pieces.captions or (0 if self.total else place.captions)
        self.pieces = self.pieces.but(part=part, captions=captions)

    def choose(self) -> None:
        """Choose the first pieces where no match did."""
        self.pieces = self.pieces.but(
            part=self.pieces.part or 1, captions=self.pieces.captions or 1
        )

    def is_shown(self, name: str) -> bool:
        """Whether a text is in one of the pieces."""
        place = self._places[name]
        of_text = place.part in (0, self.pieces.part)
        return of_text and place.captions in (0, self.pieces.captions or 1)

    @property
    def is_complete(self) -> bool:
        """Whether all texts were looked at."""
        return self._left == 0


def _parts(text: str, spans: Iterable[Span], numbers: Iterator[int]) -> Iterator[Part]:
    """A text cut at its spans, which are in order and apart."""
    at = 0
    for start, end in spans:
        if start > at:
            yield Part(text[at:start])
        number = next(numbers)
        yield Part(text[start:end], number if number <= MOST_LINKED else 0, True)
        at = end
    if at < len(text):
        yield Part(text[at:])


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


def title_html(hit: Hit) -> Markup:
    """A hit's title, its matches marked."""
    return Markup(hit.title_html())


def snippet_html(snippet: Snippet) -> Markup:
    """A snippet, its matches marked."""
    return Markup(snippet.html())


def cuts(snippet: Snippet) -> str:
    """Where a snippet was cut out of a sentence, as classes: `cut-before`, `cut-after`."""
    before = "cut-before" if snippet.is_cut_before else ""
    after = "cut-after" if snippet.is_cut_after else ""
    return f"{before} {after}".strip()
