# ruff: noqa: ANN001, ANN201, PTH120, UP031 -- Python 2
"""An election with helios_lib (from PyPI, Python 2): the voting code of helios-server without its web server.

    python2 bench/casting_helios.py BALLOTS OPTIONS    prints processor milliseconds a ballot, as JSON

Each ballot is encrypted as its client does, and verified as its server does before a vote counts.
"""

import json
import os
import sys
import time

import helios_lib

sys.path.insert(0, os.path.dirname(helios_lib.__file__))  # it imports its own parts as top-level modules

from helios_lib.config import ELGAMAL_PARAMS
from helios_lib.models import HeliosElection, HeliosVoter


def spent():
    times = os.times()
    return times[0] + times[1]


def main(ballots, options):
    election = HeliosElection()
    election.trustees.append(election.generate_helios_trustee(ELGAMAL_PARAMS))
    election.questions = [HeliosElection.create_question(options, minimum=0, maximum=1)]
    election.voters = [HeliosVoter() for _ in range(ballots)]
    election.freeze()
    begun = spent()
    for number, voter in enumerate(election.voters):
        voter.vote = election.encrypt_ballot("[[%d]]" % (number % options))
    sealed = spent()
    accepted = sum(bool(voter.vote.verify(election)) for voter in election.voters)
    done = spent()
    election.num_cast_votes = ballots
    election.compute_tally(election.voters)
    election.helios_trustee_decrypt(election.get_helios_trustee())
    election.combine_decryptions()
    right = [sum(number % options == each for number in range(ballots)) for each in range(options)]
    print(
        json.dumps(
            {
                "accepted": accepted,
                "result_is_right": election.result == [right],
                "client_ms": 1000 * (sealed - begun) / ballots,
                "server_ms": 1000 * (done - sealed) / ballots,
            }
        )
    )


if __name__ == "__main__":
    begun_at = time.time()
    main(int(sys.argv[1]), int(sys.argv[2]))
