"""Periodic work goes on with the next ballot, whatever is the matter with one."""

import logging
from datetime import datetime

import pytest

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from alliance.voting import actions, queries, tasks

WORK = [
    (tasks.close_due, "due_to_close", "close_ballot"),
    (tasks.open_due, "due_to_open", "open_ballot"),
    (tasks.count_due, "due_to_count", "count_ballot"),
    (tasks.count_due, "due_to_certify", "certify_ballot"),
]


@pytest.fixture
def nothing_due(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("due_to_close", "due_to_open", "due_to_count", "due_to_certify", "due_reminders"):
        monkeypatch.setattr(queries, name, lambda _at: [])


@pytest.mark.usefixtures("nothing_due")
@pytest.mark.parametrize(("task", "due", "action"), WORK, ids=[action for _, _, action in WORK])
def test_a_ballot_that_fails_keeps_no_other_waiting(task, due: str, action: str, monkeypatch, caplog):
    caplog.set_level(logging.INFO)
    done: list[int] = []

    def act(*, ballot_id: int, by: Actor, at: datetime) -> None:
        assert by.is_system
        if ballot_id == 1:
            raise RuntimeError("the key directory is not ours")
        if ballot_id == 2:
            raise NotNow("Another worker was first.")
        done.append(ballot_id)

    act.__name__ = action
    monkeypatch.setattr(queries, due, lambda _at: [1, 2, 3])
    monkeypatch.setattr(actions, action, act)
    task()
    assert done == [3]
    assert f"{action} of ballot 1 failed" in caplog.text
    assert "RuntimeError: the key directory is not ours" in caplog.text
    assert f"{action} of ballot 2: Another worker was first." in caplog.text


@pytest.mark.usefixtures("nothing_due")
def test_a_reminder_that_fails_keeps_no_other_waiting(monkeypatch, caplog):
    sent: list[tuple[int, str]] = []

    def remind(*, ballot_id: int, milestone: str, by: Actor, at: datetime) -> None:
        if ballot_id == 1:
            raise RuntimeError("no such thing")
        sent.append((ballot_id, milestone))

    monkeypatch.setattr(queries, "due_reminders", lambda _at: [(1, "7 days"), (2, "2 days")])
    monkeypatch.setattr(actions, "remind_voters", remind)
    tasks.remind()
    assert sent == [(2, "2 days")]
    assert "remind of ballot 1 failed" in caplog.text
