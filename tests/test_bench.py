"""The speed checks run, print their tables, and find that the engines count the same hits.

How fast anything was is not looked at: that is for a quiet machine and real articles.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

BENCH = Path(__file__).parent / "bench"
SAMPLE = str(files("index") / "sample" / "articles.jsonl")
QUERIES = [
    ("topic", "clean", "cầu Bến Trúc"),
    ("topic", "unmarked", "cau ben truc"),
    ("known-item", "clean", "dân vận khéo"),
]


def run(script: str, *arguments: str | Path) -> str:
    """What a speed check prints; it must end well."""
    command = [sys.executable, str(BENCH / script), *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture
def relevance_set(tmp_path: Path) -> Path:
    """A few queries as a relevance set keeps them."""
    path = tmp_path / "queries.jsonl"
    entries = ({"kind": kind, "variant": variant, "text": text} for kind, variant, text in QUERIES)
    path.write_text("".join(json.dumps(one) + "\n" for one in entries), encoding="utf-8")
    return path


def test_engines_count_the_same_hits(
    tmp_path: Path, relevance_set: Path, sample_folder: Path
) -> None:
    pytest.importorskip("tantivy", reason="tantivy is not installed (pip install '.[bench]')")
    few = ["--queries", "12", "--repeat", "2", "--builds", "1", "--keep", tmp_path]
    printed = run("engines.py", SAMPLE, *few)
    for label in ("Khobao", "tantivy", "Whoosh 2.7.4"):
        row = next(line for line in printed.splitlines() if line.startswith(f"{label}  "))
        assert re.search(r"\d", row.removeprefix(label))
    asked = printed.partition("Asking")[2].splitlines()[1:]
    columns = ("Khobao", "tantivy", "tantivy, not counting", "Whoosh 2.7.4", "Whoosh, not counting")
    assert re.split(r"  +x *", asked[0].strip())[:-1] == list(columns)
    assert all(re.search(r"\d / [\d.]+", row) for row in asked[1:21])
    for kind in ("term", "or", "and", "phrase"):
        assert f"{kind}: 12 of 12 totals are equal (khobao, tantivy, whoosh)" in printed
    assert len(re.findall(r": 12 of 12 totals are equal \(khobao, tantivy", printed)) == 20
    assert "left out" not in printed

    beside = ["--queries", relevance_set, "--tantivy-index", tmp_path]
    assert "tantivy's 3-term OR: " in run("queries.py", sample_folder, *beside)


def test_engines_left_out_are_named() -> None:
    few = ["--queries", "3", "--repeat", "1", "--builds", "1", "--engines", "whoosh"]
    printed = run("engines.py", SAMPLE, "--articles", "20", *few)
    assert printed.startswith("20 articles, ")
    assert "left out: tantivy, not asked for" in printed
    assert "term: no two engines count" in printed


def test_queries_are_timed_by_kind_and_stage(relevance_set: Path, sample_folder: Path) -> None:
    printed = run("queries.py", sample_folder, "--queries", relevance_set)
    for kind, variant, _ in QUERIES:
        assert re.search(rf"{kind} +{variant} +1 +[\d.]+ / [\d.]+ +[\d.]+ / [\d.]+", printed)
    for name in ("match and score", "hits, snippets", "  open: ", "Replacing one article: "):
        assert re.search(rf"{name}.*\d", printed)


def test_an_archive_of_any_size_is_made_of_a_corpus_by_a_seed() -> None:
    made = [json.loads(one) for one in run("generator.py", SAMPLE, "--articles", "40").splitlines()]
    more = run("generator.py", SAMPLE, "--articles", "41").splitlines()
    assert made == [json.loads(one) for one in more[:40]]
    assert len({one["id"] for one in made}) == len({one["body"] for one in made}) == 40
    assert {"title", "summary", "date", "source", "category", "author"} < set(made[0])


def test_every_kind_of_question_is_timed_by_the_size_of_the_archive(
    relevance_set: Path, sample_folder: Path
) -> None:
    few = ["--queries", relevance_set, "--each", "2", "--rounds", "1"]
    printed = run("scale.py", sample_folder, *few, "--beside", BENCH.parents[1])
    rows = printed.strip().splitlines()
    assert re.search(r"articles, \d+ segments .*beside: .*ratio of p50$", rows[0])
    for name in ("topic", "known-item", "empty query", "similar", "completion", "distinctive"):
        [row] = [one for one in rows if one.startswith(name)]
        assert len(re.findall(r"[\d.]+", row)) == 7


def test_pasted_text_is_timed_by_its_length_beside_a_version(sample_folder: Path) -> None:
    few = ["--beside", BENCH.parents[1], "--each", "2", "--rounds", "1"]
    printed = run("passages.py", sample_folder, *few)
    for length in ("50", "100", "1,000", "10,000"):
        [row] = re.findall(rf"^{length} +[\d.].*$", printed, re.MULTILINE)
        assert len(row.split()) == 9


@pytest.mark.parametrize("more", [[], ["--excerpts"]])
def test_hits_are_timed_by_stage_beside_a_version(
    relevance_set: Path, sample_folder: Path, more: list[str]
) -> None:
    few = ["--beside", BENCH.parents[1], "--each", "1", "--rounds", "1", *more]
    printed = run("hits.py", sample_folder, "--queries", relevance_set, *few)
    assert re.findall(r"^(.*), 1 queries +ms +beside +ratio$", printed, re.MULTILINE) == [
        "known-item",
        "topic",
    ]
    stages = ("search", "parse", "match", "pairs", "hits", "articles", "highlights", "snippets")
    for name in stages:
        rows = re.findall(rf"^{name} +[\d.]+ +[\d.]+ +[\d.]+$", printed, re.MULTILINE)
        assert len(rows) == 2


def test_checks_are_timed_beside_none(relevance_set: Path, sample_folder: Path) -> None:
    printed = run("checking.py", sample_folder, "--queries", relevance_set, "--trials", "2")
    for name in ("opening", "first", "others", "again"):
        assert re.search(rf"{name}( +[\d.]+ / [\d.]+){{2}} +[\d.]+\n", printed)
    assert re.search(r"Checked: [\d.]*[1-9]\d* MB by the first query", printed)


def test_product_is_compared_with_the_plain_pipeline() -> None:
    printed = run("product.py", SAMPLE, "--articles", "32", "--plain-articles", "4")
    assert re.search(r"pyvi and Whoosh +4 ", printed)
    assert re.search(r"Khobao +32 ", printed)
    assert re.search(r"[\d.]+ times the articles a second of the plain pipeline", printed)
    assert re.search(r"its files: .* MB", printed)


def test_growth_is_measured_over_parts_of_a_corpus() -> None:
    printed = run("product.py", SAMPLE, "--articles", "32", "--plain-articles", "0", "--growth")
    growth = printed.partition("Growth")[2].splitlines()[2:]
    assert [row.split()[0] for row in growth] == ["4", "8", "16", "32"]


def test_reading_warc_files_is_timed_and_its_memory_told() -> None:
    pytest.importorskip("fastwarc", reason="fastwarc is not installed (pip install '.[bench]')")
    printed = run("warc.py", "--records", "3")
    assert [row.split()[0] for row in printed.splitlines()] == ["bare", "records", "pages"]
    assert "MB at most" in run("warc.py", "--large", "0.001")


def test_reading_pages_is_timed_beside_trafilatura_and_hostile_ones_are_bounded() -> None:
    printed = run("pages.py", "--only", "JSON-LD, nested", "--most-seconds", "60")
    ordinary, hostile = printed.split("\n\n")
    assert len(ordinary.splitlines()) == 3
    assert re.search(r"JSON-LD, nested .* article of [\d,]+ characters$", hostile.strip())


def test_figures_are_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed (pip install '.[bench]')")
    few = ["--queries", "3", "--repeat", "1", "--builds", "1", "--engines", "whoosh"]
    run("engines.py", SAMPLE, "--articles", "8", *few, "--plot", tmp_path / "engines.svg")
    rest = ["--plain-articles", "0", "--plot", tmp_path / "growth.svg"]
    run("product.py", SAMPLE, "--articles", "8", *rest)
    for name in ("engines.svg", "growth.svg"):
        assert "<svg" in (tmp_path / name).read_text(encoding="utf-8")


def test_hostile_queries_are_within_their_bounds(sample_folder: Path) -> None:
    printed = run("hostile.py", sample_folder, "--most-ms", "2000")
    rows = printed.splitlines()[2:]
    assert len(rows) > 30
    assert all(re.search(r" +\d+ +[\d.]+ +[\d.]+ +\d+$", row) for row in rows)


def test_generated_queries_are_answered(sample_folder: Path) -> None:
    script = BENCH.parent / "quality" / "generated_queries.py"
    command = [sys.executable, str(script), str(sample_folder), "--queries", "400", "--seed", "7"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "400 queries, 0 faults" in result.stdout


def test_clients_are_answered_while_updates_are_published(sample_folder: Path) -> None:
    few = ["--clients", "5", "--seconds", "2", "--updates", "1", "--articles", "5", "--most", "1e9"]
    printed = run("load.py", sample_folder, *few)
    for name in ("a static file", "searching", "while updating"):
        assert re.search(rf"{name} +[1-9]\d* +0 +[\d.,]+ / [\d.,]+ +[\d.,]+", printed)
    assert "5 clients; 1 updates of 5 articles" in printed


def test_the_largest_articles_are_answered_and_what_is_larger_is_refused() -> None:
    bars = ("--most-ms", "60000", "--most-mb", "1000")
    printed = run("large_articles.py", "--share", "0.02", "--only", "/names", *bars)
    assert "refused: captions: it has 20,000 of them" in printed
    assert printed.count("refused: ") == 6
    assert set(re.findall(r"^/\S+ +(\d{3}) ", printed, re.MULTILINE)) == {"200"}


def test_tables_are_read_beside_json_lines() -> None:
    printed = run("inputs.py", "--articles", "50", "--slowest-share", "0.01")
    for name in ("jsonl", "csv", "tsv", "sqlite"):
        assert re.search(
            rf"^{name} +[\d,]+ +[\d.]+ +[\d,]+ +[\d.]+ +[\d,.]+$", printed, re.MULTILINE
        )


def test_articles_come_out_of_pages_as_their_labels_say() -> None:
    script = BENCH.parent / "quality" / "extraction" / "score.py"
    result = subprocess.run(
        [sys.executable, str(script), "--show"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "listings   1.000" in result.stdout


def test_facets_are_counted_with_names_and_without(
    relevance_set: Path, sample_folder: Path
) -> None:
    few = ["--each", "1", "--rounds", "1"]
    printed = run("facets.py", sample_folder, "--queries", relevance_set, *few)
    assert "61 articles; names are worked out in" in printed
    rows = re.findall(r"^(\S+) +1 +\d+ +[\d.]+ +[\d.]+ +-?[\d.]+ +-?[\d.]+$", printed, re.MULTILINE)
    assert rows == ["known-item", "topic"]
