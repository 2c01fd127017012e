"""An archive that changes: snapshots that do not, versions, and engines that were closed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from helpers.engines import EngineUnderTest, MakeEngine
from helpers.made_articles import many

from index.errors import ArchiveError, UnavailableArchiveError
from search.engines.nodes import FormSet, Scored, Term, TermSet
from search.engines.protocol import Asked, Snapshot

ASKED = Asked((TermSet("text", ("phà", "cầu"), 1.0),), share=0.2)
LOT = many(5, [f"a{number}" for number in range(8)])


def told(snapshot: Snapshot) -> Any:
    """What a snapshot answers, to be compared with what it answers later."""
    candidates, answers = snapshot.find(ASKED, 5)
    keys = snapshot.held(None, 100).keys
    return (
        snapshot.version,
        snapshot.number,
        snapshot.count,
        [snapshot.article(key) for key in candidates.keys.tolist()],
        candidates.scores.tolist(),
        answers.facets,
        answers.by_date(10).tolist(),
        snapshot.ages(keys).tolist(),
        snapshot.groups_of(keys).tolist(),
        snapshot.dfs(ASKED.ranked),
        list(snapshot.language.marked.terms),
        snapshot.statistics().articles,
    )


@pytest.mark.parametrize("change", ["add", "replace", "delete"])
def test_a_snapshot_stays_as_it_was_while_the_archive_changes(
    make: MakeEngine, under_test: EngineUnderTest, change: str
) -> None:
    engine = make(LOT)
    snapshot = engine.snapshot()
    before = told(snapshot)
    if change == "delete":
        under_test.delete(engine, ["a1"])
    else:
        under_test.write(engine, many(6, ["z" if change == "add" else "a1"]))
    after = engine.snapshot()
    assert after.version != snapshot.version
    assert after.count == len(LOT) + {"add": 1, "replace": 0, "delete": -1}[change]
    assert told(after) != before
    assert told(snapshot) == before


def test_a_snapshot_that_answers_for_the_first_time_answers_as_of_its_moment(
    make: MakeEngine, under_test: EngineUnderTest
) -> None:
    """Whatever it reads when it is first asked for it."""
    engine, other = make(LOT), make(LOT)
    snapshot = engine.snapshot()
    under_test.delete(engine, ["a1", "a2"])
    under_test.write(engine, many(6, ["a3", "z"]))
    engine.snapshot()
    assert told(snapshot)[2:] == told(other.snapshot())[2:]


def test_as_long_as_nothing_changes_the_version_stays(make: MakeEngine) -> None:
    engine = make(LOT)
    assert engine.snapshot().version == engine.snapshot().version
    assert make(LOT).snapshot().version != engine.snapshot().version


def test_what_replaces_an_article_comes_where_it_was_written(
    make: MakeEngine, under_test: EngineUnderTest
) -> None:
    engine = make(LOT)
    new = replace(LOT[0], body="bến phà", published=None)
    under_test.write(engine, [new])
    snapshot = engine.snapshot()
    ids = [snapshot.article(key).id for key in snapshot.held(None, 100).keys.tolist()]
    assert ids == [*(one.id for one in LOT[1:]), new.id]
    assert snapshot.article(snapshot.key_of(new.id)) == new


def test_an_engine_that_was_closed_says_so_and_its_snapshots_end_as_they_began(
    make: MakeEngine,
) -> None:
    engine = make(LOT)
    snapshot = engine.snapshot()
    before = told(snapshot)
    engine.close()
    engine.close()
    with pytest.raises(ArchiveError, match="closed"):
        engine.snapshot()
    assert told(snapshot) == before


def test_what_goes_wrong_while_reading_is_told_as_an_error_of_the_archive(make: MakeEngine) -> None:
    snapshot = make(LOT).snapshot()
    own = ArchiveError("its own")
    for error, kind in [
        (PermissionError(13, "no"), UnavailableArchiveError),
        (ValueError("damage"), ArchiveError),
        (own, ArchiveError),
        (MemoryError(), MemoryError),
    ]:
        with pytest.raises(kind) as caught, snapshot.reading():
            raise error
        assert (caught.value is error) == (error is own or kind is MemoryError)


def test_any_number_of_threads_may_ask_one_snapshot_at_once(make: MakeEngine) -> None:
    expected = told(make(LOT).snapshot())[2:]
    snapshot = make(LOT).snapshot()
    with ThreadPoolExecutor(8) as threads:
        for answer in threads.map(lambda _: told(snapshot)[2:], range(24)):
            assert answer == expected


def test_the_place_is_a_text_that_messages_can_name(make: MakeEngine) -> None:
    engine = make(LOT)
    assert isinstance(engine.place, str)
    assert engine.place
    engine.close()
    with pytest.raises(ArchiveError, match=engine.place):
        engine.snapshot()


def test_the_same_question_has_the_same_answer(make: MakeEngine) -> None:
    snapshot = make(LOT).snapshot()
    assert told(snapshot) == told(snapshot)
    assert snapshot.find(ASKED, 3).answers.total == snapshot.find(ASKED, 100).answers.total
    assert snapshot.dfs([Term("text", "phà")] * 2) == 2 * snapshot.dfs([Term("text", "phà")])


@pytest.mark.parametrize(
    "node",
    [
        Term("text", "phà"),
        Term("text", "không"),
        FormSet("text", (("bến", "phà"),)),
        FormSet("text", (("bến", "phà"), ("đò",))),
    ],
)
def test_a_df_is_reached_by_what_is_no_more(make: MakeEngine, node: Scored) -> None:
    snapshot = make(LOT).snapshot()
    for several in (1, 2, 3):  # before anything counted it to the end
        snapshot.reaches(node, several)
    [df] = snapshot.dfs([node])
    assert [snapshot.reaches(node, several) for several in range(df + 3)] == [
        several <= df for several in range(df + 3)
    ]
    fresh = make(LOT).snapshot()
    assert [fresh.reaches(node, several) for several in range(df + 3)] == [
        several <= df for several in range(df + 3)
    ]
