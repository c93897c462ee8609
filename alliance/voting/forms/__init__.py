"""Input of the operations on ballots and counts."""

from alliance.voting.forms.ballots import (
    CancelForm,
    ChooseForm,
    ExtendForm,
    NameAlternateForm,
    RecuseForm,
    VoteForm,
)
from alliance.voting.forms.counts import CountBallotsForm, FollowForm

__all__ = [
    "CancelForm",
    "ChooseForm",
    "CountBallotsForm",
    "ExtendForm",
    "FollowForm",
    "NameAlternateForm",
    "RecuseForm",
    "VoteForm",
]
