"""The text of one JSON value, read; and why it cannot be."""

from __future__ import annotations

import json
import math
from typing import Any

from index.inputs.json_relaxed import as_json
from index.inputs.numbered import Numbered

RELAXED = "it is not strict JSON, but as JavaScript, Python or the shell of MongoDB print it"


class Repeating(dict[str, Any]):
    """An object in which keys occur more than once; the later ones are numbered.

    `renamed` has the true key of each of those.
    """

    renamed: dict[str, str]


def parse(text: str) -> tuple[Any, list[str]]:
    """The value that is written in `text`, and notes on how it was read.

    Raises `ValueError` or `RecursionError` for what is no value.
    """
    try:
        return DECODER.decode(text), []
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            raise
        relaxed = as_json(text)
        if relaxed is None:
            raise
        try:
            return DECODER.decode(relaxed), [RELAXED]
        except ValueError:
            raise error from None


def explain(error: ValueError) -> str:
    """Why a text is no JSON value, in a part of a sentence."""
    if not isinstance(error, json.JSONDecodeError):  # a number with thousands of digits
        return str(error)
    if error.msg == "Extra data":
        return f"more follows after the JSON value, from character {error.pos + 1}"
    text = error.doc.strip(" \t\r\n")
    unclosed = text.startswith("{") and not text.endswith("}")
    if unclosed or error.msg.startswith("Unterminated"):
        return "the JSON is cut off"
    return f"it is not JSON: {error.msg} at character {error.pos + 1}"


def kind(value: Any) -> str:
    """What a value is that is no object."""
    if isinstance(value, list):
        return "an array without articles"
    return "a text" if isinstance(value, str) else "a number, true, false or null"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(plain := dict(pairs)) == len(pairs):
        return plain
    numbered = Numbered()
    names = [(numbered.keep(key, value), key) for key, value in pairs]
    repeating = Repeating(numbered.values)
    repeating.renamed = {name: key for name, key in names if name != key}
    return repeating


def _constant(name: str) -> str | None:
    return None if name == "NaN" else name


def _float(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_constant=_constant,  # NaN means that there is no value; others are kept as text
    parse_float=_float,
    strict=False,  # line feeds and tabs within strings are common, and clear
)
