"""What does an article say? The commands about one article or one text."""

# What only one command needs is imported there: help and wrong use must answer at once.
# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from typing import Any

import click

import search
from khobao.console import print_json
from khobao.failures import Failure
from khobao.options import Place, archive_option, debug_option, json_option
from khobao.query_options import limit_option


@click.command()
@click.argument("id")
@archive_option
@click.option(
    "--history", "with_history", is_flag=True, help="All versions that the archive keeps of it."
)
@json_option
@debug_option
def show(id: str, archive: Place, with_history: bool, as_json: bool) -> None:
    """Read one article; search prints the ids.

    \b
      khobao show bhg-2021-0707-dan-van
      khobao show bhg-2021-0707-dan-van --history
    """
    from index.articles import versions
    from index.articles.serialization import to_dict
    from khobao.printing.articles import print_article, print_history

    with search.open(archive) as opened:
        article = opened.article(id)
        history = opened.history(id) if with_history else []
    if article is None:
        raise Failure(f"{archive} has no article with the id {id}; search prints the ids")
    if as_json and with_history:
        print_json({"id": id, "versions": [versions.to_dict(one) for one in history]})
    elif as_json:
        print_json(to_dict(article))
    elif with_history:
        print_history(history)
    else:
        print_article(article)


@click.command()
@click.argument("id")
@archive_option
@limit_option(5, "articles")
@click.option("--duplicates", is_flag=True, help="List its near-duplicates, too.")
@json_option
@debug_option
def similar(id: str, archive: Place, as_json: bool, **options: Any) -> None:
    """List the articles that are most like one; search prints the ids.

    \b
      khobao similar bhg-2021-0707-dan-van --limit 3
    """
    from khobao.printing.results import print_similar

    with search.open(archive) as opened:
        hits = opened.similar(id, **options)
    if as_json:
        print_json({"id": id, "hits": [hit.to_dict() for hit in hits]})
    else:
        print_similar(hits)


@click.command()
@click.argument("words", metavar="TEXT...", nargs=-1, required=True)
@json_option
@debug_option
def analyze(words: tuple[str, ...], as_json: bool) -> None:
    """Show how a text is cut into syllables, words and pairs.

    A TEXT of - reads standard input. Offsets count characters from 0. The columns text and folded
    are what the index holds, with marks and without; a pair is two syllables with no punctuation
    between them.

    \b
      khobao analyze Công tác dân vận ở Đắk Nông
      khobao analyze --json - < article.txt
    """
    from index.vietnamese.description import describe
    from khobao.printing.analysis import print_analysis

    text = " ".join(words)
    if words == ("-",):
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
    if as_json:
        print_json(describe(text))
    else:
        print_analysis(describe(text))
