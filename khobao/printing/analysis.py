"""The analysis of a text as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.table import Table

from index.printing import printable
from khobao.printing.printer import Printer


def print_analysis(description: Mapping[str, Any]) -> None:
    """The table of a text's syllables, then its words and pairs (of `description.describe`)."""
    table = Table("", "offsets", "original", "text", "folded", "", box=None, pad_edge=False)
    for number, one in enumerate(description["syllables"]):
        offsets = f"{one['start']}-{one['end']}"
        cells = map(printable, (one["original"], one["text"], one["folded"]))
        table.add_row(str(number), offsets, *cells, "after a break" * one["after_break"])
    printer = Printer()
    printer.print(table)
    printer.put("")
    printer.put("Words: " + " ".join(one["text"] for one in description["words"]))
    printer.put("")
    printer.put("Pairs: " + ", ".join(one["text"] for one in description["pairs"]))
