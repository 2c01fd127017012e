"""Which article is which: those of a run, and those that the archive held before.

An article that came with an id of its own is the one with that id. One without is the one at its
address: what changes there is a version of it, as long as it is alike; an unlike page at the same
address is another article, under the hash of its content. What did not change is not written again.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, MutableMapping
from dataclasses import replace
from typing import Any, NamedTuple

from index.analysis.analyser import document
from index.analysis.vectors import pack_counts
from index.articles.address import address_term
from index.articles.article import Article, content_id
from index.articles.fingerprint import fingerprint
from index.articles.likeness import are_alike
from index.articles.serialization import from_json, to_json
from index.articles.versions import stored_versions, with_version
from index.build.checkpoints import State
from index.build.drafts import Draft
from index.build.held import Held, Place
from index.build.identity import Identity, identity_of, stamp_of
from index.build.writer import ArticleWriter

ADDED, CHANGED, UNCHANGED, DUPLICATE = "added", "changed", "unchanged", "duplicate"
PENDING = "pending"


Values = MutableMapping[str, Any]
"""What `analyser.document` tells of an article, here or put aside (see `drafts`)."""


class Put(NamedTuple):
    """What became of an article: ADDED, CHANGED, UNCHANGED, DUPLICATE (of one of this run), or
    PENDING (one of its versions came, and the end of the run tells whether it is that again); under
    which id, and what is to be noted about it."""

    how: str
    id: str
    note: str = ""


class Ledger:
    """Writes each article of a run once, and what it was before with it.

    `held` is what the archive held before, None if nothing; an update leaves what did not change
    as it is, all else writes it again. `now` is the time of the run, in seconds since 1970.
    """

    def __init__(self, writer: ArticleWriter, held: Held | None, update: bool, now: int) -> None:
        self.matched = 0  # articles that the archive held, and that came again
        self._writer = writer
        self._held = held
        self._update = update
        self._now = now
        self._first = writer.first_number
        self.entries: list[list[Any]] | None = None  # what was written since it was set
        self._fingerprints = array("q")  # of the articles of this run, in their order
        self._stamps = array("q")
        self._own = bytearray()  # whether their ids are their own
        # Articles as they were once and came again: they are written at the end of the run, unless
        # what the archive holds came, too.
        self._pending: dict[str, tuple[Values, Identity, Place]] = {}
        self._at: dict[int, int] = {}  # the number of the last article of this run, by address
        self._before: dict[int, int] = {}  # the number of the one before it at its address

    def put(self, id: str, values: Values, identity: Identity) -> Put:
        """Write an article unless it is there already; `values` are those of `analyse`."""
        note = ""
        if identity.address:
            id, values, note = self._at_address(id, values, identity)
        earlier = self._writer.number_of(id)
        if earlier is not None:
            return self._again(id, values, identity, earlier)
        place = self._held.find(id) if self._held is not None else None
        if place is None:
            values.setdefault("added", self._now)
            values.setdefault("changed", values["added"])
            self._write(id, values, identity)
            return Put(ADDED, id, note)
        return self._held_before(id, values, identity, place)._replace(note=note)

    def restore(self, state: State) -> None:
        """Go on from what an interrupted run had written."""
        self.matched = state.matched
        for number, (_, fingerprint_, stamp, own, address) in enumerate(state.entries, self._first):
            self._fingerprints.append(fingerprint_)
            self._stamps.append(_NEVER if stamp is None else stamp)
            self._own.append(own)
            self._note_address(address, number)
        for text, _, _ in state.pending:
            article = from_json(text.encode())
            place = self._held.find(article.id) if self._held is not None else None
            if place is not None:
                values = document(article)
                identity = identity_of(article, values["fingerprint"])
                self._pending[article.id] = values, identity, place

    @property
    def pending(self) -> Iterator[tuple[str, bytes]]:
        """The id and the JSON of articles of which the end of the run decides."""
        for id, (values, _, _) in self._pending.items():
            yield id, values["article"]

    def finish(self) -> Iterator[Put]:
        """Write the articles that are what they were once, and account for them."""
        for id, (values, identity, place) in [*self._pending.items()]:
            yield self._held_before(id, values, identity, place, final=True)

    def unchanged(self, id: str) -> Put:
        """Account for an article that the archive holds as it is."""
        self._pending.pop(id, None)
        earlier = self._writer.number_of(id)
        place = self._held.find(id) if self._held is not None else None
        if earlier is not None and self._held is not None and place is not None:
            article = from_json(self._held.text(place))  # it changed in this run, and back again
            values = document(article)
            return self._again(id, values, identity_of(article, values["fingerprint"]), earlier)
        self.matched += 1
        return Put(UNCHANGED, id)

    def _held_before(
        self,
        id: str,
        values: Values,
        identity: Identity,
        place: Place,
        *,
        final: bool = False,
    ) -> Put:
        """Write an article that the archive held before, if it changed; what it was once may be
        what it is again, which is known when the run is `final`."""
        held = self._held
        assert held is not None
        is_same = held.fingerprint(place) == identity.fingerprint
        if is_same and self._update:
            return self.unchanged(id)
        versions = held.versions(place)
        added, changed = held.added(place), held.changed(place)
        if not is_same and not identity.own and self._is_older(identity, held.text(place)):
            self.matched += 1
            return self._keep_older(id, values, held.text(place), versions, (added, changed))
        if not is_same and not final and _has_version(versions, identity.fingerprint):
            self._pending[id] = values, identity, place
            return Put(PENDING, id)
        self.matched += 1
        if not is_same:
            versions = with_version(versions, held.text(place), changed)
        for name, moment in (("added", added), ("changed", changed if is_same else self._now)):
            values.pop(name, None)
            if moment is not None:
                values[name] = moment
        if versions:
            values["versions"] = versions
        self._write(id, values, identity)
        return Put(UNCHANGED if is_same else CHANGED, id)

    def _is_older(self, identity: Identity, text: bytes) -> bool:
        """Whether an article is an older version of one that is kept as JSON."""
        stamp = stamp_of(from_json(text))
        return stamp is not None and identity.stamp is not None and identity.stamp < stamp

    def _keep_older(
        self,
        id: str,
        values: Values,
        newest: bytes,
        versions: bytes,
        moments: tuple[int | None, int | None],
    ) -> Put:
        """Write the newest version of an article again, with an older one that came after it."""
        article = from_json(newest)
        is_known = values["article"] in {text for text, _ in stored_versions(versions)}
        if is_known and self._update:
            return Put(UNCHANGED, id)
        if not is_known:
            versions = with_version(versions, values["article"], self._now)
        written = document(article)
        for name, moment in zip(("added", "changed"), moments, strict=True):
            if moment is not None:
                written[name] = moment
        if versions:
            written["versions"] = versions
        if article.url:
            written["address"] = pack_counts({address_term(article.url, own=False): 1})
        identity = identity_of(article, written["fingerprint"])._replace(own=False)
        self._write(id, written, identity)
        if is_known:
            return Put(UNCHANGED, id)
        return Put(CHANGED, id, "an older version of this article was added")

    def _again(self, id: str, values: Values, identity: Identity, earlier: int) -> Put:
        """Account for an article that came before in this run."""
        at = earlier - self._first
        if self._fingerprints[at] == identity.fingerprint:
            return Put(DUPLICATE, id)
        writer = self._writer
        text, versions = writer.text(earlier), writer.versions(earlier)
        moments = writer.moments(earlier)
        stamp = self._stamps[at]
        if not identity.own and identity.stamp is not None and identity.stamp < stamp:
            self._keep_older(id, values, text, versions, moments)
            return Put(DUPLICATE, id, "is a newer version than another piece of the input")
        values["versions"] = with_version(versions, text, moments[1])
        values.pop("added", None)
        if moments[0] is not None:
            values["added"] = moments[0]
        values["changed"] = self._now
        self._write(id, values, identity)
        said = "article with this id" if identity.own else "version at this address"
        return Put(DUPLICATE, id, f"replaces an earlier {said}")

    def _write(self, id: str, values: Values, identity: Identity) -> None:
        self._pending.pop(id, None)
        number = self._writer.next_number
        self._writer.add(id, values)
        self._fingerprints.append(identity.fingerprint)
        self._stamps.append(_NEVER if identity.stamp is None else identity.stamp)
        self._own.append(identity.own)
        if self.entries is not None:
            self.entries.append(_entry(id, identity))
        self._note_address(identity.address, number)

    def _note_address(self, address: int, number: int) -> None:
        """Note at which address an article of this run is, if it has one."""
        if address:
            earlier = self._at.get(address)
            if earlier is not None:
                self._before[number] = earlier
            self._at[address] = number

    def _at_address(self, id: str, values: Values, identity: Identity) -> tuple[str, Values, str]:
        """The id that an article gets since others have its address, its values and a note."""
        others = self._others(identity.address)
        if identity.own:
            ids = [one.id for one in (*others[False], *others[True]) if one.id != id]
            said = f"has the address of {_shown(ids)}, and an id of its own" if ids else ""
            return id, values, said
        article = from_json(values["article"]) if others[False] else None
        for other in others[False]:
            assert article is not None
            if are_alike(article, other):
                return other.id, _renamed(values, article, other.id), ""
        if article is not None:
            if any(other.id == id for other in others[False]):
                id = content_id(article)
                values = _renamed(values, article, id)
            unlike = _shown([one.id for one in others[False]])
            return id, values, f"is unlike {unlike}, which has the same address"
        if others[True]:
            own = _shown([one.id for one in others[True]])
            return id, values, f"has the address of {own}, which has an id of its own"
        return id, values, ""

    def _others(self, address: int) -> dict[bool, list[Article]]:
        """The articles of this run and of the archive at an address, each once, the newest first:
        those without ids of their own (False), and those that have one."""
        found: dict[str, tuple[bool, Article]] = {}
        number = self._at.get(address)
        while number is not None:
            article = from_json(self._writer.text(number))
            found.setdefault(article.id, (bool(self._own[number - self._first]), article))
            number = self._before.get(number)
        if self._held is not None:
            for place, own in self._held.at_address(f"{address:016x}"):
                article = from_json(self._held.text(place))
                found.setdefault(article.id, (own, article))
        return {
            which: [article for own, article in found.values() if own == which]
            for which in (False, True)
        }


def _entry(id: str, identity: Identity) -> list[Any]:
    return [id, identity.fingerprint, identity.stamp, identity.own, identity.address]


def _has_version(versions: bytes, of: int) -> bool:
    """Whether one of the stored versions has a fingerprint."""
    return any(fingerprint(from_json(text)) == of for text, _ in stored_versions(versions))


_NEVER = -(1 << 62)


def _shown(ids: list[str]) -> str:
    return ids[0] if len(ids) == 1 else f"{ids[0]} and {len(ids) - 1} more"


def _renamed(values: Values, article: Article, id: str) -> Values:
    """The values of an article under another id."""
    if article.id == id:
        return values
    text = to_json(replace(article, id=id))
    others: dict[str, Any] = {"id": pack_counts({id: 1}), "article": text}
    return values.changed(**others) if isinstance(values, Draft) else {**values, **others}
