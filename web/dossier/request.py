"""What a dossier is asked for: its articles in their order, and a note on each.

It is kept by whoever reads: on their device, in the address, in what a form sends. Nothing of it
stays on the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from werkzeug.datastructures import MultiDict

MOST_IN_ADDRESS = 200
"""So many articles can be told by one address."""
MOST = 1_000
"""So many can be sent by a form."""
LONGEST_NOTE = 2_000
"""Characters that a note may have."""
_LAST = 10_000


@dataclass(frozen=True)
class Dossier:
    """The ids of the articles, each once, and the notes on some of them."""

    ids: tuple[str, ...]
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def fits_an_address(self) -> bool:
        """Whether one address says all of it: notes have no place there."""
        return not self.notes and len(self.ids) <= MOST_IN_ADDRESS


def from_address(args: MultiDict[str, str]) -> Dossier:
    """The dossier that an address names, by each `ids`."""
    return Dossier(_once(args.getlist("ids"))[:MOST_IN_ADDRESS])


def from_form(form: MultiDict[str, str]) -> Dossier:
    """The dossier that a form sends.

    It has lists of one length: `ids`, `note` and `place`, the number by which articles are put in
    order; `remove` has the ids to leave out, and `add` ids or addresses of articles, one a line,
    which come last.
    """
    given = form.getlist("ids")
    places = _each(form.getlist("place"), len(given))
    notes = _each(form.getlist("note"), len(given))
    removed = set(form.getlist("remove"))
    order = sorted(range(len(given)), key=lambda n: (_place(places[n], n), n))
    kept = [n for n in order if given[n] not in removed]
    added = (_id_of(line.strip()) for line in form.get("add", "").splitlines())
    ids = _once([*(given[n] for n in kept), *added])[:MOST]
    told = {given[n]: note for n in kept if (note := notes[n].strip()[:LONGEST_NOTE])}
    return Dossier(ids, {id: told[id] for id in ids if id in told})


def _once(ids: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, ids)))


def _each(values: list[str], count: int) -> list[str]:
    return [*values[:count], *[""] * (count - len(values))]


def _place(text: str, number: int) -> float:
    """The place that was typed; that of a number between two others lies between them."""
    try:
        place = float(text.strip().replace(",", "."))
    except ValueError:
        return number + 1
    return place if 0 <= place <= _LAST else _LAST


def _id_of(text: str) -> str:
    """The id that was typed, or that of the article whose address was."""
    try:
        path = urlsplit(text).path if text.startswith(("http://", "https://", "/")) else ""
    except ValueError:
        return text
    _, found, id = path.partition("/articles/")
    return unquote(id) if found else text
