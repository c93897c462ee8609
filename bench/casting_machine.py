"""What the processes of casting.py cost on this machine, and which of them go first. Linux only."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
_PARENT, _TIMES = 1, slice(11, 15)


def family(pid: int) -> dict[int, float]:
    """A process and its living descendants, each with its processor seconds and those of the dead it had."""
    figures = {}
    for entry in Path("/proc").iterdir():
        with suppress(ValueError, OSError):
            figures[int(entry.name)] = (entry / "stat").read_text().rpartition(")")[2].split()
    children: dict[int, list[int]] = {}
    for each, found in figures.items():
        children.setdefault(int(found[_PARENT]), []).append(each)
    spent: dict[int, float] = {}
    waiting = [pid]
    while waiting:
        each = waiting.pop()
        spent[each] = sum(map(int, figures[each][_TIMES])) / TICK
        waiting += children.get(each, [])
    return spent


def cpu_of(pid: int) -> float:
    """Processor seconds of a process and its descendants so far."""
    return sum(family(pid).values())


def busy() -> float:
    """Processor seconds that this machine has spent on anything since it started."""
    figures = [int(each) for each in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(figures) - figures[3] - figures[4]) / TICK


@contextmanager
def preferred(pids: list[int], nice: int) -> Iterator[None]:
    """Let these processes and their descendants go before other work (``nice`` below 0) or after it."""
    found = [each for pid in pids for each in (family(pid) if nice else ())]
    _renice(found, nice)
    try:
        yield
    finally:
        _renice(found, 0)


def _renice(pids: list[int], nice: int) -> None:
    """Each thread has a priority of its own, and where the kernel groups them, each session as well."""
    for pid in pids:
        with suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                os.setpriority(os.PRIO_PROCESS, int(task.name), nice)
        with suppress(OSError):
            Path(f"/proc/{pid}/autogroup").write_text(str(nice))
