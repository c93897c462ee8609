"""One side of a comparison: answers ``GET /path`` lines from standard input with the time it took.

Runs in the environment of the product that is measured, through its whole middleware, without a network.
The first request to each address warms up and is not reported by the caller.
"""

import importlib
import json
import sys
import time
from pathlib import Path


def main() -> None:
    """Usage: side.py SETUP, where SETUP is a module of this folder with ``client()``."""
    sys.path[:0] = [str(Path(__file__).parent), str(Path.cwd())]
    setup = importlib.import_module(sys.argv[1])
    client = setup.client()
    from django.db import connection

    print("ready", flush=True)
    for line in sys.stdin:
        _, path = line.split(maxsplit=1)
        counted = 0

        def count(execute, sql, params, many, context):  # noqa: ANN001, ANN202
            nonlocal counted
            counted += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            begun = time.perf_counter()
            answer = client.get(path.strip())
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            spent = time.perf_counter() - begun
        cost = {"ms": spent * 1000, "queries": counted, "status": answer.status_code, "bytes": len(body)}
        print(json.dumps(cost), flush=True)


if __name__ == "__main__":
    main()
