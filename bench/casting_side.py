"""A voting system as a side of casting.py, in the environment of that system: prints one line of JSON.

    casting_side.py SIDE prepare VOTERS POLLS ...    fills an empty database; what voters do, and who they are
    casting_side.py SIDE check POLL                  votes stored, and how many of the voters read are missing

SIDE is `ours` or `wahlfang`: a module `casting_<side>.py` of this folder with `prepare` and `check`.
"""

import importlib
import json
import sys

import django


def main(side: str, command: str, poll: str, *arguments: str) -> None:
    django.setup()
    module = importlib.import_module(f"casting_{side}")
    if command == "prepare":
        found = module.prepare(int(poll), *arguments)
    else:
        found = module.check(int(poll), json.loads(sys.stdin.read()))
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
