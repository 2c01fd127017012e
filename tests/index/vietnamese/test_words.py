"""Words are pyvi's, natively and in plain Python, at a cost in line with the text's length."""

from __future__ import annotations

import os
import pickle
import runpy
import struct
import subprocess
import sys
import time
import unicodedata
from array import array
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from helpers.costs import at_most
from hypothesis import given, settings
from hypothesis import strategies as st

from index import native
from index.vietnamese import words as words_module
from index.vietnamese import words_model, words_reference
from index.vietnamese.segmentation import Segmentation
from index.vietnamese.words import packed_words, words
from index.vietnamese.words_exact import ExactSegmenter
from index.vietnamese.words_model import Places, UnknownModelError, load_model, unpickle

IDENTITY = runpy.run_path(str(Path(__file__).parents[2] / "quality" / "pyvi_identity.py"))
# KHOBAO_FUZZ=200000 tries that many strings.
EXAMPLES = int(os.environ.get("KHOBAO_FUZZ", "1000"))

Cut = Callable[[str], "list[tuple[int, int]] | None"]


@pytest.fixture(scope="module")
def decoders() -> dict[str, Cut]:
    found: dict[str, Cut] = IDENTITY["decoders"]()
    return found


@pytest.fixture(params=["native", "reference", "exact"])
def cut(request: pytest.FixtureRequest, decoders: dict[str, Cut]) -> Cut:
    """Each of the decoders, for texts in NFC."""
    if request.param not in decoders:
        pytest.skip("native code does not run")
    return decoders[request.param]


@pytest.fixture(params=["native", "reference"])
def segmenter(request: pytest.FixtureRequest) -> Any:
    if request.param == "reference":
        return words_reference.Segmenter(load_model())
    if not native.is_used():
        pytest.skip("native code does not run")
    return words_module.Segmenter(load_model())


def reference(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = IDENTITY["reference"](text)
    return spans


def surfaces(text: str) -> list[str]:
    return [text[start:end] for start, end in words(text)]


def surfaces_of_analysis(text: str) -> list[str]:
    return [text[word.start : word.end] for word in Segmentation(text).words]


def test_words_of_the_sample_archive_are_pyvis(cut: Cut) -> None:
    for text in IDENTITY["texts_of"](Path(str(files("index") / "sample" / "articles.jsonl"))):
        assert cut(unicodedata.normalize("NFC", text)) == reference(
            unicodedata.normalize("NFC", text)
        )


def test_words_of_made_strings_are_pyvis(cut: Cut) -> None:
    fuzz = IDENTITY["Fuzz"](seed=1)
    for _ in range(EXAMPLES):
        text = unicodedata.normalize("NFC", fuzz.string())
        found = cut(text)
        assert found is None or found == reference(text)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text(max_size=40) | st.text(alphabet="aĐA1٣²._,:/@+-=> \n\0ÀấộǅİΣ", max_size=25))
def test_words_of_any_string_are_pyvis(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert words(composed) == reference(composed)


@pytest.mark.parametrize(
    "text",
    [
        "Tp.Tp.Tp.Tp.Tp.Tp.Tp. HCM",  # a tie: CRFsuite's rounding decides
        "\0 a\0b x://\0y",  # CRFsuite reads up to the NUL
        "a@b.a@b.a a.b@c.d.e+f@g.h @b.c a@b",
        "1.000,5_6a 1_2b 1_ 1..2 ٣.٤",
        "http://x.vn/a_b?c=d, đ://é ://x a:// b",
        "ABC.DE Đ.x ThS.An Mrs.B Tp.HCM UBND. A.",
        "==>->...>>..==> - > \n\n",
        "tổ_chức  chính\u00a0trị\u2003Việt \x1c Nam\x85",
        "İstanbul ΑΣ ΑΣ. ǅ ŉ ß 𝐀𐐀 ² Ⅳ ½",
        "",
        " \t ",
    ],
)
def test_a_trap_is_cut_as_pyvi_cuts_it(text: str) -> None:
    assert words(text) == reference(text)


def test_a_lone_surrogate_is_a_word_of_its_own() -> None:
    assert surfaces("dân \ud800vận") == ["dân", "\ud800", "vận"]


def test_ties_are_decided_as_crfsuite_rounds(decoders: dict[str, Cut]) -> None:
    tie = "Tp." * 1001
    assert decoders["reference"](tie) is None
    assert words(tie) == reference(tie)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_point_into_the_text_as_given(form: str) -> None:
    text = unicodedata.normalize(form, "Hội đồng nhân dân thành phố Hồ Chí Minh họp.")  # type: ignore[arg-type]
    assert [unicodedata.normalize("NFC", word) for word in surfaces_of_analysis(text)] == [
        *("Hội đồng", "nhân dân", "thành phố", "Hồ Chí Minh", "họp")
    ]


def test_a_mark_after_a_composed_letter_joins_it() -> None:
    assert surfaces_of_analysis("t\u1ea1\u0302p hợp") == ["t\u1ea1\u0302p hợp"]


@pytest.mark.parametrize("block", [*range(0, 0x20000, 0x8000), 0xE0000])
def test_every_character_is_classed_as_python_does(block: int, decoders: dict[str, Cut]) -> None:
    if "native" not in decoders:
        pytest.skip("native code does not run")
    characters = map(chr, range(block, block + 0x8000))
    text = unicodedata.normalize("NFC", " ".join(f"{c}a A{c}" for c in characters))
    assert decoders["native"](text) == decoders["reference"](text)


UNITS = ["a", "-", "A", "1", "_", ".", "@", "\n", " ", "\0", "ộ", "😀", "\u0301", "İ"]
UNITS += ["a.", "1,", "1_", "a@", "a@b.", "@a.", "://", "a://", "-@", "a-", "a ", "\u0316\u0301"]


@pytest.mark.parametrize("unit", UNITS)
def test_cost_is_in_line_with_length(unit: str, segmenter: Any) -> None:
    def seconds(count: int) -> float:
        text = unicodedata.normalize("NFC", unit * count)
        best = float("inf")
        for _ in range(3):
            started = time.process_time()
            segmenter.words(text, composed=True)
            best = min(best, time.process_time() - started)
        return best

    count = 4_000 // len(unit)
    seconds(count)
    assert seconds(8 * count) < 30 * seconds(count) + 0.01  # a square of it would be 64


def test_a_million_characters_are_cut_in_half_a_second() -> None:
    if not native.is_used():
        pytest.skip("native code does not run")
    words("")
    with at_most(seconds=0.5):
        words("-" * 1_000_000)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.text(max_size=40) | st.sampled_from(["Tp.Tp.Tp.Tp. HCM", "nha\u0302n da\u0302n", "tổ chức"])
)
def test_packed_words_are_the_same_in_numbers(text: str) -> None:
    packed = array("I", packed_words(text))
    assert list(zip(packed[::2], packed[1::2], strict=True)) == words(text)


def test_threads_share_one_segmenter(segmenter: Any) -> None:
    text = "Hội đồng nhân dân tỉnh họp phiên thường kỳ. " * 50
    alone = segmenter.words(text)
    with ThreadPoolExecutor(8) as pool:
        assert all(found == alone for found in pool.map(segmenter.words, [text] * 200))


def run(code: str) -> str:
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("text", ["chính trị", "Tp.Tp.Tp.Tp."])
def test_nothing_heavy_is_imported(text: str) -> None:
    code = (
        "import sys; from index.vietnamese.words import words\n"
        f"words({text!r})\n"
        "heavy = {'numpy', 'sklearn', 'pycrfsuite', 'sklearn_crfsuite', 'pyvi'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert run(code) == "[]\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_fork_cuts_like_its_parent() -> None:
    code = (
        "import os\n"
        "from index.vietnamese.words import words\n"
        "texts = ['chính trị', 'Tp.Tp.Tp.Tp.']\n"
        "before = [words(text) for text in texts]\n"
        "children = [os.fork() for _ in range(2)]\n"
        "if 0 in children:\n"
        "    os._exit(0 if [words(text) for text in texts] == before else 1)\n"
        "assert all(os.waitpid(child, 0)[1] == 0 for child in children)\n"
        "assert [words(text) for text in texts] == before\n"
    )
    run(code)


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return (import_module, ("antigravity",))


@pytest.mark.parametrize("thing", [Evil(), print, object(), {"modelfile": b""}, [1]])
def test_a_pickle_that_names_anything_else_is_refused(thing: object) -> None:
    with pytest.raises(pickle.UnpicklingError):
        unpickle(pickle.dumps(thing))
    assert "antigravity" not in sys.modules


def test_another_model_is_refused_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "pyvi"
    (package / "models").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "models" / "pyvi3.pkl").write_bytes(pickle.dumps([]))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "pyvi", raising=False)
    with pytest.raises(UnknownModelError, match=r"pyvi 0\.1\.1"):
        load_model()


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet="ab \n", max_size=60),
    st.lists(st.text(alphabet="ab", min_size=1, max_size=3), max_size=8),
)
def test_any_list_of_words_is_read_natively_as_in_python(listed: str, tokens: list[str]) -> None:
    if not native.is_used():
        pytest.skip("native code does not run")
    model = replace(load_model(), listed=listed)
    text = " ".join(tokens)
    found = words_module.Segmenter(model).words(text)
    assert found == words_reference.Segmenter(model).words(text)


def _read_both(crf: bytes) -> list[Any]:
    """What the model file is natively and in Python; None where it is refused."""
    from index.vietnamese import _model  # noqa: PLC0415 - it may not be there

    found: list[Any] = []
    places = Places.of(load_model().crf)
    for read in (_model.read, words_model.read_in_python):
        try:
            found.append(read(crf, *places, "word.lower():", {"": 0, "-1:": 1, "+1:": 2}))
        except (ValueError, LookupError, struct.error):
            found.append(None)
    return found


def test_the_model_file_is_read_natively_as_in_python() -> None:
    if not native.is_used():
        pytest.skip("native code does not run")
    natively, in_python = _read_both(load_model().crf)
    assert natively == in_python
    assert [list(part) for part in natively[:2]] == [list(part) for part in in_python[:2]]
    assert len(natively[0]) > 1_000


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1 << 20), st.integers(0, 255), st.booleans())
def test_a_damaged_model_file_is_the_same_natively_as_in_python(
    at: int, byte: int, is_cut: bool
) -> None:
    if not native.is_used():
        pytest.skip("native code does not run")
    crf = load_model().crf
    features, names, _ = Places.of(crf)
    at = ([features, names, names + 24][at % 3] + at // 3 % 64) if at % 2 else at % len(crf)
    damaged = crf[:at] if is_cut else crf[:at] + bytes([byte]) + crf[at + 1 :]
    natively, in_python = _read_both(damaged)
    assert natively == in_python or natively is None


def test_more_words_than_the_tables_hold_are_refused() -> None:
    if not native.is_used():
        pytest.skip("native code does not run")
    listed = "\n".join(f"a{n} b{n}" for n in range(1 << 14))
    with pytest.raises(ValueError, match="more words"):
        words_module.Segmenter(replace(load_model(), listed=listed))


def test_thresholds_follow_from_the_transitions() -> None:
    model = load_model()
    assert model.if_inside == pytest.approx(2.3555639)
    assert model.if_begins == pytest.approx(1.9728821)


def test_the_exact_segmenter_cuts_an_empty_text() -> None:
    assert ExactSegmenter(load_model()).words("") == []
