"""A nudge costs the acting request next to nothing, whatever has become of the broker."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from alliance.audit import nudge
from alliance.audit.tasks import deliver
from alliance.local import processes, valkey
from alliance.local.processes import Child

WELL_UNDER_A_TIMEOUT = 2.5
"""Seconds: a worker waits five for an answer, and Celery retries a connection for as long."""


@pytest.fixture
def broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    address = f"redis+socket://{valkey.socket_path(tmp_path)}?virtual_host=0"
    monkeypatch.setattr(deliver.app.conf, "broker_write_url", address)
    child = valkey.start(tmp_path)
    yield child
    child.process.send_signal(signal.SIGCONT)
    processes.stop([child])


def seconds(monkeypatch: pytest.MonkeyPatch) -> float:
    """How long a nudge takes of a process that thinks the broker well."""
    monkeypatch.setattr(nudge, "_silent_until", 0.0)
    began = time.monotonic()
    nudge.worker([1, 2])
    return time.monotonic() - began


def is_silent() -> bool:
    return nudge._silent_until > time.monotonic()


def test_a_nudge_reaches_the_broker(broker: Child, monkeypatch, tmp_path: Path):
    import redis

    seconds(monkeypatch)
    assert not is_silent()
    with redis.Redis.from_url(valkey.url(tmp_path)) as client:
        assert [client.llen(key) for key in client.scan_iter() if key.endswith(b":alliance")] == [2]


def test_a_broker_that_does_not_answer_is_given_up_at_once(broker: Child, monkeypatch):
    seconds(monkeypatch)
    broker.process.send_signal(signal.SIGSTOP)
    assert seconds(monkeypatch) < WELL_UNDER_A_TIMEOUT
    assert is_silent()
    broker.process.send_signal(signal.SIGCONT)
    seconds(monkeypatch)
    assert not is_silent()


def test_a_broker_that_is_gone_is_given_up_at_once(broker: Child, monkeypatch, tmp_path: Path):
    seconds(monkeypatch)
    broker.process.kill()
    broker.process.wait()
    assert seconds(monkeypatch) < WELL_UNDER_A_TIMEOUT
    assert is_silent()
    again = valkey.start(tmp_path)
    try:
        seconds(monkeypatch)
        assert not is_silent()
    finally:
        processes.stop([again])
