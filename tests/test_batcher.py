from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.batcher import Batcher


class Slow:
    """Gives the capitals of words; each pass lasts until it is let go."""

    def __init__(self) -> None:
        self.passes: list[list[str]] = []
        self.go = threading.Event()

    def __call__(self, words: Sequence[str]) -> list[str]:
        self.passes.append(list(words))
        assert self.go.wait(10)
        if "bad" in words:
            raise ValueError(f"{len(words)} words")
        return [word.upper() for word in words]


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


@pytest.fixture
def slow() -> Slow:
    return Slow()


def test_a_call_alone_is_run_at_once_in_its_own_thread() -> None:
    threads = []

    def run(words: Sequence[str]) -> list[str]:
        threads.append(threading.current_thread())
        return [word.upper() for word in words]

    batcher = Batcher(run, len)
    assert batcher(["a", "b"]) == ["A", "B"]
    assert batcher([]) == []
    assert threads == [threading.current_thread()]


def test_what_comes_while_all_passes_are_busy_shares_the_next_one(slow: Slow) -> None:
    batcher = Batcher(slow, len, passes=1)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(batcher, ["one"])
        until(lambda: slow.passes == [["one"]])
        others = [pool.submit(batcher, [word]) for word in ("two", "three", "four")]
        until(lambda: len(batcher._waiting) == 3)
        slow.go.set()
        assert [future.result(10) for future in (first, *others)] == [["ONE"], ["TWO"], ["THREE"], ["FOUR"]]
    assert [sorted(words) for words in slow.passes] == [["one"], ["four", "three", "two"]]


def test_a_pass_is_bounded_and_the_rest_is_in_the_one_after_it(slow: Slow) -> None:
    batcher = Batcher(slow, len, passes=1, largest=2)
    with ThreadPoolExecutor(6) as pool:
        futures = [pool.submit(batcher, ["x"])]
        until(lambda: len(slow.passes) == 1)
        futures += [pool.submit(batcher, [word]) for word in "abcde"]
        until(lambda: len(batcher._waiting) == 5)
        slow.go.set()
        assert [future.result(10) for future in futures] == [[word] for word in "XABCDE"]
    assert [len(words) for words in slow.passes] == [1, 2, 2, 1]


def test_an_error_is_raised_where_it_belongs_and_nowhere_else(slow: Slow) -> None:
    batcher = Batcher(slow, len, passes=1)
    with ThreadPoolExecutor(4) as pool:
        pool.submit(batcher, ["one"])
        until(lambda: len(slow.passes) == 1)
        good, bad, both = (pool.submit(batcher, words) for words in (["good"], ["bad"], ["fine", "bad"]))
        until(lambda: len(batcher._waiting) == 4)
        slow.go.set()
        assert good.result(10) == ["GOOD"]
        for future in (bad, both):
            with pytest.raises(ValueError, match="1 words"):
                future.result(10)
    assert batcher(["again"]) == ["AGAIN"]


def test_wide_values_never_hold_all_passes(slow: Slow) -> None:
    batcher = Batcher(slow, len, passes=2, short=3)
    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(batcher, ["enormous"])]
        until(lambda: slow.passes == [["enormous"]])
        futures.append(pool.submit(batcher, ["gigantic"]))
        until(lambda: len(batcher._waiting) == 1)
        futures.append(pool.submit(batcher, ["me"]))
        until(lambda: len(slow.passes) == 2)
        assert slow.passes[1] == ["me"], "the pass that is free is not for another wide one"
        slow.go.set()
        assert [future.result(10) for future in futures] == [["ENORMOUS"], ["GIGANTIC"], ["ME"]]


def test_a_short_value_is_not_padded_to_a_wide_one(slow: Slow) -> None:
    batcher = Batcher(slow, len, passes=1, short=3)
    with ThreadPoolExecutor(5) as pool:
        futures = [pool.submit(batcher, ["x"])]
        until(lambda: len(slow.passes) == 1)
        for at, word in enumerate(("twelve chars", "me", "six ch", "five "), 1):
            futures.append(pool.submit(batcher, [word]))
            until(lambda at=at: len(batcher._waiting) == at)  # type: ignore[misc]
        slow.go.set()
        for future in futures:
            future.result(10)
    assert slow.passes == [["x"], ["twelve chars", "six ch"], ["me"], ["five "]]


def test_many_threads_each_get_what_is_theirs() -> None:
    def run(numbers: Sequence[int]) -> list[int]:
        time.sleep(0.0005)
        return [number * number for number in numbers]

    batcher = Batcher(run, lambda number: number % 70)
    with ThreadPoolExecutor(16) as pool:
        calls = [list(range(n, n + n % 5)) for n in range(600)]
        assert list(pool.map(batcher, calls)) == [[number * number for number in call] for call in calls]
    assert (batcher._busy, batcher._wide, batcher._waiting) == (0, 0, [])
