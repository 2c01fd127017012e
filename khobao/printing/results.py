"""Hits on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from index.printing import counted
from khobao.printing.articles import byline
from khobao.printing.printer import Printer
from search.archive import Archive
from search.display.article_texts import texts_of
from search.query.notes import Note, NoteCode
from search.results import Hit, Results
from search.selection import Filters

_SENTENCE_ENDS = ".!?…”\"')]|\n"


def print_results(results: Results, offset: int, explain: bool) -> None:
    """The hits, of which the first comes after `offset` others, and how many there are."""
    printer = Printer()
    forms = {(one.start, one.end): f" = {', '.join(one.forms)}" for one in results.synonyms}
    for note in results.notes:
        part = results.query[note.start : note.end]
        if note.code is NoteCode.SYNONYMS:
            part += forms[note.start, note.end]
        elif note.code is NoteCode.FOLDED_VALUE:
            part += f" = {', '.join(note.values['values'])}"
        elif note.code is NoteCode.UNKNOWN_VALUE:
            part = _with_nearest(note)
        printer.put(f"Note: {note.message}" + f": {part}" * bool(part), "yellow")
    if results.applied is not None:
        printer.put(f"Searched for: {results.applied} (--as-typed searches as typed)", "yellow")
    if results.suggestion not in (None, results.applied):
        printer.put(f"Did you mean: {results.suggestion}", "yellow")
    is_beyond = False
    for rank, hit in enumerate(results, offset + 1):
        if hit.beyond and not is_beyond:
            is_beyond = True
            said = "No more matches" if results.total else "No match"
            printer.put(f"{said}; the nearest other articles:", "dim")
            printer.put("")
        _print_hit(printer, rank, hit)
        if explain:
            printer.put(f"score {hit.score:.3f} is the sum of", indent=4)
            for contribution in hit.explain():
                printer.put(str(contribution), "dim", indent=6)
        printer.put("")
    if results.query.strip() and results.total:
        printer.put(_sentence(results.count_note.message), "dim")
    if numbers := _numbers(results):
        printer.put(numbers, "dim")
    printer.put(_summary(results, offset), "bold")


def unknown_values(archive: Archive, query: str, options: Mapping[str, Any]) -> list[str]:
    """A line for each value that a query or the filters among the options of a command ask for and
    no article has, with the nearest one."""
    filters = {name: value for name, value in options.items() if name in Filters.__annotations__}
    notes = archive.unknown_values(query, **filters)
    return [f"{note.message}: {_with_nearest(note)}" for note in notes]


def _with_nearest(note: Note) -> str:
    """A value that no article has, and the one that may have been meant."""
    field, value, nearest = (note.values[name] for name in ("field", "value", "nearest"))
    return f"{field} {value}" + f"; did you mean {nearest}?" * (nearest is not None)


def print_similar(hits: list[Hit]) -> None:
    """The articles that are most like another."""
    printer = Printer()
    for rank, hit in enumerate(hits, 1):
        _print_hit(printer, rank, hit)
        printer.put("")
    printer.put(counted(len(hits), "similar article"), "bold")


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:]}."


def _numbers(results: Results) -> str:
    """How many articles count by each rule that has a number of its own."""
    counts = results.counts
    every = "all the words" if "phrase" not in counts.reasons else "the word"
    told = (
        (counts.phrase, "the phrase", "phrase"),
        (counts.all, every, "all"),
        (counts.score, "a score near the best", "best"),
    )
    parts = [
        f"{number:,} with {what} (--match {match})"
        for number, what, match in told
        if number is not None
    ]
    numbers = counts.phrase, counts.all, counts.score
    return f"Articles: {', '.join(parts)}." if len(parts) > 1 and any(numbers) else ""


def _rule(results: Results) -> str:
    """What counted as a match, where that is not what the query itself says."""
    if results.by_score:
        return " by score; --match any counts all that have any of the words"
    words = {"phrase": "the words in a row", "all": "all the words", "any": "any of the words"}
    return f" with {words[results.match]}" if results.match in words else ""


def _summary(results: Results, offset: int) -> str:
    """How many match, which of them are shown, and how to see more."""
    total = counted(results.total, "article")
    if not results.query.strip():
        said = f"{total} in all"
    elif results.total:
        said = f"{total} match" + "es" * (results.total == 1)
    else:
        said = "No article matches; try fewer or other words"
    if results.groups is not None and results.groups < results.total:
        said += f" in {counted(results.groups, 'group')} of near-duplicates"
    if results.query.strip() and results.total:
        said += _rule(results)
    if results.hits and (offset or results.more):
        last = f" to {offset + len(results):,}" * (len(results) > 1)
        said += f"; shown: hit{'s' * bool(last)} {offset + 1:,}{last}"
    if results.hits and results.more:
        said += f", --offset {offset + len(results)} shows more"
    return f"{said} ({results.seconds:.3f} s)"


def _print_hit(printer: Printer, rank: int, hit: Hit) -> None:
    title = printer.marked(hit.article.title, hit.title_spans, "bold")
    printer.put(title if title else "(no title)", indent=4, lead=f"{rank}. ")
    printer.put(byline(hit.article), "dim", indent=4)
    texts = texts_of(hit.article)
    for snippet in hit.snippets:
        whole, end = texts[snippet.field], snippet.start + len(snippet.text)
        text = printer.marked(snippet.text, snippet.spans)
        text = Text("… " * _is_inside(whole, snippet.start)).append(text)
        text.append(" …" * _is_inside(whole, end))
        if snippet.field.startswith("captions"):
            text = Text("Picture: ").append(text)
        printer.put(text, indent=4)
    printer.put(f"id {hit.article.id}", "cyan", indent=4)
    if hit.duplicates:
        printer.put(f"and {counted(hit.duplicates, 'near-duplicate')}", "dim", indent=4)


def _is_inside(text: str, at: int) -> bool:
    """Whether a cut at `at` falls within a sentence."""
    before, after = text[max(0, at - 9) : at].rstrip(" "), text[at : at + 9].lstrip(" ")
    return bool(before and after.rstrip()) and before[-1] not in _SENTENCE_ENDS and after[0] != "\n"
