"""What stands for what, and what a search makes of it."""

from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import MakeArchive, MakeInput
from hypothesis import given
from hypothesis import strategies as st

import index
import search
from index.storage.scoring import K1, idf
from index.vietnamese.abbreviations import essential
from index.vietnamese.segmentation import Segmentation
from search.plan.synonym_files import built_in, everyday, read_lines
from search.plan.synonyms import _RARE, _much_more_than, least_articles
from search.query.notes import NoteCode

SHORT = {
    "id": "short",
    "title": "Kỳ họp thứ ba của HĐND huyện Mường Khao",
    "body": "Sáng 7-7, HĐND huyện khai mạc kỳ họp. Đại biểu bàn việc làm đường.",
}
LONG = {
    "id": "long",
    "title": "Hội đồng nhân dân xã Bản Lấu giám sát việc thu quỹ",
    "body": "Hội đồng nhân dân xã đến từng bản. Bà con đồng tình, chính quyền hội ý ngay.",
}
SCATTERED = {
    "id": "scattered",
    "title": "Hội chợ ở Bến Trúc đông khách",
    "body": "Đồng bào các bản về dự hội. Nhân viên bán hàng và người dân cùng vui.",
}
OTHER = {"id": "other", "title": "Chè được mùa", "body": "Giá chè búp tăng một phần ba."}
COUNCILS = (SHORT, LONG, SCATTERED, OTHER)


def ids(results: search.Results) -> list[str]:
    return [hit.article.id for hit in results if not hit.beyond]


@pytest.mark.parametrize("typed", ["HĐND", "hđnd", "hdnd", "HDND"])
def test_an_abbreviation_finds_what_it_stands_for(typed: str, make_archive: MakeArchive) -> None:
    archive = make_archive(*COUNCILS)
    results = archive.search(typed)
    assert ids(results) == ["short", "long"]
    assert results.synonyms == [(typed, ("Hội đồng nhân dân",), 0, len(typed))]
    assert (NoteCode.SYNONYMS.sentence, 0, len(typed)) in results.notes
    assert ids(archive.search(typed, ranking=search.Ranking(synonyms=0))) == ["short"]


@pytest.mark.parametrize("typed", ["hội đồng nhân dân", "hoi dong nhan dan", "HỘI ĐỒNG NHÂN DÂN"])
def test_words_find_their_abbreviation(typed: str, make_archive: MakeArchive) -> None:
    archive = make_archive(*COUNCILS)
    results = archive.search(typed, match="any")
    assert ids(results)[:2] == ["long", "short"]
    assert results.synonyms == [(typed, ("HĐND",), 0, len(typed))]
    off = archive.search(typed, match="any", ranking=search.Ranking(synonyms=0))
    assert ids(off) == ["long", "scattered"]
    assert off.synonyms == []
    assert off.notes == []


def test_all_words_may_stand_in_another_form(make_archive: MakeArchive) -> None:
    archive = make_archive(*COUNCILS)
    assert set(ids(archive.search("HĐND bản", match="all"))) == {"long"}
    assert set(ids(archive.search("hội đồng nhân dân huyện", match="all"))) == {"short"}
    assert set(ids(archive.search("Hội đồng nhân dân (HĐND)", match="all"))) == {"short", "long"}
    assert set(ids(archive.search("+HĐND bản"))) == {"short", "long"}
    assert set(ids(archive.search("title:HĐND"))) == {"short", "long"}
    assert ids(archive.search("bản -HĐND")) == ["long", "scattered"]
    assert ids(archive.search("huyện AND hdnd")) == ["short"]


def test_quoted_words_are_exact(make_archive: MakeArchive) -> None:
    archive = make_archive(*COUNCILS)
    for typed, found in (('"HĐND"', "short"), ('"hội đồng nhân dân"', "long")):
        results = archive.search(typed)
        assert ids(results) == [found]
        assert results.synonyms == []


def test_places_are_those_of_the_query_as_typed(make_archive: MakeArchive) -> None:
    archive = make_archive(*COUNCILS)
    for typed in ('  "chè" +hđnd title:bản', "chè\u200b \u00a0 HĐ\u00adND", "(họp HĐND) OR chè"):
        (synonym,) = archive.search(typed).synonyms
        assert typed[synonym.start : synonym.end].replace("\u00ad", "").lower() == "hđnd"
        assert synonym.text.lower() == "hđnd"


def test_both_forms_in_a_query_are_no_news(make_archive: MakeArchive) -> None:
    assert make_archive(*COUNCILS).search("Hội đồng nhân dân (HĐND) xã").synonyms == []


def test_one_form_is_worth_nearly_what_both_are(make_archive: MakeArchive) -> None:
    filler = "Bà con Mường Khao góp công làm cầu treo qua suối, ai cũng vui."
    archive = make_archive(
        {"id": "both", "body": f"BHYT và bảo hiểm y tế. {filler}"},
        {"id": "short", "body": f"Thẻ BHYT và thẻ. {filler}"},
        {"id": "long", "body": f"Thẻ bảo hiểm y tế. {filler}"},
        *({"id": f"other{i}", "body": f"{filler} Năm thứ {i}."} for i in range(12)),
    )
    for typed in ("BHYT", "bảo hiểm y tế"):
        scores = {hit.article.id: hit.score for hit in archive.search(typed, match="any")}
        assert scores.keys() == {"both", "short", "long"}
        assert min(scores.values()) > 0.2 * max(scores.values())
    scores = {hit.article.id: hit.score for hit in archive.search("BHYT")}
    assert scores["long"] > 0.4 * scores["both"]


def test_a_form_in_a_title_is_as_rare_as_all_of_its_forms(make_archive: MakeArchive) -> None:
    titles = ["Bảo hiểm y tế về bản", "BHYT học sinh", "Chợ Bản Lấu", "Cầu Bến Trúc", "Mùa chè"]
    archive = make_archive(*({"title": one, "body": "Tin trong ngày."} for one in titles))
    hit = next(hit for hit in archive.search("bảo hiểm y tế") if "hiểm" in hit.article.title)
    (in_title,) = (one for one in hit.explain() if one.field == "title" and one.typed)
    ranking = search.Ranking()
    most = ranking.synonyms * ranking.title * idf(len(titles), 2) * (K1 + 1)
    assert 0 < in_title.score <= most


def test_forms_that_no_article_has_change_no_score(make_archive: MakeArchive) -> None:
    archive = make_archive(*COUNCILS)
    off = search.Ranking(synonyms=0)
    for typed in ("đồng bào đại hội đồng cổ đông", "BTV ở bản"):
        scores = [(hit.article.id, hit.score) for hit in archive.search(typed)]
        assert scores == [(hit.article.id, hit.score) for hit in archive.search(typed, ranking=off)]


def test_the_other_form_is_marked_and_explained(make_archive: MakeArchive) -> None:
    archive = make_archive(*COUNCILS)
    hit = next(hit for hit in archive.search("HĐND") if hit.article.id == "long")
    assert hit.title_html().startswith("<mark>Hội đồng nhân dân</mark> xã Bản Lấu")
    assert any("<mark>Hội đồng nhân dân</mark> xã" in one.html() for one in hit.snippets)
    parts = hit.explain()
    assert sum(part.score for part in parts) == pytest.approx(hit.score)
    assert {(part.term, part.typed) for part in parts} == {("hội đồng nhân dân", "HĐND")}
    assert '"hội đồng nhân dân" for "HĐND" in the text, twice' in str(parts[0])
    hit = next(hit for hit in archive.search("hoi dong nhan dan") if hit.article.id == "short")
    assert "<mark>HĐND</mark> huyện" in hit.title_html()
    article = archive.article("short")
    assert article is not None
    assert archive.highlight(article, "hội đồng nhân dân")["title"] == [(18, 22)]


def test_json_has_the_forms(make_archive: MakeArchive) -> None:
    answer = make_archive(*COUNCILS).search("họp HĐND").to_dict()
    assert answer["synonyms"] == [
        {"text": "HĐND", "forms": ["Hội đồng nhân dân"], "start": 4, "end": 8}
    ]


def test_what_articles_explain_is_learnt(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "1", "body": "Câu lạc bộ Dệt thổ cẩm (DTC) mở lớp. DTC có 40 hội viên."},
        {"id": "2", "body": "Nghề dệt thổ cẩm về bản."},
        {"id": "3", "body": "Lớp của DTC kín chỗ."},
    )
    assert {"dệt thổ cẩm", "DTC"} <= {one.form for one in archive.synonyms()}
    assert set(ids(archive.search("dtc", match="any"))) == {"1", "2", "3"}
    assert set(ids(archive.search("dệt thổ cẩm", match="all"))) == {"1", "2", "3"}
    index.delete(["1"], archive.path)
    assert not [one for one in archive.synonyms() if one.form == "DTC"]
    assert archive.stats().abbreviations == []


def test_a_form_with_several_meanings_keeps_them_apart(make_archive: MakeArchive) -> None:
    def explaining(words: str, count: int) -> list[dict[str, Any]]:
        return [{"body": f"{words} (KQH) số {number} của huyện."} for number in range(count)]

    archive = make_archive(
        *explaining("Khu quy hoạch", 6),
        *explaining("Kênh Quang Hán", 3),
        *explaining("Khe Quế Hoa", 1),
    )
    known = {
        one.others[0]: (one.articles, one.share) for one in archive.synonyms() if one.form == "KQH"
    }
    assert known == {"khu quy hoạch": (6, 0.6), "kênh quang hán": (3, 0.3)}
    (synonym,) = archive.search("KQH").synonyms
    assert synonym.forms == ("khu quy hoạch", "kênh quang hán")
    assert archive.search("khu quy hoạch").synonyms[0].forms == ("KQH",)
    assert archive.search("kênh quang hán").synonyms == []  # it mostly stands for another thing


def test_what_is_built_in_counts_as_much_as_what_is_mined(make_archive: MakeArchive) -> None:
    mined = {"body": "Bờ Tả Vân (BTV) có kè mới."}
    archive = make_archive(mined, {**mined, "title": "Kè"})
    shares = {one.others[0]: one.share for one in archive.synonyms() if one.form == "BTV"}
    assert shares == {
        "Ban Thường vụ": pytest.approx(1 / 3),
        "Biên tập viên": pytest.approx(1 / 3),
        "bờ tả vân": pytest.approx(1 / 3),
    }


def test_little_words_and_signs_make_no_other_thing(make_archive: MakeArchive) -> None:
    archive = make_archive({"body": "Sở Giáo dục - Đào tạo (GD-ĐT)."}, {"body": "Ngành GDĐT."})
    (synonym,) = archive.search("gd-đt").synonyms
    assert set(synonym.forms) == {"Giáo dục và Đào tạo", "giáo dục đào tạo", "GDĐT"}
    assert len(archive.search("giáo dục đào tạo", match="all")) == 2


def test_an_abbreviation_that_is_a_syllable_needs_its_capitals(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "central", "body": "Đoàn công tác Trung ương về bản."},
        {"id": "private", "body": "Nhà đầu tư làm đường."},
    )
    assert archive.search("đoàn TƯ").synonyms[0].forms == ("Trung ương", "TW")
    assert archive.search("đoàn T.Ư").synonyms[0].text == "T.Ư"
    for typed in ("đầu tư", "ĐẦU TƯ", "dau tu"):
        assert archive.search(typed).synonyms == []
    assert archive.search("trung ương").synonyms[0].forms == ("TW",)
    assert ids(archive.search("Trung ương", match="any")) == ["central"]


def test_an_unmarked_abbreviation_must_be_told_from_others(make_archive: MakeArchive) -> None:
    others = [{"body": f"Băng CD thứ {number} của chợ."} for number in range(3)]
    archive = make_archive({"body": "Trường CĐ Mường Khao."}, *others)
    assert archive.search("truong cd").synonyms == []
    assert archive.search("trường CĐ").synonyms[0].forms == ("Cao đẳng",)
    assert make_archive({"body": "Trường CĐ."}).search("truong cd").synonyms


def test_forms_do_not_reach_across_punctuation(make_archive: MakeArchive) -> None:
    archive = make_archive(*COUNCILS)
    assert archive.search("hội đồng, nhân dân").synonyms == []
    assert archive.search("lao động, thương binh và xã hội").synonyms
    assert archive.search("văn hoá thể thao và du lịch").synonyms


def test_the_longest_form_is_taken(make_archive: MakeArchive) -> None:
    synonyms = make_archive(*COUNCILS).search("viện kiểm sát nhân dân, TP Hồ Chí Minh").synonyms
    assert [one.text for one in synonyms] == ["viện kiểm sát nhân dân", "TP Hồ Chí Minh"]


def test_a_query_is_widened_by_few_forms(make_archive: MakeArchive) -> None:
    archive = make_archive(*COUNCILS)
    typed = " ".join(line.found[0].text for line in built_in())
    for match in ("best", "all", "any"):
        synonyms = archive.search(typed, match=match).synonyms
        assert sum(len(one.forms) for one in synonyms) == 8
    assert len(archive.search("HĐND " * 900, match="all").synonyms) == 1


def test_an_archive_without_articles_knows_the_built_in_forms(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").touch()
    index.reindex([tmp_path / "none.jsonl"], tmp_path / "archive", allow_empty=True)
    with search.open(tmp_path / "archive") as archive:
        assert archive.search("HĐND", match="all").total == 0
        assert "HĐND" in {one.form for one in archive.synonyms()}
        assert archive.stats().abbreviations == []


def test_updates_and_merges_keep_what_was_learnt(
    make_archive: MakeArchive, make_input: MakeInput
) -> None:
    archive = make_archive({"id": "0", "body": "Dệt thổ cẩm (DTC) lên phố."})
    for number in range(1, 5):
        index.update([make_input({"id": str(number), "body": "Thêu hoa văn (THV)."})], archive.path)
    index.update([make_input({"id": "1", "body": "Không còn gì."})], archive.path)
    counts = {one.form: one.articles for one in archive.synonyms()}
    assert (counts["DTC"], counts["THV"]) == (1, 3)
    assert archive.stats().abbreviations == [
        (("THV", "thêu hoa văn"), 3),
        (("DTC", "dệt thổ cẩm"), 1),
    ]
    assert index.verify(archive.path) == []


@pytest.mark.parametrize(
    ("articles", "least"), [(0, 1), (9_999, 1), (10_000, 2), (99_999, 2), (100_000, 3)]
)
def test_how_many_articles_must_explain(articles: int, least: int) -> None:
    assert least_articles(articles) == least


def test_the_built_in_list_is_in_order() -> None:
    data = (Path(search.__file__).parent / "plan" / "synonyms.txt").read_bytes()
    lines, problems = read_lines(data, "list")
    assert problems == ()
    assert len(lines) == len(built_in())
    words = [
        essential(" ".join(form.terms)) for one in lines for form in one.found if not form.is_short
    ]
    assert len(words) == len(set(words))  # no words with two meanings
    for line in lines:
        assert any(form.is_short for form in line.found)


# --- everyday words and names


def test_the_list_of_everyday_words_is_in_order() -> None:
    data = (Path(search.__file__).parent / "plan" / "everyday.txt").read_bytes()
    lines, problems = read_lines(data, "list")
    assert problems == ()
    assert len(lines) == len(everyday())
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for line in lines:
        assert not any(form.is_short and len(form.terms) > 1 for form in line.found)
        for form in line.asked:
            others = found.setdefault(form.terms, set())
            new = {one.terms for one in line.found if one.terms != form.terms}
            assert not new & others  # nothing is said twice
            others |= new


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("lợn", "Bản nuôi heo đen."),
        ("heo", "Bản nuôi lợn đen."),
        ("tàu hoả", "Xe lửa về ga."),
        ("tau hoa", "Xe lửa về ga."),
        ("phi trường", "Sân bay mới."),
        ("Mát-xcơ-va", "Tin từ Moscow."),
        ("Moskva", "Tin từ Mát-xcơ-va."),
        ("Oa-sinh-tơn", "Tin từ Washington."),
        ("Saigon", "Tin từ Sài Gòn."),
        ("VN", "Tin Việt Nam."),
    ],
)
@pytest.mark.parametrize("match", ["best", "all"])
def test_an_everyday_word_finds_its_twin(
    typed: str, printed: str, match: str, make_archive: MakeArchive
) -> None:
    archive = make_archive({"id": "twin", "title": "Tin", "body": printed}, OTHER)
    assert ids(archive.search(typed, match=match)) == ["twin"]
    (synonym,) = archive.search(typed).synonyms
    (hit,) = [hit for hit in archive.search(typed) if not hit.beyond]
    assert "<mark>" in hit.snippets[0].html()
    assert (NoteCode.SYNONYMS.sentence, 0, len(typed)) in archive.search(typed).notes
    assert ids(archive.search(f'"{typed}"')) == []
    assert synonym.text == typed


def test_everyday_words_are_switched_off_by_themselves(make_archive: MakeArchive) -> None:
    archive = make_archive(*COUNCILS, {"id": "heo", "body": "Chợ bán heo."})
    off = search.Ranking(everyday=0)
    assert archive.search("lợn", ranking=off).synonyms == []
    assert archive.search("HĐND", ranking=off).synonyms
    assert archive.search("lợn", ranking=search.Ranking(synonyms=0)).synonyms
    with pytest.raises(search.QueryError):
        search.Ranking(everyday=1.5)


def test_an_everyday_word_that_stands_nowhere_changes_no_score(make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "1", "body": "Bản nuôi lợn đen, có xe lửa."}, OTHER)
    for typed in ("lợn đen", "xe lửa", "tau hoa", "Moskva"):
        assert archive.search(typed).synonyms in ([], [(typed, ("xe lửa",), 0, len(typed))])
    (hit,) = archive.search("lợn").hits
    assert hit.score == archive.search("lợn", ranking=search.Ranking(everyday=0)).hits[0].score


def test_what_is_much_rarer_is_not_looked_for(make_archive: MakeArchive) -> None:
    common = [{"body": f"Sân bay thứ {n} của Hội đồng nhân dân."} for n in range(120)]
    archive = make_archive(*common, {"body": "Phi trường cũ của HĐND."})
    assert archive.search("sân bay").synonyms == []
    assert archive.search("hội đồng nhân dân").synonyms == []
    assert archive.search("phi trường").synonyms[0].forms == ("sân bay",)
    assert archive.search("HĐND").synonyms[0].forms == ("Hội đồng nhân dân",)
    write(archive.path / "synonyms.txt", "sân bay = phi trường")
    assert archive.search("sân bay").synonyms[0].forms == ("phi trường",)


@given(st.integers(0, 10**6))
def test_what_is_rare_beside_another_is_told_by_the_other(df: int) -> None:
    least = _much_more_than(df)
    assert int(_RARE * least) > df
    assert not least or int(_RARE * (least - 1)) <= df


def test_a_syllable_in_a_word_or_a_name_is_no_everyday_word(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "corn", "body": "Nương bắp xanh tốt."}, {"id": "name", "body": "Ông Ngô Văn Lấu."}
    )
    assert archive.search("nương ngô").synonyms[0].forms == ("bắp",)
    assert archive.search("Ngô").synonyms[0].forms == ("bắp",)
    assert archive.search("ông Ngô Văn Lấu").synonyms == []
    assert archive.search("nuong ngo").synonyms == []  # ngõ, ngó, ngộ ...


def test_what_mostly_is_another_word_is_no_everyday_word(make_archive: MakeArchive) -> None:
    private = [{"body": f"Vườn tư nhân số {n}."} for n in range(3)]
    archive = make_archive(*private, {"body": "Tù nhân và phạm nhân."})
    assert archive.search("tu nhan").synonyms == []
    assert archive.search("tù nhân").synonyms[0].forms == ("phạm nhân",)
    prison = make_archive({"body": "Tù nhân."}, {"body": "Tư nhân."}, {"body": "Phạm nhân."})
    assert prison.search("tu nhan").synonyms[0].forms == ("phạm nhân",)


def test_own_lines_win_over_everyday_words(make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "1", "body": "Bản nuôi heo."}, {"id": "2", "body": "Lợn rừng."})
    write(archive.path / "synonyms.txt", "lợn => lợn\nheo => dê")
    assert archive.search("lợn").synonyms == []
    assert archive.search("heo").synonyms[0].forms == ("dê",)


def test_threads_find_the_same(make_archive: MakeArchive) -> None:
    archive = make_archive(*COUNCILS)
    queries = ["HĐND", "hoi dong nhan dan", "UBND huyện", "bản"] * 8
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda typed: archive.search(typed).to_dict()["hits"], queries))
    assert answers == [archive.search(typed).to_dict()["hits"] for typed in queries]


# --- a user's own file


def write(path: Path, text: str) -> None:
    """Write the file so that its stamp differs from the one before."""
    path.write_text(text, encoding="utf-8")
    changed = write.__dict__.setdefault("changed", [0])
    changed[0] += 1
    os.utime(path, ns=(changed[0], changed[0]))


def test_an_own_file_is_seen_at_the_next_search(
    make_archive: MakeArchive, make_input: MakeInput
) -> None:
    archive = make_archive(
        {"id": "reed", "body": "Bản thổi khèn lá."}, {"id": "horn", "body": "Chợ bán kèn đồng."}
    )
    own = archive.path / "synonyms.txt"
    assert ids(archive.search("kèn", match="any")) == ["horn"]
    write(own, "khèn = kèn  # nhạc cụ\n")
    assert ids(archive.search("kèn", match="any")) == ["horn", "reed"]
    assert ids(archive.search("khèn", match="all")) == ["reed", "horn"]
    index.reindex([make_input({"id": "new", "body": "Đội khèn mới."})], archive.path, workers=0)
    assert ids(archive.search("kèn", match="all")) == ["new"]
    write(own, "khèn => kèn")
    assert archive.search("kèn").synonyms == []
    assert archive.search("khèn").synonyms == [("khèn", ("kèn",), 0, 4)]
    own.unlink()
    assert archive.search("khèn").synonyms == []


def test_an_own_file_wins(make_archive: MakeArchive) -> None:
    archive = make_archive({"body": "Hội đồng nghệ nhân (HĐNN) và hội đồng nhân dân."})
    own = archive.path / "synonyms.txt"
    write(own, "BTV = Bến Trúc Vọng\nHĐNN => HĐNN\nDN => Đà Nẵng, Doanh nhân\nUBND = Uỷ ban xã")
    assert archive.search("BTV").synonyms[0].forms == ("Bến Trúc Vọng",)
    assert archive.search("biên tập viên").synonyms == []
    assert archive.search("HĐNN").synonyms == []
    assert archive.search("hội đồng nghệ nhân").synonyms == []
    assert archive.search("DN").synonyms[0].forms == ("Đà Nẵng", "Doanh nhân")
    assert archive.search("uỷ ban nhân dân").synonyms == []
    assert archive.search("HĐND").synonyms[0].forms == ("Hội đồng nhân dân",)
    origins = {one.form: one.origin for one in archive.synonyms()}
    assert origins["DN"] == f"{own}:3"
    assert origins["HĐND"] == "built in"


def test_a_file_may_lie_elsewhere(make_archive: MakeArchive, tmp_path: Path) -> None:
    folder = make_archive(*COUNCILS).path
    own = tmp_path / "mine.txt"
    with search.open(folder, synonyms=own) as archive:
        (problem,) = archive.synonym_problems()
        assert problem.where == str(own)
        assert "cannot be read" in problem.reason
        write(own, "\ufeffchè = trà\r\n")
        assert archive.synonym_problems() == []
        assert ids(archive.search("trà", match="any")) == ["other"]
    with search.open(folder, synonyms=tmp_path) as archive:
        assert len(archive.synonym_problems()) == 1
        assert ids(archive.search("chè")) == ["other"]


def test_lines_that_cannot_be_read_are_told(
    make_archive: MakeArchive, caplog: pytest.LogCaptureFixture
) -> None:
    archive = make_archive(*COUNCILS)
    own = archive.path / "synonyms.txt"
    long = " ".join(["dài"] * 17)
    bad = [
        "chỉ một",
        "a = b => c",
        "a =",
        "a = !!",
        "a = A",
        f"a = {long}",
        "=".join("abcdefghijklmnopq"),
    ]
    lines = ["# đầu tệp", "", *bad, "trà = chè"]
    own.write_bytes("\n".join(lines).encode() + b"\n\xff = x")
    with caplog.at_level(logging.WARNING, "khobao"):
        problems = archive.synonym_problems()
    assert [one.where for one in problems] == [
        f"{own}:{number}" for number in (3, 4, 5, 6, 7, 8, 9, 11)
    ]
    assert [one.raw for one in problems[:7]] == bad
    reasons = [one.reason for one in problems]
    assert reasons[2] == "a form is empty"
    assert reasons[3] == "there is no word in '!!'"
    assert "A => A" in reasons[4]
    assert reasons[-1] == "the line is not UTF-8"
    assert [record.getMessage() for record in caplog.records] == [
        f"{one.where}: {one.reason}" for one in problems
    ]
    assert archive.search("trà").synonyms[0].forms == ("chè",)


def test_forms_are_cut_as_texts_are() -> None:
    forms = [form for line in (*built_in(), *everyday()) for form in (*line.asked, *line.found)]
    assert len(forms) > 2_000
    for form in forms:
        syllables = Segmentation(form.text).syllables
        assert form.terms == tuple(one.text for one in syllables)
        assert form.folded == tuple(one.folded for one in syllables)
        assert form.breaks == {at for at, one in enumerate(syllables) if at and one.after_break}
