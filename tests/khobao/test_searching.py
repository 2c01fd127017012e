"""search and show: hits and articles as text and as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from helpers.archives import write_articles
from helpers.shell import Article, Shell

import search


def test_search_lists_title_byline_snippets_and_id(filled: Shell) -> None:
    result = filled("search", "cau treo")
    lines = result.stdout.splitlines()
    assert lines[0] == " 1. Thông xe [cầu treo] Bản Lấu"
    assert lines[1] == "    Xã hội · Báo Lam Khê · 2022-05-12 09:30"
    assert "    Sáng 12-5, xã Mường Khao thông xe [cầu treo] Bản Lấu dài 86 m." in lines
    assert "    id lk-1" in lines
    assert re.fullmatch(
        r"1 article matches by score; --match any counts all that have any of the words "
        r"\(\d+\.\d+ s\)",
        lines[-1],
    )


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (["cầu treo"], "matches by score; --match any counts all that have any of the words ("),
        (["cầu treo", "--match", "all"], "matches with all the words ("),
        (["cầu treo", "--match", "any"], "matches with any of the words ("),
        (['"cầu treo"'], "matches ("),
    ],
)
def test_search_says_what_counts_as_a_match(arguments: list[str], rule: str, filled: Shell) -> None:
    assert rule in filled("search", *arguments).stdout.splitlines()[-1]
    answer = filled.json("search", *arguments, "--json")
    assert answer["match"] == (arguments[2] if arguments[1:] else "best")
    assert answer["by_score"] is ("by score" in rule)


def test_search_joins_the_words_of_the_query(filled: Shell) -> None:
    assert filled.json("search", "chè", "Mường Khao", "--json")["query"] == "chè Mường Khao"


def test_search_without_a_query_lists_the_newest(filled: Shell) -> None:
    result = filled("search", "--limit", "2")
    assert re.findall(r"^    id (.*)", result.stdout, re.MULTILINE) == ["lk-1", "lk-2"]
    assert "4 articles in all; shown: hits 1 to 2, --offset 2 shows more" in result.stdout


def test_search_pages_by_offset(filled: Shell) -> None:
    result = filled("search", "--limit", "1", "--offset", "1")
    assert result.stdout.startswith(" 2. Chè Mường Khao được mùa")
    assert "shown: hit 2, --offset 2 shows more" in result.stdout


def test_search_takes_filters_and_order(filled: Shell) -> None:
    def ids(*arguments: str) -> list[str]:
        return [hit["id"] for hit in filled.json("search", "--json", *arguments)["hits"]]

    assert ids("--category", "Xã hội", "--sort", "oldest") == ["vt-7", "lk-1"]
    assert ids("--source", "Báo Lam Khê", "--source", "Tin Vân Trạch", "--limit", "2") == [
        "lk-1",
        "lk-2",
    ]
    assert ids("--author", "Hà Thục Uyên") == ["lk-1"]
    assert "lk-1" in ids()
    assert "lk-1" not in ids("--exclude-author", "HÀ THỤC UYÊN")
    assert set(ids("--exclude-source", "Báo Lam Khê")).isdisjoint(ids("--source", "Báo Lam Khê"))
    assert ids("--undated", "--since", "2020-10-18") == []
    assert ids("--since", "2020-10-18", "--until", "2021-04-02") == ["lk-2", "vt-7"]
    assert ids("cầu chè", "--match", "all") == []
    assert sorted(ids("cầu chè", "--match", "any")) == ["lk-1", "lk-2"]


def test_search_json_is_what_the_library_answers(filled: Shell) -> None:
    result = filled("search", "cầu treo", "--json")
    answer = json.loads(result.stdout_bytes.decode("utf-8"))
    with search.open(filled.archive) as archive:
        expected = json.loads(json.dumps(archive.search("cầu treo").to_dict()))
    del answer["seconds"], expected["seconds"]
    assert answer == expected
    assert result.stdout.count("\n") == 1
    assert "cầu treo" in result.stdout  # not escaped


def test_search_explains_scores(filled: Shell) -> None:
    assert re.search(
        r"^    score \d+\.\d+ is the sum of\n +\d+\.\d+ +\(\d+%\)  .*cau",
        filled("search", "cau treo", "--explain").stdout,
        re.MULTILINE,
    )
    hit = filled.json("search", "cau treo", "--explain", "--json")["hits"][0]
    total = sum(part["score"] for part in hit["explain"])
    assert total == pytest.approx(hit["score"], abs=1e-3)


def test_search_prints_notes_about_the_query(filled: Shell) -> None:
    assert (
        "Note: a parenthesis without its twin was left out: (\n" in filled("search", "(chè").stdout
    )


def test_search_names_the_other_forms_of_a_word(filled: Shell) -> None:
    printed = filled("search", "chè hợp tác xã").stdout
    assert printed.startswith("Note: also searched for other forms of a word: hợp tác xã = HTX\n")
    assert "[Hợp tác xã] ([HTX]) [chè]" in printed


def test_search_that_finds_nothing_says_so(filled: Shell) -> None:
    result = filled("search", "xyzzyx")
    assert result.exit_code == 0
    assert result.stdout.startswith("No article matches")


def test_search_reads_keys_as_letters_unless_told_otherwise(filled: Shell) -> None:
    printed = filled("search", "caafu treo").stdout
    assert "Note: keys of Telex or VNI were read as the letters" in printed
    assert "Searched for: cầu treo (--as-typed searches as typed)\n" in printed
    assert "Did you mean" not in printed
    assert "Searched for" not in filled("search", "caafu treo", "--as-typed").stdout
    assert filled.json("search", "caafu treo", "--json")["applied"] == "cầu treo"


def test_search_sets_the_nearest_other_articles_apart(filled: Shell) -> None:
    query = "chè Mường Khao được mùa"
    lines = filled("search", query).stdout.splitlines()
    heading = lines.index("No more matches; the nearest other articles:")
    assert [line for line in lines[:heading] if line.startswith("    id ")] == ["    id lk-2"]
    assert lines[heading + 2].startswith(" 2. Thông xe cầu treo")
    assert lines[-1].startswith("1 article matches")
    filtered = filled("search", query, "--category", "Xã hội").stdout
    assert filtered.startswith("No match; the nearest other articles:\n\n 1. Thông xe")


def test_article_text_is_neither_markup_nor_terminal_codes(filled: Shell) -> None:
    for result in (filled("search", "title:đậm"), filled("show", "x-1")):
        assert result.exit_code == 0
        assert "bold]" in result.stdout
        assert ":smile:" in result.stdout
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", result.stdout)
    printed = filled.on_terminal("show", "x-1")
    assert "\x1b[31m" not in printed
    assert "\x07" not in printed


def test_json_keeps_terminal_codes_escaped(filled: Shell, escapes: Article) -> None:
    result = filled("show", "x-1", "--json")
    assert json.loads(result.stdout)["body"] == escapes["body"]
    assert "\x1b" not in result.stdout


def test_matches_are_coloured_on_a_terminal(filled: Shell) -> None:
    arguments = ("search", "cau treo")
    printed = filled.on_terminal(*arguments)
    assert "\x1b[1;31mcầu treo\x1b[0m" in printed
    assert "[cầu treo]" not in printed
    assert "[cầu treo]" in filled.without_colours(*arguments, NO_COLOR="1")


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_lines_fit_the_terminal_and_are_never_too_long_to_read(filled: Shell, columns: int) -> None:
    printed = filled.without_colours("search", COLUMNS=str(columns))
    widths = [len(line) for line in printed.splitlines()]
    assert max(widths) <= min(columns, 100)


def test_show_reads_like_an_article(filled: Shell, bridge: Article) -> None:
    lines = filled("show", "lk-1").stdout.splitlines()
    assert lines[:5] == [
        "Thông xe cầu treo Bản Lấu",
        "Xã hội · Báo Lam Khê · 2022-05-12 09:30",
        "Hà Thục Uyên",
        "https://lamkhe.example/thong-xe-cau-treo",
        "id lk-1",
    ]
    assert bridge["summary"] in lines
    assert "Ông Lường Văn Phặn, Trưởng bản, nói bà con đã góp 1.240 ngày công." in lines
    assert "Picture: Học sinh Bản Lấu qua cầu trong ngày đầu thông xe" in lines
    assert lines[-1] == "Tags: cầu treo"


def test_show_json_is_the_whole_article(filled: Shell, bridge: Article) -> None:
    article = filled.json("show", "lk-1", "--json")
    assert {name: article[name] for name in bridge} == bridge


def test_search_groups_near_duplicates(shell: Shell, tmp_path: Path, tea: Article) -> None:
    copies = [{**tea, "id": f"che-{n}"} for n in range(3)]
    path = tmp_path / "copies.jsonl"
    write_articles(path, copies)
    assert shell("reindex", str(path), "--quiet").exit_code == 0
    lines = shell("search", "chè", "--group").stdout.splitlines()
    assert "    and 2 near-duplicates" in lines
    assert "3 articles match in 1 group of near-duplicates" in lines[-1]
    assert "near-duplicate" not in shell("search", "chè").stdout
    answer = shell.json("search", "chè", "--group", "--json")
    assert (answer["groups"], answer["hits"][0]["duplicates"]) == (1, 2)


def test_similar_lists_related_articles(filled: Shell, shell: Shell) -> None:
    with search.open(filled.archive) as archive:
        expected = [hit.to_dict() for hit in archive.similar("lk-1", 2)]
    assert filled.json("similar", "lk-1", "--limit", "2", "--json") == {
        "id": "lk-1",
        "hits": expected,
    }
    lines = filled("similar", "lk-1", "--limit", "2").stdout.splitlines()
    assert [line[7:] for line in lines if line.startswith("    id ")] == [
        hit["id"] for hit in expected
    ]
    assert lines[-1] == "2 similar articles"
    assert "no article with the id 'khong-co'" in filled.one_line("similar", "khong-co")


def test_search_asks_what_was_meant(shell: Shell, tmp_path: Path, tea: Article) -> None:
    path = tmp_path / "many.jsonl"
    copies = [{**tea, "id": f"che-{n}", "body": "Hội đồng nhân dân xã họp."} for n in range(30)]
    write_articles(path, copies)
    assert shell("reindex", str(path), "--quiet").exit_code == 0
    assert "Did you mean: hội đồng nhân dân" in shell("search", "hội đồng nhân dâm").stdout
    output = shell("search", "đồnng").stdout
    assert "nothing was found; these are the results for another spelling" in output
    assert "Searched for: đồng" in output
    assert "Did you mean" not in shell("search", "hội đồng nhân dân").stdout


@pytest.mark.parametrize("command", ["search", "export", "timeline", "distinctive"])
@pytest.mark.parametrize(
    "arguments",
    [["--since", "2021", "--until", "2020"], ["before:2020 after:2021"], ["--added", "2020-01-01"]],
)
def test_every_command_says_when_days_exclude_each_other(
    command: str, arguments: list[str], filled: Shell
) -> None:
    result = filled(command, *arguments)
    said = "no day meets all that is asked of the date" in result.stdout + result.stderr
    assert said is (arguments[0] != "--added")
