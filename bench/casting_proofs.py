"""What it takes a server to accept one ballot of Helios and of Belenios, whose proofs it must check.

    python bench/casting_proofs.py [--helios PYTHON2] [--belenios PROGRAM] [--ballots 60] [--options 3]

Neither can be installed here with its web server. helios_lib (from PyPI) is helios-server's voting code,
belenios-tool (from Debian) that of Belenios: each holds a real election, encrypts every ballot as its client
does, and checks it as its server does when it is cast. Prints milliseconds of processor time a ballot.
"""

import argparse
import json
import os
import resource
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
GROUP = "BELENIOS-2048"


def helios(python: str, ballots: int, options: int) -> dict[str, float]:
    command = [python, str(HERE / "casting_helios.py"), str(ballots), str(options)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def belenios(program: str, ballots: int, options: int) -> dict[str, float]:
    """One question; the check of all ballots together, less that of an election without any."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        credentials = prepared(program, folder, ballots, options)
        empty = spent(program, folder, "election", "verify")
        sealing = 0.0
        for number, credential in enumerate(credentials):
            (folder / "credential").write_text(credential)
            marks = [int(each == number % options) for each in range(options)]
            (folder / "marks").write_text(json.dumps([marks]))
            begun = children()
            arguments = ("--privcred", "credential", "--ballot", "marks")
            ballot = said(program, folder, "election", "generate-ballot", *arguments)
            sealing += children() - begun
            said(program, folder, "archive", "add-event", "--type=Ballot", given=ballot)
        full = spent(program, folder, "election", "verify")
        said(program, folder, "archive", "add-event", "--type=EndBallots")
        tally = said(program, folder, "election", "compute-encrypted-tally")
        said(program, folder, "archive", "add-event", "--type=EncryptedTally", given=tally)
        key = next(folder.glob("*.privkey")).name
        part = said(program, folder, "election", "decrypt", "--privkey", key, "--trustee-id", "1")
        said(program, folder, "archive", "add-event", "--type=PartialDecryption", given=part)
        result = json.loads(said(program, folder, "election", "compute-result"))["result"]
        right = [sum(number % options == each for number in range(ballots)) for each in range(options)]
    return {
        "accepted": ballots,
        "result_is_right": [[int(each) for each in row] for row in result] == [right],
        "client_ms": 1000 * sealing / ballots,
        "server_ms": 1000 * (full - empty) / ballots,
    }


def prepared(program: str, folder: Path, voters: int, options: int) -> list[str]:
    """Open an election; the private credential of each voter."""
    uuid = said(program, folder, "setup", "generate-token").strip()
    named = ("--uuid", uuid, "--group", GROUP)
    (folder / "voters").write_text("".join(f"voter{each}@members.example\n" for each in range(voters)))
    said(program, folder, "setup", "generate-credentials", *named, "--file", "voters")
    credentials = [line.split()[-1] for line in next(folder.glob("*.privcreds")).read_text().splitlines()]
    next(folder.glob("*.pubcreds")).rename(folder / "public_creds.json")
    said(program, folder, "setup", "generate-trustee-key", "--group", GROUP)
    (folder / "public_keys.jsons").write_text(next(folder.glob("*.pubkey")).read_text())
    said(program, folder, "setup", "make-trustees")
    question = {
        "answers": [f"Option {each}" for each in range(options)],
        "min": 0,
        "max": 1,
        "question": "Which?",
    }
    election = {"description": "Bench", "name": "Bench", "questions": [question]}
    (folder / "template").write_text(
        json.dumps({**election, "administrator": "A", "credential_authority": "B"})
    )
    said(program, folder, "setup", "make-election", *named, "--template", "template")
    said(program, folder, "archive", "init")
    for name in ("election.json", "trustees.json", "public_creds.json"):
        (folder / name).unlink(missing_ok=True)
    return credentials


def said(program: str, folder: Path, *arguments: str, given: str = "") -> str:
    environment = {**os.environ, "BELENIOS_USE_URANDOM": "1"}
    done = subprocess.run(
        [program, *arguments],
        input=given,
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}: {done.stderr}")
    return done.stdout


def spent(program: str, folder: Path, *arguments: str) -> float:
    begun = children()
    said(program, folder, *arguments)
    return children() - begun


def children() -> float:
    """Processor seconds of the programs that were run so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--helios", metavar="PYTHON2", help="Python 2 of an environment with helios_lib")
    parser.add_argument("--belenios", metavar="PROGRAM", help="belenios-tool")
    parser.add_argument("--ballots", type=int, default=60)
    parser.add_argument("--options", type=int, default=3)
    given = parser.parse_args()
    for name, program, side in (("helios", given.helios, helios), ("belenios", given.belenios, belenios)):
        if program:
            print(name, json.dumps(side(program, given.ballots, given.options)), flush=True)


if __name__ == "__main__":
    main()
