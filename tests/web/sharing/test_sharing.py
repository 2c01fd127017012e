"""What processes share: every number counts once, and nobody's death takes a place or a lock."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from types import SimpleNamespace
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as some
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from web.sharing.board import DEATHS, SPENT, Board
from web.sharing.counters import SharedCounters
from web.sharing.locks import ProcessLock
from web.sharing.places import NoPlaceError, SharedPlaces
from web.sharing.tally import SharedTally

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")

LONGEST = 60  # seconds that a process may take
_PRINTABLE = some.characters(exclude_characters="\0", codec="utf-8")


def in_others(count: int, work: Callable[[], object]) -> None:
    """Have so many processes do some work at the same time."""
    pids = []
    for _ in range(count):
        pid = os.fork()
        if not pid:
            signal.alarm(LONGEST)
            status = 1
            try:
                work()
                status = 0
            finally:
                os._exit(status)
        pids.append(pid)
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * count


@pytest.fixture
def tally() -> Iterator[SharedTally]:
    with closing(SharedTally()) as made:
        yield made


def test_what_processes_add_at_once_counts_once(tally: SharedTally) -> None:
    tally.add({("a",): 1})
    in_others(4, lambda: [tally.add({("a",): 1, ("b", str(n % 5)): 0.5}) for n in range(500)])
    tally.add({("a",): 1})
    expected = {("a",): 2002.0, **{("b", str(n)): 200.0 for n in range(5)}}
    assert tally.read() == expected
    assert next(iter(tally.read())) == ("a",)


@given(
    some.lists(
        some.tuples(
            some.lists(some.text(_PRINTABLE), min_size=1),
            some.integers(-1000, 1000),
        )
    )
)
def test_tally_is_a_dictionary_of_sums(added: list[tuple[list[str], int]]) -> None:
    expected: Counter[tuple[str, ...]] = Counter()
    with closing(SharedTally()) as tally:
        for name, amount in added:
            tally.add({tuple(name): amount})
            expected[tuple(name)] += amount
        assert tally.read() == dict(expected)


def test_full_tally_goes_on_with_what_it_has_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with closing(SharedTally(200)) as tally:
        for number in range(50):
            tally.add({("first",): 1, (f"number {number}",): 1})
        read = tally.read()
    assert read["first",] == 50
    assert 1 < len(read) < 50
    assert caplog.text.count("no room for more metrics") == 1


def test_lock_of_a_process_that_is_killed_is_free(tally: SharedTally) -> None:
    with closing(ProcessLock()) as lock:
        telling, told = os.pipe()
        pid = os.fork()
        if not pid:
            signal.alarm(LONGEST)
            try:
                lock.__enter__()
                os.write(told, b"x")
                signal.pause()
            finally:
                os._exit(1)
        os.close(told)
        assert os.read(telling, 1)
        os.kill(pid, signal.SIGKILL)
        with lock:
            os.waitpid(pid, 0)
        os.close(telling)


@pytest.fixture
def places() -> Iterator[SharedPlaces]:
    with closing(SharedPlaces(2)) as made:
        made.belong_to(1)
        yield made


def test_places_are_taken_by_client_and_given_back(places: SharedPlaces) -> None:
    places.take("an", 1)
    with pytest.raises(NoPlaceError) as refused:
        places.take("an", 1)
    assert refused.value.of_client
    places.take("bình", 1)
    with pytest.raises(NoPlaceError) as refused:
        places.take("cúc", 1)
    assert not refused.value.of_client
    places.give_back("an")
    places.take("cúc", 1)


def test_places_of_a_dead_process_are_free_and_those_of_others_are_not(
    places: SharedPlaces,
) -> None:
    def take() -> None:
        places.belong_to(2)
        places.take("an", 2)

    in_others(1, take)
    places.take("an", 2)
    with pytest.raises(NoPlaceError):
        places.take("bình", 2)
    places.forget(2)
    places.take("bình", 2)
    with pytest.raises(NoPlaceError):
        places.take("bình", 2)


@given(
    some.lists(
        some.tuples(some.sampled_from(["an", "bình"]), some.integers(0, 40), some.integers(1, 3)),
        max_size=60,
    )
)
def test_rates_are_those_of_one_process(hits: list[tuple[str, int, int]]) -> None:
    clock = SimpleNamespace(now=1_000_000.0)
    item = RateLimitItemPerMinute(7)
    time = SimpleNamespace(time=lambda: clock.now)
    with (
        mock.patch("limits.storage.memory.time", time),
        mock.patch("limits.strategies.time", time),
        closing(SharedCounters(clock=lambda: clock.now)) as counters,
    ):
        ours = SlidingWindowCounterRateLimiter(counters)
        theirs = SlidingWindowCounterRateLimiter(MemoryStorage())
        for client, seconds, cost in hits:
            clock.now += seconds
            assert ours.hit(item, client, cost=cost) == theirs.hit(item, client, cost=cost)
            told, expected = (one.get_window_stats(item, client) for one in (ours, theirs))
            assert told.remaining == expected.remaining
            assert told.reset_time == pytest.approx(expected.reset_time)


def test_limit_holds_for_processes_that_ask_at_once() -> None:
    with closing(SharedCounters(clock=lambda: 1e6)) as counters, closing(SharedTally()) as tally:
        limiter = SlidingWindowCounterRateLimiter(counters)

        def ask() -> None:
            for _ in range(100):
                tally.add({("passed",): limiter.hit(RateLimitItemPerMinute(150), "an")})

        in_others(4, ask)
        assert tally.read()["passed",] == 150


def test_counters_end_and_are_forgotten() -> None:
    clock = SimpleNamespace(now=100.0)
    with closing(SharedCounters(clock=lambda: clock.now)) as counters:
        assert counters.check()
        assert (counters.incr("an", 10), counters.incr("an", 10, 4)) == (1, 5)
        assert counters.get("an") == 5
        assert counters.get_expiry("an") == 110
        clock.now = 110.0
        assert (counters.get("an"), counters.get_expiry("an")) == (0, 110)
        counters.incr("bình", 10)
        counters.clear("bình")
        assert counters.get("bình") == 0
        limiter = SlidingWindowCounterRateLimiter(counters)
        limiter.hit(RateLimitItemPerMinute(1), "cúc")
        limiter.clear(RateLimitItemPerMinute(1), "cúc")
        assert limiter.hit(RateLimitItemPerMinute(1), "cúc")
        assert counters.reset() == 1
        assert limiter.hit(RateLimitItemPerMinute(1), "cúc")


def test_many_clients_do_not_make_one_forgotten_that_asks_much() -> None:
    with closing(SharedCounters(buckets=1, clock=lambda: 100.0)) as counters:
        counters.incr("an", 60, 50)
        for number in range(500):
            counters.incr(f"other {number}", 60)
        assert counters.get("an") == 50


def test_board_knows_who_is_there() -> None:
    with closing(Board(2, streams=1)) as board:
        board.lead(1000)
        board.enter(1, 1002)
        board.streams.take("an", 1)
        board.enter(0, 1001)
        assert board.pids() == [1000, 1001, 1002]
        board.leave(1, 2.5)
        assert board.pids() == [1000, 1001]
        board.streams.take("an", 1)
        assert board.tally.read() == {DEATHS: 1, SPENT: 2.5}
