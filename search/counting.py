"""How many articles a query has by each rule of what counts, and what the number beside it counts.

A rule is one of `search.choices.MATCHES`. A count of one rule is the total of a search by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from search.evaluation import Evaluation
from search.plan.planning import Plan
from search.query.notes import Code

if TYPE_CHECKING:
    from search import schemas

_FILTERED = " within the filters"
_BESIDE = ", and that meet its other conditions"


class CountCode(Code):
    """What is counted: a code that does not change, and its English `sentence`.

    The sentence leaves room for the filters; those of rules for words also for what else the query
    asks for.
    """

    EVERY = "every-article", "this counts every article{filtered}"
    BY_SCORE = (
        "by-score",
        "this counts the articles{filtered} that have a word as it was typed, and a score of at "
        "least {percent} % of the best one's{beside}",
    )
    PHRASE = (
        "phrase",
        "this counts the articles{filtered} that have the words side by side in this order{beside}",
    )
    WORD = "word", "this counts the articles{filtered} that have the word as it was typed{beside}"
    ALL = "all", "this counts the articles{filtered} that have every word{beside}"
    ALL_FORMS = (
        "all-forms",
        "this counts the articles{filtered} that have every word, or another form of it{beside}",
    )
    ANY = "any", "this counts the articles{filtered} that have at least one of the words{beside}"
    CONDITIONS = (
        "conditions",
        "this counts the articles{filtered} that meet what the query's signs and fields ask for",
    )


@dataclass(frozen=True)
class CountNote:
    """What a total counts.

    `percent` is the least share of the best score, 0 where that does not decide; `filtered` tells
    that filters narrow it, and `beside` that the query asks for more than words.
    """

    code: CountCode
    percent: int = 0
    filtered: bool = False
    beside: bool = False

    @property
    def message(self) -> str:
        """That in one English sentence, without its end."""
        return self.code.sentence.format(
            percent=self.percent,
            filtered=_FILTERED * self.filtered,
            beside=_BESIDE * self.beside,
        )

    def to_dict(self) -> schemas.CountNote:
        """The note as the JSON of the HTTP API and the command line."""
        return {
            "code": self.code.value,
            "message": self.message,
            "percent": self.percent,
            "filtered": self.filtered,
            "beside": self.beside,
        }


@dataclass(frozen=True)
class Counts:
    """How many articles count by each rule, within the filters of the search.

    `words` are the plain words that the rules are about. `phrase` have them side by side in this
    order, `all` have every one of them, `score` count by their score. A number is None where it
    says nothing of its own, and `reasons` has why, by its name: "no-words" (no plain words were
    typed), "one-word" (a phrase of one word, which `all` counts), "conditions" (quotation marks or
    operators decide, and no score).
    """

    words: str
    phrase: int | None
    all: int | None
    score: int | None
    reasons: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> schemas.Counts:
        """The counts as the JSON of the HTTP API and the command line."""
        return {
            "words": self.words,
            "phrase": self.phrase,
            "all": self.all,
            "score": self.score,
            "reasons": dict(self.reasons),
        }


def counts(evaluation: Evaluation) -> Counts:
    """The counts of what was evaluated. What its own rule counts is counted already."""
    plan, query = evaluation.plan, evaluation.plan.query
    words = " ".join(analysis.text.strip() for analysis in query.plain)
    syllables = [one for analysis in query.plain for one in analysis.syllables]
    reasons: dict[str, str] = {}
    if not syllables:
        reasons = dict.fromkeys(("phrase", "all"), "no-words")
    elif len(syllables) == 1 and plan.rules.asked("phrase") == plan.rules.asked("all"):
        reasons["phrase"] = "one-word"
    if not query.is_free:
        reasons["score"] = "conditions"
    elif not plan.ranks:
        reasons["score"] = "no-words"

    every = None if "all" in reasons else _total(evaluation, "all")
    # What has the phrase has every word.
    phrase = None if "phrase" in reasons else _total(evaluation, "phrase") if every else 0
    score = None if "score" in reasons else _total(evaluation, "best")
    return Counts(words, phrase, every, score, reasons)


def _total(evaluation: Evaluation, match: str) -> int:
    """How many articles count by a rule."""
    plan = evaluation.plan
    if match == plan.match:
        return evaluation.answers.total
    asked = plan.rules.asked(match)
    if match != "best":
        asked = replace(asked, ranked=(), freshness=None)
    return evaluation.snapshot.total(asked)


def count_note(plan: Plan) -> CountNote:
    """What the total of a plan counts."""
    query, filtered = plan.query, bool(plan.asked.selection)
    if query.is_empty:
        return CountNote(CountCode.EVERY, filtered=filtered)
    code = _code(plan)
    beside = query.required is not None or query.banned is not None
    return CountNote(
        code,
        percent=round(100 * plan.asked.share),
        filtered=filtered,
        beside=beside and code is not CountCode.CONDITIONS,
    )


def _code(plan: Plan) -> CountCode:
    count = sum(len(analysis.syllables) for analysis in plan.query.plain)
    if plan.by_score:
        return CountCode.BY_SCORE
    if plan.match == "any" and plan.query.is_free and plan.ranks:
        return CountCode.ANY
    if plan.match == "phrase" and count:
        return CountCode.PHRASE if count > 1 else CountCode.WORD
    if plan.match == "all" and count:
        return CountCode.ALL_FORMS if plan.words else CountCode.ALL
    return CountCode.CONDITIONS
