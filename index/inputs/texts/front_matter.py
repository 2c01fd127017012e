"""Front matter: keys before a text, in YAML between lines of `---` or in TOML between `+++`.

Of YAML, scalars (plain or quoted, also folded `>` and literal `|`), lists (`- a` or `[a, b]`) and
mappings of scalars one level deep are read; anchors, tags and flow mappings stay as they are
written. The text after it is Markdown.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from index.inputs.keys import field_of
from index.inputs.texts.markdown import as_text
from index.inputs.texts.pages import LINE_ENDS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_FENCED = re.compile(
    r"\s*(?P<fence>---|\+\+\+)[ \t]*(?:\r\n|\n|\r)(?P<keys>.{0,65536}?)"
    r"(?:\r\n|\n|\r)(?:(?P=fence)|\.\.\.)[ \t]*"
    r"(?:\r\n|\n|\r|\Z)(?P<text>.*)",
    re.DOTALL,
)
_KEY = re.compile(
    r"(?P<key>[^\s:#\[\]{}\"'-][^:#\n]{0,80}?|\"[^\"]{1,80}\"|'[^']{1,80}')\s*:(?:\s+(?P<value>.*))?"
)
_ITEM = re.compile(r"\s*-(?:\s+(?P<value>.*))?")
_BLOCK = re.compile(r"[|>][+-]?\d?")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'")
_ONLY_YAML = re.compile(r"[\w .-]{1,40}:\s+(?:[|>][+-]?\d?\s*$|\[.*\]\s*$)|[\w-]{1,40}:\s*$")
_MOST_LINES = 200_000
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}


def parse(text: str) -> tuple[dict[str, Any], list[str]] | None:
    """The values of the front matter and of the text after it, and notes; None without any."""
    found = _FENCED.match(text)
    if not found:
        return None
    if found["fence"] == "+++":
        try:
            values = _plain(tomllib.loads(found["keys"].replace("\r\n", "\n")))
        except (ValueError, RecursionError):
            return None
    else:
        read = _yaml(LINE_ENDS.split(found["keys"]))
        if not read:
            return None
        values = read
    body = as_text(found["text"])
    title = str(values.get("title") or "").strip()
    if body.title and not title:
        values["title"] = body.title
    elif body.title and body.title.strip() != title:
        body = body._replace(text=f"{body.title}\n{body.text}")
    values["body"] = body.text
    if body.captions and "captions" not in values:
        values["captions"] = body.captions
    return values, body.notes


def records(text: str) -> list[dict[str, Any]]:
    """The articles in a text that is YAML throughout: a mapping, or a list of such.

    None for a text that is none, which also begins with a key and a colon: a mapping has to name
    two fields, and to be written as only YAML is: with a block, a list or marks of quotation.
    """
    lines = [line for line in LINE_ENDS.split(text) if line.strip() not in ("---", "...")]
    lines = lines[next((n for n, line in enumerate(lines) if line.strip()), 0) :]
    if not lines or len(lines) > _MOST_LINES:
        return []
    starts = [n for n, line in enumerate(lines) if line.startswith("- ")]
    if starts and starts[0] == 0:
        ends = [*starts[1:], len(lines)]
        parts = [
            ["  " + lines[start][2:], *lines[start + 1 : end]]
            for start, end in zip(starts, ends, strict=True)
        ]
        if not all(line[:2] == "  " or not line.strip() for part in parts for line in part):
            return []
        found = [_yaml([line[2:] for line in part]) for part in parts]
    else:
        is_yaml = any(_ONLY_YAML.match(line) for line in lines)
        found = [_yaml(lines)] if is_yaml else []
    read = [one for one in found if one and len({field_of(key) for key in one} - {None}) > 1]
    return read if len(read) == len(found) else []


def _plain(value: Any) -> Any:
    """Values of TOML, with its dates as text."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool) else str(value)


def _yaml(lines: list[str]) -> dict[str, Any] | None:
    """The mapping in lines of YAML; None for what is none."""
    values: dict[str, Any] = {}
    place = 0
    while place < len(lines):
        line = lines[place]
        place += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _KEY.fullmatch(line.rstrip())
        if not found:
            return None
        block: list[str] = []
        while place < len(lines) and _goes_on(lines[place]):
            block.append(lines[place])
            place += 1
        values[_scalar(found["key"].strip())] = _value((found["value"] or "").strip(), block)
    return values


def _goes_on(line: str) -> bool:
    """Whether a line belongs to the key above it."""
    return not line.strip() or line[0] in " \t" or _ITEM.fullmatch(line.rstrip()) is not None


def _value(text: str, block: list[str]) -> Any:
    """The value on the line of its key, and on those that belong to it."""
    if text and text[0] in "\"'[" and block:
        text, block = " ".join([text, *(line.strip() for line in block)]).strip(), []
    if _BLOCK.fullmatch(text):
        lines = [line.strip() for line in block]
        return ("\n" if text[0] == "|" else " ").join(lines).strip()
    held = [line.rstrip() for line in block if line.strip()]
    if text or not held:
        return (
            _flow(text) if not held else _scalar(" ".join([text, *(one.strip() for one in held)]))
        )
    items = [_ITEM.fullmatch(line) for line in held]
    if all(items):
        return [_flow((item["value"] or "").strip()) for item in items if item]
    pairs = [_KEY.fullmatch(line.strip()) for line in held]
    if all(pairs):
        return {pair["key"]: _flow((pair["value"] or "").strip()) for pair in pairs if pair}
    return "\n".join(line.strip() for line in held)


def _flow(text: str) -> Any:
    """A scalar, or a list in brackets."""
    text = _without_comment(text)
    if not (text.startswith("[") and text.endswith("]")):
        return _scalar(text)
    parts = re.findall(r"\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^,]+)(?:,|$)", text[1:-1])
    return [_scalar(part.strip()) for part in parts if part.strip()]


def _without_comment(text: str) -> str:
    return text if text[:1] in "\"'" else re.sub(r"\s+#.*$", "", text)


def _scalar(text: str) -> str:
    """A scalar as text; nothing for `null` and `~`."""
    quoted = _QUOTED.fullmatch(text)
    if quoted is None:
        return "" if text in ("null", "~", "Null", "NULL") else text
    if quoted[1] is None:
        return quoted[2].replace("''", "'")
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), quoted[1])
