"""What inputs are and what would come of them, on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from index.articles.excerpts import beginning
from index.inputs.inspection import LONG_TEXT, Inspection, Kind, Sample
from index.printing import counted
from khobao.printing.articles import byline
from khobao.printing.printer import Printer

_MOST_KEYS = 6
_MOST_REASONS = 10
_TELLING = ("title", "body", "published", "category", "url")
_LONGEST_BEGINNING = 160


def print_inspection(found: Inspection) -> None:
    """What there is of each kind, and what would be left out."""
    printer = Printer()
    printer.put(counted(found.files, "file") if found.files else "No file")
    for kind in found.kinds.values():
        printer.put("")
        printer.put(_headline(kind), "bold")
        for line in _lines(kind):
            printer.put(line, indent=2)
        for sample in kind.samples:
            printer.put("")
            _print_sample(printer, sample)
    _print_reasons(printer, found)
    if not found.complete:
        printer.put("")
        printer.put("Not all of it was read; --all reads everything.")


def _headline(kind: Kind) -> str:
    files = f"{counted(kind.files, 'file')}" if kind.files else "inside of others"
    return f"{kind.name}: {files}"


def _lines(kind: Kind) -> Iterator[str]:
    """What was counted of a kind."""
    ends = [
        counted(kind.articles, "article"),
        *(counted(kind.listings, "listing") for _ in [0] if kind.listings),
        *(f"{kind.rejected:,} rejected" for _ in [0] if kind.rejected),
        *(f"{kind.skipped:,} skipped" for _ in [0] if kind.skipped),
    ]
    yield f"would give {', '.join(ends)}"
    if kind.read < kind.files:
        yield f"read: {counted(kind.read, 'file')} of them"
    if kind.cut:
        yield f"read only in part: {counted(kind.cut, 'file')}"
    missing = [f"{kind.without[name]:,} without {name}" for name in _TELLING if kind.without[name]]
    if missing:
        yield ", ".join(missing)
    for name, keys in kind.keys.items():
        yield f"{name} from {_counts(keys)}"
    if kind.unknown:
        yield f"kept in extra: {_counts(kind.unknown)}"
    if kind.long_texts:
        yield (
            f"keys that nobody knows, with texts of {LONG_TEXT} characters and more: "
            f"{_counts(kind.long_texts)}; if one is the body, use --map body=KEY"
        )


def _counts(keys: Counter[str]) -> str:
    shown = [f"{key} ({count:,})" for key, count in keys.most_common(_MOST_KEYS)]
    if len(keys) > _MOST_KEYS:
        shown.append(f"and {len(keys) - _MOST_KEYS:,} more")
    return ", ".join(shown)


def _print_sample(printer: Printer, sample: Sample) -> None:
    article = sample.article
    printer.put(article.title or "(no title)", "bold", indent=2)
    told = (
        byline(article),
        ", ".join(article.authors),
        f"title from {sample.title_from}" if sample.title_from else "",
        f"date from {sample.date_from}" if sample.date_from else "no date",
        sample.where,
    )
    printer.put(" · ".join(filter(None, told)), "dim", indent=2)
    text = next(filter(str.strip, (article.summary, article.body, *article.captions)), "")
    if text:
        printer.put(beginning(" ".join(text.split()), _LONGEST_BEGINNING), indent=2)


def _print_reasons(printer: Printer, found: Inspection) -> None:
    reasons = found.reasons
    if not reasons:
        return
    printer.put("")
    printer.put("Left out", "bold")
    for one in reasons[:_MOST_REASONS]:
        first = "" if one.count == 1 else "first "
        printer.put(f"{one.count:,} {one.end}: {one.reason} ({first}{one.where})", indent=2)
    if len(reasons) > _MOST_REASONS:
        printer.put(f"and {len(reasons) - _MOST_REASONS:,} more reasons (--json)", indent=2)
