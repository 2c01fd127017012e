"""An article as it is read."""

from __future__ import annotations

from collections.abc import Sequence

from index.articles.article import Article
from index.articles.dates import vietnamese_time
from index.articles.versions import Version
from khobao.printing.printer import Printer


def byline(article: Article) -> str:
    published = vietnamese_time(article.published)
    day = f"{published:%Y-%m-%d %H:%M}".removesuffix(" 00:00") if published else ""
    return " · ".join(filter(None, (article.category, article.source, day)))


def print_history(versions: Sequence[Version]) -> None:
    """All versions of an article, the newest first."""
    printer = Printer()
    for number, version in enumerate(versions):
        since, until = (
            f"{vietnamese_time(one):%Y-%m-%d %H:%M:%S}" if one else ""
            for one in (version.since, version.until)
        )
        said = f"as it is since {since}" if not until else f"as it was from {since} to {until}"
        printer.put("" if number else said if since else "as it is", "cyan")
        if number:
            printer.put(said, "cyan")
        print_article(version.article)


def print_article(article: Article) -> None:
    """The whole article."""
    printer = Printer()
    printer.put(article.title or "(no title)", "bold")
    for line in (byline(article), ", ".join(article.authors), article.url):
        if line:
            printer.put(line, "dim")
    printer.put(f"id {article.id}", "cyan")
    for text in (article.summary, *article.body.splitlines()):
        if text.strip():
            printer.put("")
            printer.put(text.strip(), "bold" if text is article.summary else "")
    captions = [f"Picture: {caption}" for caption in article.captions]
    tags = [f"Tags: {', '.join(article.tags)}"] if article.tags else []
    notes = [f"Note: {note}" for note in article.extra.get("notes", ())]
    for text in (*captions, *tags, *notes):
        printer.put("")
        printer.put(text, "italic")
