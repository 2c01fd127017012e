"""Text in older encodings: TCVN3, VNI, VIQR, Windows-1258, UTF-16 and broken UTF-8."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from helpers.costs import at_most
from hypothesis import given
from hypothesis import strategies as st

from index.articles.article import Article, Rejected
from index.inputs import read
from index.vietnamese import legacy
from index.vietnamese.legacy_syllables import is_syllable
from index.vietnamese.legacy_tables import from_tcvn3, from_viqr, from_vni, from_windows_1258

TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")  # huyền sắc hỏi ngã nặng
LETTERS = "đ" + "".join(normalize("NFC", v + t) for v in "aăâeêioôơuưy" for t in TONES)
ACCENTED = [letter for letter in LETTERS + LETTERS.upper() if not letter.isascii()]

# The tables once more, in the order of LETTERS and typed from the sources, so that a slip in
# the product's tables does not cancel out. TCVN 5712:1993, VN3, as Windows-1252 shows it:
TCVN3 = dict(
    zip(
        LETTERS,
        "®aµ¸¶·¹¨»¾¼½Æ©ÇÊÈÉËeÌÐÎÏÑªÒÕÓÔÖi×ÝØÜÞoßãáâä«åèæçé¬êíëìîuïóñòô\xadõøö÷ùyúýûüþ",
        strict=True,
    )
) | dict(zip("ĂÂĐÊÔƠƯ", "¡¢§£¤¥¦", strict=True))
VNI = dict(
    zip(
        LETTERS,
        re.findall(
            r"\S+",
            "ñ a aø aù aû aõ aï aê aè aé aú aü aë aâ aà aá aå aã aä e eø eù eû eõ eï eâ eà eá eå eã"
            " eä i ì í æ ó ò o oø où oû oõ oï oâ oà oá oå oã oä ô ôø ôù ôû ôõ ôï u uø uù uû uõ uï"
            " ö öø öù öû öõ öï y yø yù yû yõ î",
        ),
        strict=True,
    )
)
VNI |= {letter.upper(): code.upper() for letter, code in VNI.items()}
VIQR_MARKS = dict(zip("\u0300\u0301\u0309\u0303\u0323\u0306\u0302\u031b", "`'?~.(^+", strict=True))


def to_tcvn3(text: str) -> str:
    """`text` as TCVN3 looks in Windows-1252; capitals without a code are in small letters."""
    return "".join(
        TCVN3.get(letter) or TCVN3.get(letter.lower(), letter) if letter > "\x7f" else letter
        for letter in text
    )


def to_vni(text: str) -> str:
    return "".join(VNI.get(letter, letter) for letter in text)


def to_windows_1258(text: str) -> str:
    """`text` as Windows writes it: a letter that the code page has, then a combining tone."""
    codes = []
    for letter in text:
        try:
            codes.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            parts = normalize("NFD", letter)
            tone = next(part for part in parts if part in TONES[1:])
            base = normalize("NFC", parts.replace(tone, ""))
            codes.append((base + tone).encode("cp1258"))
    return misread(b"".join(codes))


def to_viqr(text: str) -> str:
    """VIQR by RFC 1456, with a backslash before whatever could be read as a mark."""
    text = re.sub(r"([\\])", r"\\\1", text)
    text = re.sub(r"(?<=[dD])(?=[dD])", r"\\", text)
    text = re.sub(f"(?<=[aeiouyAEIOUY{''.join(ACCENTED)}])(?=[`'?~.(^+])", r"\\", text)
    text = text.replace("đ", "dd").replace("Đ", "DD")
    tone_last = (normalize("NFD", letter) for letter in text)
    return "".join(
        "".join(VIQR_MARKS.get(part, part) for part in sorted(letter, key=_tone_last))
        if letter[0].isascii()
        else letter
        for letter in tone_last
    )


def _tone_last(part: str) -> int:
    return 0 if part.isascii() else 2 if part in TONES[1:] else 1


def misread(data: bytes) -> str:
    """`data` as Windows-1252, as browsers read it."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in data
    )


def misread_twice(text: str) -> str:
    return misread(misread(text.encode()).encode())


def in_bytes(text: str) -> bytes:
    """The bytes that `misread` shows as `text`."""
    return b"".join(_BYTES[letter] for letter in text)


_BYTES = {misread(bytes([byte])): bytes([byte]) for byte in range(256)}

EIGHT_BIT: dict[str, Callable[[str], str]] = {
    "TCVN3 (ABC)": to_tcvn3,
    "VNI-Windows": to_vni,
    "Windows-1258": to_windows_1258,
}
BROKEN: dict[str, Callable[[str], str]] = {
    "UTF-8 that was read as Windows-1252": lambda text: misread(text.encode()),
    "UTF-8 that was read as Windows-1252 twice": misread_twice,
}
ENCODERS = EIGHT_BIT | {"VIQR": to_viqr} | BROKEN


def encodable(text: str) -> str:
    """`text` in NFC with `_` for what the 8-bit encodings do not have."""
    known = {*map(chr, range(128)), *ACCENTED, *"–—‘’“”…•€™"}
    return "".join(letter if letter in known else "_" for letter in normalize("NFC", text))


def with_capitals_of_tcvn3(text: str) -> str:
    """`text` without the accented capitals that TCVN3 has only in a font of its own."""
    lost = {ord(letter): letter.lower() for letter in ACCENTED if letter not in TCVN3}
    return text.translate(lost)


def is_restored(name: str, original: str, restored: str) -> bool:
    """Whether an encoding gave the text back; TCVN3 may lose the case of single capitals."""
    if name == "TCVN3 (ABC)":
        return with_capitals_of_tcvn3(original) == with_capitals_of_tcvn3(restored)
    return original == restored


STORY = """Cầu tre Ngòi Sở được thay bằng cầu bê tông
Sáng nay, xã Vân Lũng (huyện Ngọc Trì) khánh thành cây cầu bê tông dài 42 m, thay cầu tre mà bà \
con đã dùng suốt hơn ba mươi năm. Ông Bùi Đình Khoát, trưởng thôn Hạ, kể: “Mùa lũ nào cũng có \
người ngã, trẻ nhỏ phải nghỉ học cả tuần”.
Kinh phí xây dựng gần 3,2 tỷ đồng, trong đó người dân góp 640 triệu đồng và hàng nghìn ngày công. \
Chị Đỗ Thị Nhẫn hiến cả mảnh vườn trồng bưởi để mở đường dẫn lên cầu."""
TITLE = "Bão đổ bộ"

FOREIGN = {
    "English": "The council will not meet today. Don't ask me why; I'm sure they're too busy. "
    "So far, no one has said a thing. Go to the café on the corner, see what's new? Maybe. ",
    "French": "L'été dernier, le préfet a été reçu à l'hôtel de ville où l'on fêtait la rosière. "
    "Né à Sète, il préférait le thé au café, et le dîner léger à midi ; très âgé, ça l’a gêné. ",
    "German": "Während der Sitzung hörte man draußen Lärm; die Bürger fürchteten höhere Gebühren. "
    "Über den Plan für die Brücke müssen die Räte in Köln noch einmal grübeln. ",
    "Spanish": "El señor Peña llegó mañana al pueblo, según él, para ver más allá del río. ",
    "Portuguese": "A avó não quis o pão da manhã; São João é só amanhã, e a irmã já está lá fora. ",
    "Chinese": "今天上午,村民们走过新修的石桥,孩子们再也不用绕远路去上学了。",
    "Polish": "Żółta łódź płynęła powoli, a dzieci śpiewały głośno na brzegu rzeki. ",
    "code": "def f(a, b):\n    return (a+b)*(a^b) if a.x else u+o(~a)\n\nint main(){i++;o+=e~1;}\n"
    "let go = (e)=>e.map(o=>o.a?e.i:o.u+'a'); // a(b) e^x o^2 i~j\n",
    "addresses": "From: an.do@thu.example, to.hai@bao.example; http://a.example/e?o=u+i&a=(e) ",
    "numbers": "1.024,5 m² ± 3 °C; ½ × 10³ = ¼; § 12 · © 2019 ®; 5 µm; « 7 » ¶ 3; £5 ¥8 ¢2 ",
}


def test_the_alphabet_has_134_accented_letters() -> None:
    assert len(ACCENTED) == len(set(ACCENTED)) == 134


@pytest.mark.parametrize("letter", ACCENTED)
def test_every_letter_comes_back_from_every_encoding(letter: str) -> None:
    assert from_vni(to_vni(letter)) == letter
    assert from_windows_1258(to_windows_1258(letter)) == letter
    assert from_viqr(to_viqr(f"{letter} x")) == f"{letter} x"
    assert from_tcvn3(to_tcvn3(letter)) == (letter if letter in TCVN3 else letter.lower())


@pytest.mark.parametrize("name", ENCODERS)
def test_a_story_comes_back_from_every_encoding(name: str) -> None:
    found = legacy.repair(ENCODERS[name](STORY))
    assert found == (STORY, name, None)
    assert found.notes() == [f"converted from {name}"]


@pytest.mark.parametrize("name", EIGHT_BIT)
def test_a_story_in_bytes_comes_back(name: str) -> None:
    assert legacy.decode(in_bytes(EIGHT_BIT[name](STORY))) == (STORY, name, None)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_unicode_in_bytes_is_what_it_was(encoding: str) -> None:
    found = legacy.decode(STORY.encode(encoding))
    assert found == (STORY, "UTF-16" if encoding == "utf-16" else None, None)


def test_utf8_that_was_read_as_latin_1_or_windows_1258_comes_back() -> None:
    assert legacy.repair(STORY.encode().decode("latin-1")).text == STORY
    shown = STORY.encode().decode("cp1258", "replace")
    assert "Ă " in shown or "Ă\xa0" in shown
    found = legacy.repair(
        "".join(
            letter if letter != "\ufffd" else chr(byte)
            for byte, letter in zip(STORY.encode(), shown, strict=True)
        )
    )
    assert found.text == STORY


def test_broken_utf8_comes_back_although_its_no_break_spaces_became_spaces() -> None:
    for encode in BROKEN.values():
        assert legacy.repair(encode(STORY).replace("\xa0", " ")).text == STORY
    collapsed = re.sub(" +", " ", misread(STORY.encode()).replace("\xa0", " "))
    assert legacy.repair(collapsed).text == STORY


def test_combining_tones_that_were_misread_come_back_composed() -> None:
    assert legacy.repair(misread(normalize("NFD", STORY).encode())).text == STORY


def test_words_in_the_font_of_capitals_are_found_by_their_capitals() -> None:
    for line in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "BÀI CA Ở MỸ HÒA",
        "UBND xã Đông Mỹ và Bộ Tài chính ở Đà Nẵng hôm qua",
        "TP ĐÀ NẴNG",
        "Ông Lý ở xã HĐND",
    ):
        assert from_tcvn3(to_tcvn3(line)) == line
    assert from_tcvn3(to_tcvn3("Ủy ban họp")) == "ủy ban họp"  # cannot be told


def test_viqr_reads_punctuation_at_the_end_of_a_line_unless_it_is_escaped() -> None:
    assert from_viqr("Anh la` ai?\nTu+. do.\nXa xo^i...") == "Anh là ai?\nTự do.\nXa xôi..."
    assert from_viqr(r"La` ai\? O+? dda^u") == "Là ai? Ở đâu"
    assert from_viqr("Di.\nAi" + r"\?") == "Dị\nAi?"


@pytest.mark.parametrize("language", FOREIGN)
def test_other_languages_and_other_things_are_left_alone(language: str) -> None:
    for text in (FOREIGN[language], FOREIGN[language] * 50):
        assert legacy.repair(text) == (text, None, None)
        assert legacy.decode(text.encode()) == (text, None, None)
        for encoding in ("cp1252", "latin-1"):
            data = text.encode(encoding, "ignore")
            if not data.isascii():
                with pytest.raises(legacy.UnreadableError) as caught:
                    legacy.decode(data)
                assert caught.value.doubt is None


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_vietnamese_in_unicode_is_left_alone(form: Any) -> None:
    texts = (STORY, STORY.upper(), TITLE, "«Bão» số 9 ½ © ®", FOREIGN["French"] + STORY)
    for text in (normalize(form, text) for text in texts):
        assert legacy.repair(text) == (text, None, None)


@pytest.mark.parametrize("name", EIGHT_BIT)
def test_a_title_is_too_short_to_convert_and_is_reported(name: str) -> None:
    title = EIGHT_BIT[name](TITLE)
    found = legacy.repair(title)
    assert (found.text, found.conversion) == (title, None)
    assert found.notes() == [f"may be {name} text; left as it is"]
    with pytest.raises(legacy.UnreadableError) as caught:
        legacy.decode(in_bytes(title))
    assert caught.value.doubt == f"{name} text"


def test_a_title_in_viqr_or_one_word_says_nothing() -> None:
    for text in ("Ba~o ddo^? bo^.", "Ba?", "né", "Thé", "©"):
        assert legacy.repair(text)[:2] == (text, None)


def test_punctuation_that_was_misread_is_reported() -> None:
    text = misread("He said “no” and “no” again – it’s late.".encode())
    assert legacy.repair(text) == (text, None, "UTF-8 that was read as Windows-1252")


def test_one_wrong_byte_does_not_make_another_encoding() -> None:
    data = STORY.encode()
    for place in (20, 60, 300):
        with pytest.raises(legacy.UnreadableError) as caught:
            legacy.decode(data[:place] + b"\xe1" + data[place:])
        assert caught.value.doubt is None


def test_the_end_of_a_long_text_must_agree_with_its_beginning() -> None:
    legacy_text, foreign = to_tcvn3(STORY) * 200, FOREIGN["French"] * 2000
    assert legacy.repair(legacy_text).conversion == "TCVN3 (ABC)"
    assert legacy.repair(legacy_text + foreign).conversion is None


def test_syllables_are_spelt_by_the_rules() -> None:
    for word in re.findall(
        r"\S+", "nghiêng Quốc hoà hòa thuý thúy giếng gì già khuỷu Đắk ơi uống yến quýt NGA qua ban"
    ):
        assert is_syllable(word), word
    for word in re.findall(
        r"\S+", "aò nghiềeng baò được̣ cat̀ côt tiêng̃g pát̀ xyz hoàn̉ naỵ thưạ đ école"
    ):
        assert not is_syllable(word), word


SAMPLE = Path(str(files("index") / "sample"))
LINES = (SAMPLE / "articles.jsonl").read_text(encoding="utf-8").splitlines()
RECORDS = list(map(json.loads, LINES))
PAGES = [path.read_text(encoding="utf-8") for path in sorted(SAMPLE.glob("*.txt"))]


def articles(path: Path, data: bytes) -> list[Article]:
    path.write_bytes(data)
    found = list(read([path]))
    assert all(isinstance(each, Article) for each in found), found
    return [each for each in found if isinstance(each, Article)]


def test_no_article_of_the_sample_is_repaired() -> None:
    found = list(read([SAMPLE]))
    assert len(found) > 60
    assert not [each for each in found if isinstance(each, Rejected) or "notes" in each.extra]


def in_encoding(value: Any, encode: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return encode(value)
    return [in_encoding(each, encode) for each in value] if isinstance(value, list) else value


TEXTUAL = ("title", "summary", "body", "captions", "category", "source", "authors", "tags")


@pytest.mark.parametrize("name", ENCODERS)
def test_the_records_of_the_sample_come_back_field_by_field(tmp_path: Path, name: str) -> None:
    records = [
        {key: in_encoding(value, encodable) for key, value in record.items()} for record in RECORDS
    ]
    shown = [
        record | {key: in_encoding(record[key], ENCODERS[name]) for key in TEXTUAL if key in record}
        for record in records
    ]
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in shown)
    found = articles(tmp_path / "bao.jsonl", lines.encode())
    for record, article in zip(records, found, strict=True):
        assert article.extra["notes"] == [f"converted from {name}"]
        for field in ("title", "summary", "body", "category", "source"):
            assert is_restored(name, record.get(field) or "", getattr(article, field))
        for caption, restored in zip(record["captions"], article.captions, strict=True):
            assert is_restored(name, caption, restored)


@pytest.mark.parametrize("name", EIGHT_BIT)
def test_the_lines_of_the_sample_come_back_from_bytes(tmp_path: Path, name: str) -> None:
    lines = [encodable(json.dumps(record, ensure_ascii=False)) for record in RECORDS]
    data = b"".join(in_bytes(EIGHT_BIT[name](line)) + b"\n" for line in lines)
    found = articles(tmp_path / "bao.jsonl", data)
    for line, article in zip(lines, found, strict=True):
        record = json.loads(line)
        assert article.extra["notes"] == [f"converted from {name}"]
        for field in ("title", "summary", "body", "category", "source"):
            assert is_restored(name, record.get(field) or "", getattr(article, field))


@pytest.mark.parametrize("name", ENCODERS)
def test_the_pages_of_the_sample_come_back(tmp_path: Path, name: str) -> None:
    for page in map(encodable, PAGES):
        [plain] = articles(tmp_path / "a.txt", page.encode())
        shown = ENCODERS[name](page)
        for data in [shown.encode(), *([in_bytes(shown)] if name in EIGHT_BIT else [])]:
            [article] = articles(tmp_path / "a.txt", data)
            assert article.extra["notes"] == [f"converted from {name}"]
            assert article.published == plain.published
            for field in ("title", "body", "category"):
                assert is_restored(name, getattr(plain, field), getattr(article, field))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_files_in_utf16_are_read(tmp_path: Path, encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in RECORDS)
    for name, text in (("a.jsonl", lines), ("a.json", f"[{lines.strip()}]".replace("\n", ","))):
        found = articles(tmp_path / name, (mark + text).encode(encoding))
        assert [article.body for article in found] == [record["body"] for record in RECORDS]
        assert found[0].extra["notes"] == ["converted from UTF-16"]


def test_utf16_that_is_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    line = json.dumps({"title": "Tin mới", "body": STORY}, ensure_ascii=False) + "\n"
    path.write_bytes((line * 2).encode("utf-16") + b"\x41")
    first, second, rejected = read([path])
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert isinstance(rejected, Rejected)
    assert "UTF-16" in rejected.reason


def test_short_lines_go_with_their_neighbours(tmp_path: Path) -> None:
    long = {"title": TITLE, "body": STORY}
    lines = [
        json.dumps(r, ensure_ascii=False) for r in ({"title": "Mưa lớn"}, long, {"title": "Nắng"})
    ]
    data = b"".join(in_bytes(to_tcvn3(line)) + b"\n" for line in lines)
    utf8 = json.dumps({"title": "Gió mùa"}, ensure_ascii=False).encode()
    found = articles(tmp_path / "a.jsonl", data + utf8)
    assert [article.title for article in found] == ["Mưa lớn", TITLE, "Nắng", "Gió mùa"]
    assert ["notes" in article.extra for article in found] == [True, True, True, False]


def test_line_feeds_within_a_text_in_bytes_are_no_letters(tmp_path: Path) -> None:
    body = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐỘC LẬP\n" + STORY
    line = json.dumps({"body": body}, ensure_ascii=False)
    [article] = articles(tmp_path / "a.jsonl", in_bytes(to_tcvn3(line)))
    assert article.body == body


def test_a_field_that_is_unicode_already_stays(tmp_path: Path) -> None:
    record = {"title": "Tin về é và Ç ở huyện", "body": to_tcvn3(STORY)}
    [article] = articles(tmp_path / "a.jsonl", json.dumps(record).encode())
    assert (article.title, article.body) == (record["title"], STORY)


def test_a_doubt_is_noted_in_the_article(tmp_path: Path) -> None:
    [article] = articles(tmp_path / "a.jsonl", json.dumps({"title": to_tcvn3(TITLE)}).encode())
    assert article.title == to_tcvn3(TITLE)
    assert article.extra["notes"] == ["may be TCVN3 (ABC) text; left as it is"]


def test_bytes_that_may_be_an_encoding_are_rejected_and_say_so(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.txt"):
        data = json.dumps({"title": TITLE}, ensure_ascii=False) if name == "a.jsonl" else TITLE
        path = tmp_path / name
        path.write_bytes(in_bytes(to_tcvn3(data)))
        [rejected] = read([path])
        assert isinstance(rejected, Rejected)
        assert "not UTF-8" in rejected.reason
        assert rejected.reason.endswith("; it may be TCVN3 (ABC) text, but that is not certain")


def test_what_ends_in_a_no_break_space_when_misread_keeps_its_letter(tmp_path: Path) -> None:
    title = "Chị Nhẫn về nhà"
    record = {"title": misread(title.encode()), "body": misread(STORY.encode())}
    [article] = articles(tmp_path / "a.jsonl", json.dumps(record).encode())
    assert article.title == title


@pytest.mark.parametrize(
    "scrap", ["a", "aÃ ", "á»", "®", "o^'", "a.", "\\a", "CéNG ", "aâ", "Ì€", "\n"]
)
def test_a_long_run_of_anything_takes_no_longer_than_it_should(scrap: str) -> None:
    with at_most(seconds=0.5):
        legacy.repair(scrap * (500_000 // len(scrap)))


def test_words_in_viqr_that_are_no_syllables_keep_what_is_no_mark() -> None:
    text = "Xem www.baomoi.com/a?b cu?a UBND, HDDND va` DDa('k La('k; X.Phu' Ra'un"
    assert from_viqr(text) == ("Xem www.baomoi.com/a?b của UBND, HĐND và Đắk Lắk; X.Phú Ráun")


@given(st.binary())
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        legacy.decode(data).text.encode("utf-8", "surrogatepass")
    except legacy.UnreadableError as error:
        assert 0 <= error.start < len(data)  # noqa: PT017


SCRAPS = st.sampled_from(
    [
        "á»",
        "Ã",
        "º",
        " ",
        "Â",
        "a",
        "ù",
        "ö",
        "®",
        "Ç",
        "dd",
        "o^",
        ".",
        "?",
        "\\",
        "\n",
        "Ơ",
        "việt",
    ]
)


@given(st.text() | st.lists(SCRAPS).map("".join))
def test_any_text_is_repaired_or_left_alone(text: str) -> None:
    found = legacy.repair(text)
    assert found.conversion is None or found.doubt is None
    if not found.conversion:
        assert found.text == text
    for convert in (from_tcvn3, from_vni, from_windows_1258, from_viqr):
        convert(text)


SYLLABLES = sorted(set(re.findall(r"[^\W\d_]+", STORY)))


@given(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=60).map(" ".join))
def test_a_repaired_text_is_not_repaired_again(text: str) -> None:
    assert legacy.repair(text) == (text, None, None)
    for encode in ENCODERS.values():
        once = legacy.repair(encode(text))
        if once.conversion:
            assert legacy.repair(once.text) == (once.text, None, None)
