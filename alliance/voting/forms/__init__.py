"""Input of the operations on ballots and counts."""

from alliance.voting.forms.ballots import (
    CancelForm,
    ChooseForm,
    ConfirmForm,
    ExtendForm,
    LineForm,
    NameAlternateForm,
    RecuseForm,
    VoteForm,
)
from alliance.voting.forms.counts import CountBallotsForm, FollowForm

__all__ = [
    "CancelForm",
    "ChooseForm",
    "ConfirmForm",
    "CountBallotsForm",
    "ExtendForm",
    "FollowForm",
    "LineForm",
    "NameAlternateForm",
    "RecuseForm",
    "VoteForm",
]
