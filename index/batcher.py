"""Questions that arrive together share a pass of the encoder, and one that is alone does not wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

LARGEST = 8
"""Values of one pass. The processor is busy with a few already; more would only keep the first of them waiting for the last."""
SHORT = 32
"""Values up to this width go together whatever their widths; a wider one only with those at least half as wide."""


@dataclass(eq=False)
class _Call(Generic[R]):
    """What one thread has asked for."""

    results: list[R | Exception | None]
    left: int
    leads: bool = False
    """It has been chosen to run the next pass."""
    woken: threading.Event = field(default_factory=threading.Event)


@dataclass(eq=False)
class _Item(Generic[T, R]):
    value: T
    width: int
    call: _Call[R]
    place: int
    """Among the results of its call."""


class Batcher(Generic[T, R]):
    """Runs a function over values that come from several threads, many at once.

    It has no thread and no clock of its own. Whoever finds a pass free runs it at once; who comes while all are busy is in the
    next one, which starts as soon as one of them ends. A value never fails because of another, is never padded to more than
    twice its width by a wide one, and wide ones never hold all passes.
    """

    def __init__(
        self, run: Callable[[Sequence[T]], Iterable[R]], width: Callable[[T], int], *, passes: int = 2, largest: int = LARGEST, short: int = SHORT
    ) -> None:
        """`run` gives one result for each value; up to `passes` threads call it at a time."""
        self._run, self._width = run, width
        self._passes, self._largest, self._short = passes, largest, short
        self._lock = threading.Lock()
        self._waiting: list[_Item[T, R]] = []
        self._busy = self._wide = 0
        """Passes that run, and those of them that hold wide values."""

    def __call__(self, values: Sequence[T]) -> list[R]:
        """One result for each value, in order. Raises what `run` raises for one of them alone."""
        call: _Call[R] = _Call([None] * len(values), len(values))
        with self._lock:
            self._waiting += [_Item(value, self._width(value), call, place) for place, value in enumerate(values)]
            call.leads = bool(values) and self._busy < self._passes
            self._busy += call.leads
        while call.left or call.leads:
            if call.leads:
                call.leads = False
                self._lead(call)
            else:
                call.woken.wait()
                call.woken.clear()
        results: list[R] = []
        for result in call.results:
            if isinstance(result, Exception):
                raise result
            results.append(result)  # type: ignore[arg-type]
        return results

    def _lead(self, call: _Call[R]) -> None:
        """Run passes until this call has its results, then leave the next one to whoever has waited longest."""
        while True:
            with self._lock:
                batch = self._next()
                if not batch or not call.left:
                    following = next((item.call for item in batch if not item.call.leads), None)
                    if following is None:
                        self._busy -= 1
                    else:
                        following.leads = True
                        following.woken.set()
                    return
                taken = set(batch)
                self._waiting = [item for item in self._waiting if item not in taken]
                wide = batch[0].width > self._short
                self._wide += wide
            results = self._results(batch)
            with self._lock:
                self._wide -= wide
                for item, result in zip(batch, results, strict=True):
                    item.call.results[item.place] = result
                    item.call.left -= 1
                    if not item.call.left:
                        item.call.woken.set()

    def _next(self) -> list[_Item[T, R]]:
        """What goes into the next pass: the one that has waited longest, and those that are most like it in width."""
        wide_allowed = self._passes == 1 or self._wide < self._passes - 1
        first = next((item for item in self._waiting if item.width <= self._short or wide_allowed), None)
        if first is None:
            return []
        if first.width <= self._short:
            fit, room = [item for item in self._waiting if item.width <= self._short], self._largest
        else:
            fit = [item for item in self._waiting if first.width / 2 <= item.width <= first.width]
            room = max(self._largest * self._short // first.width, 1)
        return [first, *sorted((item for item in fit if item is not first), key=lambda item: abs(item.width - first.width))[: room - 1]]

    def _results(self, batch: Sequence[_Item[T, R]]) -> list[R | Exception]:
        try:
            return list(self._run([item.value for item in batch]))
        except Exception as error:
            return [error] if len(batch) == 1 else [self._results([item])[0] for item in batch]
