from __future__ import annotations

from bot.limits import Limits, Verdict

GO, NOTICE, SILENCE = Verdict.GO, Verdict.NOTICE, Verdict.SILENCE


def test_one_notice_then_silence_until_there_is_room() -> None:
    now = [0.0]
    limits = Limits(per_user=2, per_chat=100, clock=lambda: now[0])
    assert [limits.ask(1, 5) for _ in range(5)] == [GO, GO, NOTICE, SILENCE, SILENCE]
    assert limits.ask(2, 5) is GO
    now[0] = 60
    assert limits.ask(1, 5) is GO, "what was refused did not count"


def test_a_chat_has_its_own_limit() -> None:
    limits = Limits(per_user=10, per_chat=3, clock=lambda: 0.0)
    assert [limits.ask(user, 5) for user in range(5)] == [GO, GO, GO, NOTICE, SILENCE]
    assert limits.ask(9, 6) is GO


def test_a_user_is_told_once_in_each_chat() -> None:
    limits = Limits(per_user=1, per_chat=10, clock=lambda: 0.0)
    assert [limits.ask(1, chat) for chat in (5, 5, 6, 6)] == [GO, NOTICE, NOTICE, SILENCE]
