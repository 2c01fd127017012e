"""pyvi's model of words, read from the installed pyvi without running any of its code.

`models/pyvi3.pkl` is a pickle of a scikit-learn estimator around a model file of CRFsuite, and
`models/words.txt` lists words of two and three syllables. Unpickling as pyvi does brings
scikit-learn (a second, a hundred megabytes) and would run whatever the file names; here only the
bytes of the model file are taken out. Its format: https://www.chokkan.org/software/crfsuite and
CQDB, https://github.com/chokkan/crfsuite/tree/master/lib/cqdb (all numbers little-endian).
"""

from __future__ import annotations

import io
import pickle
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from operator import sub
from pathlib import Path
from typing import Any, NamedTuple

from index import native

# Attributes that name a token: that of the place itself, the one before (which so gives to the
# next), the one after; in the order of `Weights`.
_TOKEN = "word.lower():"
_OF_TOKENS = {"": 0, "-1:": 1, "+1:": 2}
# The attributes that are true or false of a token or of its neighbours.
_OF_TRAITS = (
    "bias",
    "word.isupper()",
    "word.istitle()",
    "word.isdigit()",
    "-1:word.isupper()",
    "-1:word.istitle()",
    "-1:word.bi_gram()",
    "-2:word.tri_gram()",
    "+1:word.isupper()",
    "+1:word.istitle()",
    "+1:word.bi_gram()",
    "+2:word.tri_gram()",
)
# Lines of the list of words; those with capitals are never found, as in pyvi.
_PAIR = re.compile("^([^ \n]+) ([^ \n]+)$", re.MULTILINE)
_TRIPLE = re.compile("^([^ \n]+) ([^ \n]+) ([^ \n]+)$", re.MULTILINE)
# No token of the model holds what lower-casing makes of İ and Σ, which depends on more than the
# character, nor is an address: the native decoder relies on it.
_NEVER_IN_TOKENS = ("\u0307", "σ", "ς", "://")


class UnknownModelError(Exception):
    """The installed pyvi has a model that this program cannot read."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"cannot read the model of the installed pyvi ({reason}): use pyvi 0.1.1")


Weights = Sequence[float]
"""What one lower-case token adds to the scores of itself, the token after, the one before.

CRFsuite reads a token up to its first NUL, and the model knows the token that is left of a NUL
alone: the empty one.
"""
UNKNOWN: Weights = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Model:
    """The model: weights of attributes for the labels B_W (begins a word) and I_W (goes on).

    `crf` is the file itself; `attributes` has both weights; `tokens` and `traits` (what is true or
    false of tokens) that of I_W less that of B_W, which is enough to decode: a token is labelled
    I_W when its difference exceeds `if_inside` (the token after it is I_W) or `if_begins` (it is
    B_W). `listed` is the list of words, one a line, and `pairs` and `triples` those of two and of
    three syllables, in lower case.
    """

    crf: bytes
    tokens: Mapping[str, Weights]
    traits: dict[str, float]
    listed: str
    begin_begin: float
    begin_inside: float
    inside_begin: float
    inside_inside: float

    @cached_property
    def attributes(self) -> dict[str, tuple[float, float]]:
        """The weights of each attribute for B_W and for I_W."""
        places = Places.of(self.crf)
        names, weights, _ = _weights(self.crf, places)
        begins, inside = weights[places.begins], weights[1 - places.begins]
        return dict(zip(names, zip(begins, inside, strict=True), strict=True))

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The words of two syllables; native code reads the list for itself."""
        return _PAIR.findall(self.listed)

    @cached_property
    def triples(self) -> list[tuple[str, str, str]]:
        """The words of three syllables."""
        return _TRIPLE.findall(self.listed)

    @property
    def if_inside(self) -> float:
        """The threshold before a token that goes on a word."""
        return self.begin_inside - self.inside_inside

    @property
    def if_begins(self) -> float:
        """The threshold before a token that begins a word."""
        return self.begin_begin - self.inside_begin


def load_model() -> Model:
    """Read the model of the installed pyvi; UnknownModelError when it is another."""
    try:
        crf, words = _read()
        with io.TextIOWrapper(io.BytesIO(words), encoding="utf-8") as lines:
            return _model(crf, lines.read())
    except (OSError, pickle.UnpicklingError, struct.error, ValueError, LookupError) as error:
        raise UnknownModelError(str(error)) from error
    finally:
        _read.cache_clear()


@cache
def model_fingerprint() -> str:
    """A checksum of the installed model's content: two versions of pyvi with one model share it.

    Raises UnknownModelError when there is none that can be read.
    """
    try:
        crf, words = _read()
    except (OSError, pickle.UnpicklingError, ValueError, LookupError) as error:
        raise UnknownModelError(str(error)) from error
    digest = blake2b(digest_size=8)
    for part in (crf, words):
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _read() -> tuple[bytes, bytes]:
    """The installed model of CRFsuite and the list of words, kept until the model is loaded."""
    folder = _folder()
    crf = unpickle((folder / "pyvi3.pkl").read_bytes())
    return crf, (folder / "words.txt").read_bytes()


def _folder() -> Path:
    """Where the models of the installed pyvi are; pyvi is not imported."""
    package = find_spec("pyvi")
    if package is None or package.origin is None:
        raise ValueError("there is none")
    return Path(package.origin).parent / "models"


def unpickle(data: bytes) -> bytes:
    """The bytes of the CRFsuite model in pyvi's pickle; nothing that the pickle names is run."""
    estimator = _Unpickler(io.BytesIO(data)).load()
    try:
        crf = estimator.state["modelfile"].state["__FILE_RESOURCE_DATA__"]
    except (AttributeError, LookupError, TypeError) as error:
        raise pickle.UnpicklingError("no model file in it") from error
    if not isinstance(crf, bytes):
        raise pickle.UnpicklingError("the model file in it is not bytes")
    return crf


class _Stand:
    """Stands for an object of a class that is not loaded, and keeps its state."""

    def __init__(self, *arguments: object) -> None:
        self.state: Any = None

    def __setstate__(self, state: object) -> None:
        self.state = state


def _encode(text: str, encoding: str) -> bytes:
    """How protocol 2 writes bytes: `_codecs.encode`, for the one encoding that it uses."""
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"bytes encoded as {encoding}")
    return text.encode("latin-1")


class _Unpickler(pickle.Unpickler):
    """Admits the six names that pyvi's file needs, and puts stand-ins for them."""

    _ADMITTED: dict[tuple[str, str], Any] = {  # noqa: RUF012  (never changed)
        ("sklearn_crfsuite.estimator", "CRF"): _Stand,
        ("sklearn_crfsuite._fileresource", "FileResource"): _Stand,
        ("pycrfsuite._logparser", "TrainLogParser"): _Stand,
        ("numpy.core.multiarray", "scalar"): _Stand,
        ("numpy", "dtype"): _Stand,
        ("_codecs", "encode"): _encode,
    }

    def find_class(self, module: str, name: str, /) -> Any:
        try:
            return self._ADMITTED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"it names {module}.{name}") from None


def _model(crf: bytes, words: str) -> Model:
    places = Places.of(crf)
    begins, inside = places.begins, 1 - places.begins
    tokens, traits, transitions = _differences(crf, *places, _TOKEN, _OF_TOKENS)
    every = "\0".join([*tokens, words])
    odd = [one for one in _NEVER_IN_TOKENS if one in every]
    if odd:
        raise ValueError(f"{odd[0]!r} in a word")
    return Model(
        crf,
        tokens,
        {name: traits[name] for name in _OF_TRAITS},
        words,
        transitions[begins][begins],
        transitions[inside][begins],
        transitions[begins][inside],
        transitions[inside][inside],
    )


class Places(NamedTuple):
    """Where a model has its features and the names of attributes, and the number of the label
    B_W, of two."""

    features: int
    names: int
    begins: int

    @classmethod
    def of(cls, crf: bytes) -> Places:
        """Those of a model. Raises ValueError when it is none that is known."""
        (magic, _, kind, version, _, labels, _, features, labels_at, names) = struct.unpack_from(
            "<4sI4s7I", crf
        )
        if (magic, kind, version, labels) != (b"lCRF", b"FOMC", 100, 2):
            raise ValueError("not a CRFsuite model of version 100 with two labels")
        order = list(_names(crf, labels_at))
        if sorted(order) != ["B_W", "I_W"]:
            raise ValueError("it has other labels")
        return cls(features, names, order.index("B_W"))


def _weights(crf: bytes, places: Places) -> tuple[list[str], list[list[float]], list[list[float]]]:
    """The names of attributes, for each label the weight of each, and the weights of each label
    behind each."""
    names = list(_names(crf, places.names))
    weights = [[0.0] * len(names), [0.0] * len(names)]
    transitions = [[0.0, 0.0], [0.0, 0.0]]
    for is_transition, source, label, weight in _features(crf, places.features):
        (transitions[label] if is_transition else weights[label])[source] = weight
    return names, weights, transitions


def read_in_python(  # noqa: PLR0917 - as it is read natively
    crf: bytes, features: int, names: int, begins: int, token: str, of_tokens: Mapping[str, int]
) -> tuple[dict[str, list[float]], dict[str, float], list[list[float]]]:
    """By how much more the attributes of a model weigh for the label I_W than for B_W.

    For each token what the attributes that name it add, which are its own name behind one of
    `of_tokens` and `token`, by the number that is given of that; then what each other attribute
    adds, and for each label the weight of each behind it. Raises ValueError or LookupError when
    the model is another.
    """
    every, weights, transitions = _weights(crf, Places(features, names, begins))
    differences = map(sub, weights[1 - begins], weights[begins])
    tokens: dict[str, list[float]] = {}
    others: dict[str, float] = {}
    for name, difference in zip(every, differences, strict=True):
        place, found, named = name.partition(token)
        if found:
            tokens.setdefault(named, [0.0, 0.0, 0.0])[of_tokens[place]] = difference
        else:
            others[name] = difference
    return tokens, others, transitions


def _features(crf: bytes, at: int) -> Iterator[tuple[int, int, int, float]]:
    """Kind (0 state, 1 transition), attribute or label, label, weight."""
    magic, _, count = struct.unpack_from("<4sII", crf, at)
    if magic != b"FEAT":
        raise ValueError("no features where they should be")
    return struct.iter_unpack("<IIId", crf[at + 12 : at + 12 + 20 * count])


def _names(crf: bytes, at: int) -> Iterator[str]:
    """The names in a CQDB, in the order of their numbers."""
    magic, _, _, byte_order, count, index_at = struct.unpack_from("<4s5I", crf, at)
    if (magic, byte_order) != (b"CQDB", 0x62445371):
        raise ValueError("no names where they should be")
    for offset in struct.unpack_from(f"<{count}I", crf, at + index_at):
        start = at + offset + 8  # after its number and its length
        yield crf[start : crf.index(b"\0", start)].decode("utf-8")


if native.is_used():
    with native.loading():
        from index.vietnamese._model import read as _differences
else:
    _differences = read_in_python
