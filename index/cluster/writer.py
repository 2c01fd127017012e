"""What a ledger writes becomes documents for the cluster, one after the other."""

from __future__ import annotations

from array import array
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from index.analysis.vectors import unpack
from index.build.duplicates import own_group
from index.cluster import language
from index.cluster.documents import Document, SegmentDocuments, document_of
from index.cluster.held import HeldInCluster
from index.cluster.language import LanguagePart, TermsAndDfs
from index.cluster.mapping import STORED
from index.cluster.near import Groups
from index.cluster.profiles import profile_of
from index.storage.columns import NO_SIGNATURE
from index.storage.profiles import FIELD, Profile, no_profiles, word_weight

STAGED = "staged"
"""The value under which a ledger is given the document that was made of an article already."""
_NONE = -(1 << 62)


class WordWeights:
    """How much words tell, by what an archive holds and what is about to be added."""

    def __init__(self, parts: Sequence[LanguagePart]) -> None:
        self._articles = sum(part.articles for part in parts)
        known = [part.fields[FIELD].counted() for part in parts if FIELD in part.fields]
        self._words = TermsAndDfs.joined(known) if known else None
        self._average = language.average_lengths(parts)[FIELD]

    def profile_of(self, vector: bytes | None) -> Profile:
        """The profile of an article with a term vector of words; None without words."""
        found = {} if vector is None else dict(zip(*unpack(vector)[:2], strict=True))
        return self.profile(Counter(found))

    def profile(self, words: Counter[str]) -> Profile:
        """The profile of an article with some words."""
        if self._words is None:
            found: Profile = no_profiles(1)[0]
            return found
        known = self._words
        return profile_of(
            words, lambda word: word_weight(known.df(word), self._articles), self._average
        )


class DocumentWriter:
    """The writer of a run (see `index.build.writer.ArticleWriter`, whose place it takes).

    What is `ready` is to be sent, and forgotten here; `new` counts the articles that the archive
    did not hold, `written` has the staged ones, by their segments and numbers there.
    """

    def __init__(
        self,
        first: int,
        staged: Sequence[SegmentDocuments],
        weights: WordWeights,
        held: HeldInCluster | None,
        groups: Groups | None,
    ) -> None:
        """`groups` and `weights` are those of what is there already; without groups, articles keep
        the groups and profiles that they were staged with."""
        self.first_number = self.next_number = first
        self.ready: list[Document] = []
        self.new = 0
        self.written: dict[tuple[int, int], None] = {}
        self._staged = staged
        self._weights = weights
        self._held = held
        self._groups = groups
        self._numbers: dict[str, int] = {}
        self._places: dict[int, tuple[int, int]] = {}
        self._moments = array("q"), array("q")
        self._texts: dict[int, bytes] = {}
        self._versions: dict[int, bytes] = {}

    def __len__(self) -> int:
        """How many articles were written, each once."""
        return len(self._numbers)

    def number_of(self, id: str) -> int | None:
        """The number of the article with an id that was written in this run."""
        return self._numbers.get(id)

    def text(self, number: int) -> bytes:
        """The JSON of an article of this run."""
        if number in self._texts:
            return self._texts[number]
        segment, at = self._places[number]
        text: bytes = self._staged[segment].article(at)
        return text

    def versions(self, number: int) -> bytes:
        """What an article of this run was before; empty if nothing."""
        return self._versions.get(number, b"")

    def numbers(self) -> Iterator[tuple[int, str]]:
        """The numbers and ids of the articles that were written, each once."""
        return ((number, id) for id, number in self._numbers.items())

    def moments(self, number: int) -> tuple[int | None, int | None]:
        """When the archive first had an article of this run, and when it last changed."""
        at = number - self.first_number
        added, changed = (
            None if moments[at] == _NONE else moments[at] for moments in self._moments
        )
        return added, changed

    def add(self, id: str, values: Mapping[str, Any]) -> None:
        """Write an article."""
        number = self.next_number
        self.next_number += 1
        if id not in self._numbers and (self._held is None or self._held.find(id) is None):
            self.new += 1
        self._numbers[id] = number
        for moments, name in zip(self._moments, ("added", "changed"), strict=True):
            moments.append(values.get(name, _NONE))
        if values.get("versions"):
            self._versions[number] = bytes(values["versions"])
        staged = values.get(STAGED)
        if staged is None:
            self._texts[number] = bytes(values["article"])
            made = self._made(id, number, values)
        else:
            document, place = staged
            self._places[number] = place
            if id != document["id"]:
                self._texts[number] = bytes(values["article"])
            self.written[place] = None
            made = self._of_staged(id, number, values, document)
        if self._groups is not None:
            self._groups.replace(id)
            signature = values.get("signature", NO_SIGNATURE)
            made.values["group"] = self._groups.group(made, signature)
        self.ready.append(made)

    def _made(self, id: str, number: int, values: Mapping[str, Any]) -> Document:
        profile = self._weights.profile_of(values.get(FIELD))
        group = own_group(id, values.get("signature", NO_SIGNATURE))
        return document_of(id, number, {**values, "group": group}, profile)

    def _of_staged(
        self, id: str, number: int, values: Mapping[str, Any], document: Mapping[str, Any]
    ) -> Document:
        """A document that was made already, with what the ledger says otherwise."""
        kept = {**document, "id": id, "key": number}
        kept |= {name: values[name] for name in ("added", "changed") if name in values}
        kept |= {name: bytes(values[name]).decode() for name in STORED if values.get(name)}
        if self._groups is not None:
            words = kept.get(FIELD)
            texts = msgspec.json.decode(words) if isinstance(words, msgspec.Raw) else []
            profile = self._weights.profile(Counter(" ".join(texts).split()))
            kept["profile"] = b64encode(profile.astype("<u4").tobytes()).decode()
        return Document(id, number, kept)
