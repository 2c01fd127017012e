"""The articles in JSON values, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from index.articles.article import Rejected
from index.inputs.content import DamagedError
from index.inputs.encodings import LineDecoder, explain
from index.inputs.found import Record, Skipped
from index.inputs.json_bulk import Action, action_in, document
from index.inputs.json_shapes import META, Core, core_of
from index.inputs.json_text import Repeating, kind, parse
from index.inputs.json_text import explain as explain_json
from index.inputs.json_values import Value, key_and_value, members, values
from index.inputs.json_wrappers import Inner, Wrapper, is_secondary, is_wrapping
from index.inputs.keys import field_of
from index.inputs.lines import excerpt
from index.inputs.texts.web_text import unfolded
from index.vietnamese.legacy import UnreadableError

Piece = Record | Rejected | Skipped

_MOST_DAMAGED = 4  # values in values that are cut, of one that cannot be read
AFTER_VALUES = frozenset({b")", b");", b";"})
"""What ends a statement in JavaScript, after a value."""


class Records:
    """What is the same for all values of a file; makes records of them."""

    def __init__(self, head: bytes, notes: tuple[str, ...], mapping: Mapping[str, str]) -> None:
        self.decoder = LineDecoder(head)
        self.notes = notes
        self.mapping = mapping
        self.wrapper = Wrapper(mapping)
        self.streaming = False  # within a value that is cut, so that its source is that of all
        self._action: Action | None = None  # of a bulk file, about the value that follows
        self._where_of_action = ""
        self._level = 0  # of values in values that cannot be read
        self._told = 0  # how many keys of wrappers a note has told

    def read(self, data: bytes, where: str, offset: int) -> Iterable[Piece]:
        """The articles in one JSON value that begins at the byte `offset` of its file.

        They are to be taken before the next value is read.
        """
        data = data.removeprefix(b"\x1e")  # of a JSON text sequence
        try:
            text, notes = self.decoder.decode(data)
        except UnreadableError as error:
            reason = f"it is not UTF-8 at byte {error.start} (byte {offset + error.start} "
            return [Rejected(where, reason + "of the file)" + explain(error), excerpt(data))]
        try:
            value, remarks = parse(text)
        except RecursionError:
            return [Rejected(where, "values are nested too deeply", excerpt(data))]
        except ValueError as error:
            self._action = None
            rejected = Rejected(where, explain_json(error), excerpt(data))
            return self._damaged(data, where, offset) or [rejected]
        told = (*self.notes, *notes, *remarks) if notes or remarks else self.notes
        return self.of_value(value, where, data, told)

    def end(self) -> Iterator[Piece]:
        """What is missing at the end of the file."""
        if self._action is not None:
            self._action = None
            yield Rejected(self._where_of_action, "the document that should follow is missing")

    def of_value(
        self, value: Any, where: str, data: bytes, notes: tuple[str, ...]
    ) -> Iterable[Piece]:
        """The articles in a value: itself, or those that it holds."""
        if self._action is None and not self.streaming and type(value) is dict:
            key, titled = _key_of_body(tuple(value))
            if key is not None and type(value[key]) is str and value[key]:
                values = value if titled else unfolded(value, self.mapping)
                return (Record(where, values, notes, raw=excerpt(data)),)
        return self._of_any(value, where, data, notes)

    def _of_any(
        self, value: Any, where: str, data: bytes, notes: tuple[str, ...]
    ) -> Iterator[Piece]:
        if (action := action_in(value)) is not None:
            yield from self.end()
            if action.name == "delete":
                yield Skipped(where, f"it deletes the document {action.about.get('_id', '')}")
            else:
                self._action, self._where_of_action = action, where
            return
        action, self._action = self._action, None
        if action is not None and isinstance(value, dict):
            value = document(action, value)
            if value is None:
                yield Skipped(where, "it changes a document by a script")
                return
        if not self.streaming:
            self.wrapper.source = ""
        if inner := self.wrapper.inner(value):
            yield from self.of_inner(inner, where, data, notes)
        else:
            yield from self._of_one(value, None, where, data, notes)

    def of_inner(
        self, inner: list[Inner], where: str, data: bytes, notes: tuple[str, ...] | None = None
    ) -> Iterator[Piece]:
        """The records of what a wrapper holds."""
        for one in inner:
            place = f"{where}, {one.path.removeprefix('.')}"
            told = self.notes if notes is None else notes
            yield from self._of_one(one.value, one.core, place, data, told)

    def parsed(self, data: bytes) -> dict[str, Any] | None:
        """The object in the bytes of one; None for anything else."""
        try:
            value, _ = parse(self.decoder.decode(data)[0])
        except (UnreadableError, ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None

    def _of_one(
        self, value: Any, core: Core | None, where: str, data: bytes, notes: tuple[str, ...]
    ) -> Iterator[Piece]:
        """The record of one object, or why it is none."""
        if not isinstance(value, dict):
            yield Rejected(where, f"it is {kind(value)} and not an object", excerpt(data))
            return
        again: list[tuple[str, Any]] = []
        if isinstance(value, Repeating):
            again = [(key, value.pop(name)) for name, key in value.renamed.items()]
            notes = (*notes, *(f"{key}: the key occurs more than once" for key in dict(again)))
            value.renamed = {}
            core = core if core is not None and core.values is not value else None
        core = core or core_of(value, self.mapping)
        if core.skip:
            yield Skipped(where, core.skip)
        elif self._is_empty_list(value):
            yield Skipped(where, "it is a list of articles with none in it")
        elif _is_only_named(core.values):
            yield Rejected(where, "it has a name, and nothing else of an article", excerpt(data))
        else:
            values, notes = self._with_source(core.values, notes)
            raw = excerpt(data) if not core.again and core.values is value else str(value)[:200]
            values = unfolded(values, self.mapping)
            yield Record(where, values, notes, (*core.again, *again), raw=raw)

    def _is_empty_list(self, value: dict[str, Any]) -> bool:
        return any(each == [] and is_wrapping(key) for key, each in value.items()) and not any(
            field_of(key) in ("title", "summary", "body", "captions") and each
            for key, each in value.items()
        )

    def _with_source(
        self, values: dict[str, Any], notes: tuple[str, ...]
    ) -> tuple[Mapping[str, Any], tuple[str, ...]]:
        """The values with what their wrapper says of all; what it said else is told once."""
        left_out = self.wrapper.left_out[self._told :]
        if left_out:
            self._told += len(left_out)
            shown = ", ".join(key[:50] for key in left_out[:20]) + ", …" * (len(left_out) > 20)
            notes = (*notes, f"left out of what the articles are wrapped in: {shown}")
        source = self.wrapper.source
        if source and not any(field_of(key) == "source" and values[key] for key in values):
            values = {**values, "source": source}
        return values, notes

    def _damaged(self, data: bytes, where: str, offset: int) -> list[Piece]:
        """What can be read of a value that is several, or a wrapper that is damaged or cut off."""
        if self._level == _MOST_DAMAGED:
            return []
        self._level += 1
        try:
            return self._glued(data, where, offset) or self._of_parts(data, where, offset)
        finally:
            self._level -= 1

    def _glued(self, data: bytes, where: str, offset: int) -> list[Piece]:
        """The values in a line that has several, whatever they are parted by."""
        cut = []
        try:
            for value in values(iter([data])):
                cut += [value] if value.data not in AFTER_VALUES else []
        except DamagedError:
            return []
        if not cut or (len(cut) == 1 and len(cut[0].data) == len(data.strip())):
            return []
        return self._of_cut(cut, where, offset)

    def _of_parts(self, data: bytes, where: str, offset: int) -> list[Piece]:
        """What can be read of a wrapper that is damaged; nothing if it is an article."""
        found: list[Piece] = []
        if data.startswith(b"["):
            found = self._of_cut(list(members(data)), where, offset)
        elif data.startswith(b"{"):
            own, lists = _members(data)
            for key, start in lists:
                if "body" in own or is_secondary(key) or ("title" in own and not is_wrapping(key)):
                    continue
                found += self._damaged(data[start:], where, offset + start)
        return found if any(isinstance(one, Record) for one in found) else []

    def _of_cut(self, cut: list[Value], where: str, offset: int) -> list[Piece]:
        found: list[Piece] = []
        for value in cut:
            start = offset + value.offset
            found += self.read(value.data, f"{where.partition(', byte ')[0]}, byte {start}", start)
        return found


def _members(data: bytes) -> tuple[set[str | None], list[tuple[str, int]]]:
    """Of a damaged object: the fields that it has texts for, and where its arrays and objects are,
    by their keys."""
    own: set[str | None] = set()
    lists: list[tuple[str, int]] = []
    for part in members(data):
        inner = key_and_value(part.data)
        if inner and inner[0]:
            lists.append((inner[0], part.offset + len(part.data) - len(inner[1])))
            continue
        try:
            own |= {
                field_of(key) for key in parse("{" + part.data.decode("utf-8", "replace") + "}")[0]
            }
        except (ValueError, RecursionError, TypeError):
            continue
    return own, lists


def _is_only_named(values: Mapping[str, Any]) -> bool:
    """Whether an object has a name and nothing else that articles have: settings, a person."""
    if "name" not in values:
        return False
    known = {field_of(key) for key in values if key != "name" and values[key]} - {"id", None}
    return not known


@lru_cache(maxsize=1024)
def _key_of_body(keys: tuple[str, ...]) -> tuple[str | None, bool]:
    """The key of the text of an object that has such keys, if it has one and says nothing of itself
    in another object, and whether there is one of a title."""
    fields = [field_of(key) for key in keys]
    body = keys[fields.index("body")] if "body" in fields else None
    titled = "title" in fields
    return (None if titled and META.intersection(keys) else body), titled
