"""A program that starts Celery workers quickly: it loads the project once and forks.

Each line read starts a worker, a process group of its own; its process id is written in answer. At the end of
the input the program ends. The parent kills the workers; on Linux they die with this program too.
"""

import ctypes
import os
import signal
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

import celery.apps.worker  # noqa: E402 -- after django.setup(), as the next two; a worker would import them
import celery.worker.consumer  # noqa: E402, F401
import kombu.transport.redis  # noqa: E402, F401

from alliance.celery import app  # noqa: E402

PR_SET_PDEATHSIG = 1
ARGUMENTS = ["worker", "-P", "solo", "--loglevel", "error", "--without-gossip", "--without-mingle"]


def main() -> None:
    app.loader.import_default_modules()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            os.dup2(2, 1)
            if sys.platform == "linux":
                ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            app.worker_main([*ARGUMENTS, "--hostname", f"worker{os.getpid()}@here"])
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
