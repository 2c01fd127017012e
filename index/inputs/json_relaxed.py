"""What is nearly JSON, as JSON: as JavaScript, Python and the shell of MongoDB print it.

Read are single quotes, keys without quotes, trailing commas, comments, `None`, `True`,
`undefined`, `ISODate("…")`, `ObjectId("…")`, `NumberLong(…)`, `datetime.datetime(…)` and the like.
Nothing is evaluated.
"""

from __future__ import annotations

import json
import re

_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*.*?\*/|\x1e)"
    r"|[uUrRbB]?(?P<string>\"[^\"\\]*(?:\\.[^\"\\]*)*\"|'[^'\\]*(?:\\.[^'\\]*)*')"
    r"|(?P<call>(?:new\s+)?[A-Za-z_$][\w.$]*\s*\()"
    r"|(?P<name>[^\W\d][\w$]*|\$\w+)"
    r"|(?P<number>[-+]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+|Infinity))"
    r"|(?P<mark>[\[\]{}:,()])",
    re.DOTALL,
)
_KEY_ENDS = re.compile(r"\s*:")
_CONSTANTS = {
    **dict.fromkeys(("null", "None", "undefined", "nan", "NaT"), "null"),
    **{"true": "true", "True": "true", "false": "false", "False": "false"},
    **{"NaN": "NaN", "Infinity": "Infinity", "inf": "Infinity"},
}
_CALLS = frozenset(
    {
        *("ISODate", "Date", "ObjectId", "ObjectID", "NumberLong", "NumberInt", "NumberDecimal"),
        *("Int32", "Long", "Double", "Decimal128", "Decimal", "UUID", "Timestamp", "BinData"),
        *("datetime", "datetime.datetime", "date", "datetime.date", "bson.ObjectId", "String"),
        *("bson.objectid.ObjectId", "Number"),
    }
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
_ESCAPES = {
    **{"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"},
    **{"\n": "", "\r\n": ""},
}


def as_json(text: str) -> str | None:
    """`text` in JSON; None if it is not even nearly that."""
    written: list[str] = []
    position, end = 0, len(text)
    while position < end:
        found = _TOKEN.match(text, position)
        if not found:
            return None
        position = found.end()
        kind, token = found.lastgroup, found[0]
        if kind == "space":
            written.append(" ")
        elif kind == "string":
            written.append(_string(found["string"]))
        elif kind == "number":
            written.append(_number(token))
        elif kind == "mark":
            _mark(token, written)
        elif kind == "name" and _KEY_ENDS.match(text, position):
            written.append(json.dumps(token))
        elif kind == "name":
            if token not in _CONSTANTS:
                return None
            written.append(_CONSTANTS[token])
        else:
            called = _call(text, found)
            if called is None:
                return None
            value, position = called
            written.append(value)
    return "".join(written)


def _mark(token: str, written: list[str]) -> None:
    """Write a bracket, comma or colon; a comma before a bracket that closes is left out."""
    if token in "]}":
        last = len(written) - 1
        while last > 0 and written[last] == " ":
            last -= 1
        if written and written[last] == ",":
            written[last] = " "
    written.append(token)


def _string(token: str) -> str:
    if token[0] == '"' and "\\" not in token:
        return token
    text = _ESCAPE.sub(_unescaped, token[1:-1])
    return json.dumps(text)


def _unescaped(found: re.Match[str]) -> str:
    what = found[1]
    if what[0] in "ux" and len(what) > 1:
        # Two halves of one character come together when all is read as JSON again.
        return chr(int(what[1:], 16))
    return _ESCAPES.get(what, what)


def _number(token: str) -> str:
    sign, digits = ("-", token[1:]) if token[0] == "-" else ("", token.lstrip("+"))
    if digits[:2] in ("0x", "0X"):
        return f"{sign}{int(digits, 16)}"
    if digits[0].isdigit() and digits.isdigit():
        return sign + (digits.lstrip("0") or "0")
    if digits[0] == ".":
        digits = "0" + digits
    return sign + digits.replace(".e", ".0e").replace(".E", ".0E") + "0" * digits.endswith(".")


_ARGUMENTS = re.compile(
    r"\s*(?:(?P<string>\"[^\"\\]*(?:\\.[^\"\\]*)*\"|'[^'\\]*(?:\\.[^'\\]*)*')"
    r"|(?P<numbers>-?\d+(?:\.\d+)?(?:\s*,\s*\d+)*)|)"
    r"(?P<rest>(?:\s*,\s*(?:\w+=)?[\w.]+(?:\(\s*\))?)*)\s*\)",
    re.DOTALL,
)


def _call(text: str, found: re.Match[str]) -> tuple[str, int] | None:
    """What a constructor makes, and where it ends; None for any other function."""
    name = re.sub(r"^new\s+", "", found["call"][:-1].strip())
    given = _ARGUMENTS.match(text, found.end()) if name in _CALLS else None
    if not given:
        return None
    if given["string"]:
        return _string(given["string"]), given.end()
    numbers = [each.strip() for each in (given["numbers"] or "").split(",") if each.strip()]
    if name.rpartition(".")[2] in ("datetime", "date") and len(numbers) >= 3:
        day = "-".join(each.zfill(2) for each in numbers[:3])
        clock = ":".join(each.zfill(2) for each in [*numbers[3:6], "0", "0", "0"][:3])
        return json.dumps(day if len(numbers) == 3 else f"{day}T{clock}"), given.end()
    if len(numbers) > 1:
        return json.dumps(numbers), given.end()
    return (_number(numbers[0]) if numbers else "null"), given.end()
