"""Words are pyvi's words: compared span by span with pyvi.ViTokenizer.tokenize.

    python tests/quality/pyvi_identity.py [FILE ...] [--fuzz N] [--seed N]

FILE is JSON Lines, also as .zst, of articles (title, summary, body, captions are compared one by
one) or of queries (text). `--fuzz` makes N strings of Vietnamese words, addresses, numbers,
punctuation and any Unicode. Every text goes through `words`, the native decoder when it is there,
and the reference, the made ones also through the exact one; exits with 1 at the first difference.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import zstandard
from pyvi.ViTokenizer import ViTokenizer

from index import native
from index.vietnamese import words_reference
from index.vietnamese.words import Segmenter, words
from index.vietnamese.words_exact import ExactSegmenter
from index.vietnamese.words_model import load_model

Spans = list[tuple[int, int]]
Cut = Callable[[str], Spans | None]


def reference(text: str) -> Spans:
    """The spans of pyvi's words in `text`, which is in NFC.

    pyvi answers with its tokens joined by `_` or a space, so the answer is read along its tokens.
    It fails on lone surrogates: they are put as U+FFFD, a character of no case or class either.
    """
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    _, tokens = ViTokenizer.sylabelize(text)
    if not tokens:
        return []
    answer = ViTokenizer.tokenize(text)
    spans: Spans = []
    end = place = 0
    for token in tokens:
        start = text.index(token, end)
        end = start + len(token)
        assert answer.startswith(token, place)
        if place and answer[place - 1] == "_":
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        place += len(token) + 1
    assert place == len(answer) + 1
    return spans


def decoders() -> dict[str, Cut]:
    """The decoders, for texts in NFC; all but the exact one answer None when in doubt."""
    model = load_model()
    in_python, exact = words_reference.Segmenter(model), ExactSegmenter(model)
    found: dict[str, Cut] = {
        "reference": lambda text: in_python.words(text, composed=True),
        "exact": exact.words,
    }
    if not native.is_used():
        return found
    segmenter = Segmenter(model)
    return {"native": lambda text: segmenter.words(text, composed=True), **found}


def differences(text: str, cuts: dict[str, Cut], doubts: Counter[str]) -> Iterator[str]:
    """What differs from pyvi's words, and how; decoders in doubt are counted."""
    composed = unicodedata.normalize("NFC", text)
    expected = reference(composed)
    for name, cut in cuts.items():
        found = cut(composed)
        if found is None:
            doubts[name] += 1
        elif found != expected:
            yield f"{name} has {found}, pyvi {expected}"
    if words(composed) != expected:
        yield f"words() has {words(composed)}, pyvi {expected}"


def texts_of(path: Path) -> Iterator[str]:
    """The texts of the articles or queries in a file."""
    with path.open("rb") as file:
        raw = zstandard.ZstdDecompressor().stream_reader(file) if path.suffix == ".zst" else file
        with io.TextIOWrapper(raw, encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                for name in ("text", "title", "summary", "body", "captions"):
                    value = record.get(name) or []
                    yield from [value] if isinstance(value, str) else value


class Fuzz:
    """Makes strings that try the tokenizer's every rule and the model's every feature."""

    SPECIAL = (
        *("==>", "->", "...", ">>", "\n", "://", "@", ".", "-", "_", ",", "+", ":", "/", "'"),
        *("Tp.", "Mr.", "Mrs.", "Ms.", "Dr.", "ThS.", "TP.", "Đ.", "UBND.", "A", "==", "..", "Th"),
        *("1", "10.000", "3,5", "1_2", "1_", "٣.٤", "²", "½", "Ⅳ", "07/07/2021", "19h30", "1.a"),
        *("\0", "\ud800", "\udfff", "İ", "Σ", "ς", "ǅ", "ŉ", "ſ", "ß", "K", "ﬁ", "Ω", "가", "각"),
        *("\u0301", "\u0323", "\u0302", "\u0316", "\u0344", "\u102e", "\u09be", "\u1175", "\u11a8"),
        *("\u200b", "\ufeff", "\xad", "“", "”", "…", "–", "’", "😀", "𝐀", "𐐀", "日本"),
        *("a@b.c", "x.y+z@mail.vn", "@b.c", "a@b.", "a@-.-", "http://", "ftp://x", "đ://é", "a.b@"),
    )
    SPACES = ("", "", " ", " ", " ", "  ", "\t", "\n", "\xa0", "\u2003", "\u3000", "\x1c", "\x85")

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        text = (files("pyvi") / "models" / "words.txt").read_text(encoding="utf-8")
        self._words = [*text.split("\n"), *text.split()]

    def string(self) -> str:
        """One string."""
        source = self._random
        spaces = source.choice((self.SPACES, (" ",), ("",)))
        kinds = source.choice(((self._word,), (self._word, self._other), (self._other,)))
        parts = []
        for _ in range(source.randint(0, 30)):
            parts += [source.choice(kinds)(), source.choice(spaces)]
        text = "".join(parts)
        return unicodedata.normalize("NFD", text) if source.random() < 0.05 else text

    def _word(self) -> str:
        word = self._random.choice(self._words)
        return self._random.choice((str, str, str, str.lower, str.upper, str.title))(word)

    def _other(self) -> str:
        source = self._random
        kind = source.random()
        if kind < 0.5:
            return source.choice(self.SPECIAL)
        if kind < 0.7:
            return source.choice("abzAZ09đĐéÉ.-_@,:/ ")
        if kind < 0.8:
            return chr(source.randrange(0x250))
        if kind < 0.9:
            return chr(source.randrange(0x110000))
        if kind < 0.92:
            return source.choice(self.SPECIAL) * source.randint(2, 100)
        letters = "abcXYZ019._-+@"
        return "".join(source.choice(letters) for _ in range(source.randint(1, 20)))


def main() -> int:
    """Compare, and say how much was compared."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", nargs="*", type=Path)
    parser.add_argument("--fuzz", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    options = parser.parse_args()
    made, read = decoders(), decoders()
    del read["exact"]  # as slow as pyvi
    fuzz = Fuzz(options.seed)
    runs = [(str(path), texts_of(path), read) for path in options.file]
    if options.fuzz:
        runs.append(("fuzz", (fuzz.string() for _ in range(options.fuzz)), made))
    for name, texts, cuts in runs:
        count = 0
        doubts: Counter[str] = Counter()
        for count, text in enumerate(texts, 1):  # noqa: B007
            for difference in differences(text, cuts, doubts):
                print(f"{name}: {text!r}: {difference}")
                return 1
        ways = ", ".join(f"{cut} ({doubts[cut]} in doubt)" for cut in cuts)
        print(f"{name}: {count} texts as pyvi has them: words, {ways}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
