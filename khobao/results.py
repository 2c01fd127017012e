"""What results, an article and the statistics of an archive look like on a terminal."""

# rich costs a tenth of a second: it is imported where something is drawn with it.
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Iterable

from index.articles.article import Article, Rejected
from index.articles.dates import vietnamese_time
from index.printing import counted
from khobao.reports import Page
from search.display.highlighting import texts_of
from search.engines.local.statistics import Statistics
from search.plan.synonyms import Known
from search.query.parser import SYNONYMS
from search.results import Hit, Results

_SHOWN_VALUES = 20
_SHOWN_ABBREVIATIONS = 5
_SENTENCE_ENDS = ".!?…”\"')]|\n"


def print_results(results: Results, offset: int, explain: bool) -> None:
    """The hits, of which the first comes after `offset` others, and how many there are."""
    page = Page()
    forms = {(one.start, one.end): f" = {', '.join(one.forms)}" for one in results.synonyms}
    for note in results.notes:
        part = results.query[note.start : note.end]
        if note.message == SYNONYMS:
            part += forms[note.start, note.end]
        page.put(f"Note: {note.message}" + f": {part}" * bool(part), "yellow")
    if results.suggestion is not None:
        said = "Searched for" if results.is_corrected else "Did you mean"
        page.put(f"{said}: {results.suggestion}", "yellow")
    is_beyond = False
    for rank, hit in enumerate(results, offset + 1):
        if hit.beyond and not is_beyond:
            is_beyond = True
            said = "No more matches" if results.total else "No match"
            page.put(f"{said}; the nearest other articles:", "dim")
            page.put("")
        _print_hit(page, rank, hit)
        if explain:
            page.put(f"score {hit.score:.3f} is the sum of", indent=4)
            for contribution in hit.explain():
                page.put(str(contribution), "dim", indent=6)
        page.put("")
    page.put(_summary(results, offset), "bold")


def print_similar(hits: list[Hit]) -> None:
    """The articles that are most like another."""
    page = Page()
    for rank, hit in enumerate(hits, 1):
        _print_hit(page, rank, hit)
        page.put("")
    page.put(counted(len(hits), "similar article"), "bold")


def _rule(results: Results) -> str:
    """What counted as a match, where that is not what the query itself says."""
    if results.by_score:
        return " by score; --match any counts all that have any of the words"
    return {"all": " with all the words", "any": " with any of the words"}.get(results.match, "")


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


def _print_hit(page: Page, rank: int, hit: Hit) -> None:
    from rich.text import Text

    title = page.marked(hit.article.title, hit.title_spans, "bold")
    page.put(title if title else "(no title)", indent=4, lead=f"{rank}. ")
    page.put(_byline(hit.article), "dim", indent=4)
    texts = texts_of(hit.article)
    for snippet in hit.snippets:
        whole, end = texts[snippet.field], snippet.start + len(snippet.text)
        text = page.marked(snippet.text, snippet.spans)
        text = Text("… " * _is_inside(whole, snippet.start)).append(text)
        text.append(" …" * _is_inside(whole, end))
        if snippet.field.startswith("captions"):
            text = Text("Picture: ").append(text)
        page.put(text, indent=4)
    page.put(f"id {hit.article.id}", "cyan", indent=4)
    if hit.duplicates:
        page.put(f"and {counted(hit.duplicates, 'near-duplicate')}", "dim", indent=4)


def _is_inside(text: str, at: int) -> bool:
    """Whether a cut at `at` falls within a sentence."""
    before, after = text[max(0, at - 9) : at].rstrip(" "), text[at : at + 9].lstrip(" ")
    return bool(before and after.rstrip()) and before[-1] not in _SENTENCE_ENDS and after[0] != "\n"


def _byline(article: Article) -> str:
    published = vietnamese_time(article.published)
    day = f"{published:%Y-%m-%d %H:%M}".removesuffix(" 00:00") if published else ""
    return " · ".join(filter(None, (article.category, article.source, day)))


def print_article(article: Article) -> None:
    """The whole article."""
    page = Page()
    page.put(article.title or "(no title)", "bold")
    for line in (_byline(article), ", ".join(article.authors), article.url):
        if line:
            page.put(line, "dim")
    page.put(f"id {article.id}", "cyan")
    for text in (article.summary, *article.body.splitlines()):
        if text.strip():
            page.put("")
            page.put(text.strip(), "bold" if text is article.summary else "")
    captions = [f"Picture: {caption}" for caption in article.captions]
    tags = [f"Tags: {', '.join(article.tags)}"] if article.tags else []
    notes = [f"Note: {note}" for note in article.extra.get("notes", ())]
    for text in (*captions, *tags, *notes):
        page.put("")
        page.put(text, "italic")


def print_statistics(statistics: Statistics) -> None:
    """What an archive holds, with its largest categories and sources."""
    from rich.filesize import decimal

    total, *parts = statistics.bytes.items()
    rows = {
        "archive": f"{statistics.path}, generation {statistics.generation}",
        "articles": f"{statistics.articles:,}",
        "published": _span(statistics),
        "size": f"{decimal(total[1])} ({', '.join(f'{name} {decimal(n)}' for name, n in parts)})",
        "format": f"{statistics.format}, analysis {statistics.fingerprint}",
        "code": statistics.code,
        "explained": _abbreviations(statistics),
    }
    page = Page()
    for label, value in rows.items():
        page.put(f"{label:<10} {value}")
    for facet, title in (("category", "Categories"), ("source", "Sources")):
        page.put("")
        page.put(title, "bold")
        for value, count in statistics.facets[facet][:_SHOWN_VALUES]:
            page.put(f"{count:>9,}  {value}")


def _abbreviations(statistics: Statistics) -> str:
    """How many abbreviations the articles explain, and the most frequent ones."""
    found = statistics.abbreviations
    said = counted(len(found), "abbreviation")
    few = [f"{one.short} = {one.words} ({count:,})" for one, count in found[:_SHOWN_ABBREVIATIONS]]
    return said + f", most often {', '.join(few)}" * bool(few)


def print_synonyms(known: Iterable[Known], problems: Iterable[Rejected]) -> None:
    """The forms that stand for others, a line each, after what of a file could not be read."""
    page = Page()
    for problem in problems:
        page.put(f"Not read: {problem.where}: {problem.reason}", "yellow")
    for one in known:
        share = f", {one.share:.0%} of its meanings" * (one.share < 1)
        page.put(f"{one.articles:>7,}  {one.form} = {', '.join(one.others)} ({one.origin}{share})")


def _span(statistics: Statistics) -> str:
    """From which day to which the articles appeared."""
    if not (statistics.oldest and statistics.newest):
        span = "no dates"
    else:
        span = f"{statistics.oldest:%Y-%m-%d} to {statistics.newest:%Y-%m-%d}"
    return span + f" ({statistics.undated:,} without a date)" * bool(statistics.undated)
