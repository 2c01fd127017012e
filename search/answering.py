"""What a text is answered by: its own evaluation, or that of what it may have meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from threading import Lock
from typing import Any, NamedTuple

from index.articles.article import Rejected
from search.arguments import check_text
from search.engines.protocol import Answers, Snapshot
from search.evaluation import Evaluation, evaluate
from search.plan.synonym_files import Lines, SynonymFile
from search.plan.synonyms import Synonyms
from search.plan.weights import DEFAULT_RANKING, Ranking
from search.query.notes import Note, NoteCode
from search.query.parsed_query import ParsedQuery
from search.query.parser import as_words, parse
from search.query.respelling import Change, respelled
from search.selection import Selection
from search.suggest.correction import correct
from search.suggest.unconverted import unconverted

_NO_LINES = Lines()


class SynonymCache:
    """The synonyms of a snapshot, for a user with a file of their own; the latest is remembered."""

    def __init__(self, own: SynonymFile | None) -> None:
        """`own` is the user's file, if there may be one."""
        self._own = own
        self._lock = Lock()
        self._known: tuple[str, Lines, Synonyms] | None = None

    def stamp(self) -> str:
        """A text that changes whenever the file does."""
        return str(self._own.stamp()) if self._own else ""

    def problems(self) -> list[Rejected]:
        """What of the file could not be read."""
        return list(self._lines().problems)

    def _lines(self) -> Lines:
        return self._own.read() if self._own else _NO_LINES

    def of(self, snapshot: Snapshot) -> Synonyms:
        """What stands for what in a snapshot."""
        lines, version = self._lines(), snapshot.version
        with self._lock:
            if self._known is None or self._known[0] != version or self._known[1] is not lines:
                mined = snapshot.abbreviations()
                before = self._known[2] if self._known and self._known[1] is lines else None
                if before is None or not before.are_of(snapshot.indexed, mined):
                    before = Synonyms(snapshot.indexed, mined, lines.lines)
                self._known = version, lines, before.of_another_snapshot()
            return self._known[2]


class Answer(NamedTuple):
    """A query's evaluation, what is to be said of it, and what finds out what was meant.

    `applied` is the query that was answered, where that is another one than was typed.
    """

    evaluation: Evaluation
    notes: list[Note]
    suggest: Callable[[], str | None]
    applied: str | None = None


class Answering:
    """Answers texts on one snapshot."""

    def __init__(self, snapshot: Snapshot, synonyms: SynonymCache) -> None:
        self.snapshot = snapshot
        self._synonyms = synonyms

    def answer(
        self,
        text: str,
        *,
        most: int = 0,
        as_typed: bool = False,
        ranking: Ranking = DEFAULT_RANKING,
        **options: Any,
    ) -> Answer:
        """The answer to a text, with keys that no input method has turned into letters read so.

        Where nothing at all is found, the answer to what it may have meant. With `as_typed`, to
        nothing but the text; so it is with a phrase: whoever counts one asks for that one.
        `options` are those of `search.plan.planning.plan`. Raises QueryError for what is no text.
        """
        check_text("query", text)
        as_typed = as_typed or options.get("match") == "phrase"
        parsed = self.parsed(text)
        changes = [] if as_typed else unconverted(parsed, self.snapshot)
        applied = respelled(text, changes) if changes else None
        said: list[Note] = []
        if applied is not None:
            parsed = self.parsed(text, changes)
            said.append(Note(NoteCode.KEYSTROKES, {"query": applied}, 0, len(text)))
        synonyms = self._synonyms.of(self.snapshot) if ranking.has_forms else None

        def evaluated(query: ParsedQuery) -> Evaluation:
            return evaluate(
                self.snapshot, query, most=most, synonyms=synonyms, ranking=ranking, **options
            )

        found = evaluated(parsed)
        notes = [*said, *found.plan.notes]
        if found.has_other_marks:
            notes.append(Note(NoteCode.OTHER_MARKS, {}, 0, len(text)))
        if found.finds_nothing and not as_typed:
            for other in self._other_spellings(parsed if applied is None else self.parsed(applied)):
                instead = evaluated(self.parsed(other))
                if instead.answers.total:
                    note = Note(NoteCode.OTHER_SPELLING, {"query": other}, 0, len(text))
                    return Answer(instead, [*notes, note], partial(str, other), other)
        return Answer(found, notes, partial(self._suggestion, parsed, applied), applied)

    def _suggestion(self, query: ParsedQuery, applied: str | None) -> str | None:
        """What a query probably meant; what was applied of that, if nothing more is to be said."""
        if applied is None:
            return self.correct(query)
        return self.correct(self.parsed(applied)) or applied

    def parsed(self, text: str, changes: Sequence[Change] = ()) -> ParsedQuery:
        """What a text asks of the snapshot, whose values of fields are known (see `parse`)."""
        return parse(text, values=self.snapshot.values, changes=changes)

    def correct(self, query: ParsedQuery) -> str | None:
        """The query as it was probably meant, or None."""
        with self.snapshot.reading():
            return correct(query, self.snapshot.language)

    def _other_spellings(self, query: ParsedQuery) -> Iterator[str]:
        """What a query that found nothing may have meant, as it was read and by its words alone."""
        readings = [query]
        if query.is_doubtful:
            words = as_words(query).bag.syllables
            readings.append(self.parsed(" ".join(syllable.text for syllable in words)))
        for one in readings:
            other = self.correct(one)
            if other is not None:
                yield other


def whole_of(answering: Answering, selection: Selection) -> Answers | None:
    """All articles that a selection leaves; None where that is every article."""
    return answering.answer("", selection=selection).evaluation.answers if selection else None
