"""A real Celery worker with beat, for as long as a test needs it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from alliance.celery import app
from tests.database import database_url
from tests.local.watching import until

ROOT = Path(settings.BASE_DIR)


@contextmanager
def running_worker(folder: Path, mail: Path, site_url: str) -> Iterator[None]:
    """On the current test database and the broker that this process nudges, writing mail into a folder."""
    log = folder / "worker.log"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "alliance.settings",
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "SITE_URL": site_url,
        "MAIL_DIR": str(mail),
        "KEY_DIRECTORY": settings.KEY_DIRECTORY,
        "RECOVERY_DIRECTORY": settings.RECOVERY_DIRECTORY,
        "RECOVERY_RECIPIENTS": ",".join(settings.RECOVERY_RECIPIENTS),
        "BROKER_PREFIX": settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"],
    }
    command = [
        *(sys.executable, "-m", "celery", "-A", "alliance", "worker", "--beat", "--pool", "threads"),
        *("--concurrency", "2", "--schedule", str(folder / "beat"), "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle"),
    ]
    app.control.purge()
    with log.open("w") as out:
        program = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        until(lambda: program.poll() is not None or " ready." in log.read_text(), within=120)
        assert program.poll() is None, log.read_text()
        yield
        assert program.poll() is None, log.read_text()
        assert "Traceback" not in log.read_text(), log.read_text()
    finally:
        stop(program)
        app.control.purge()


def stop(program: "subprocess.Popen[bytes]") -> None:
    """Ask it to end; then end whatever is left of it."""
    program.terminate()
    with suppress(subprocess.TimeoutExpired):
        program.wait(20)
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()
