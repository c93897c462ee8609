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
from alliance.voting.forms.life import DraftBallotForm, DrawLotForm, ReviseBallotForm
from alliance.voting.forms.objections import AnswerObjectionForm, RaiseObjectionForm
from alliance.voting.forms.proxies import NameProxyForm, RevokeProxyForm

__all__ = [
    "AnswerObjectionForm",
    "CancelForm",
    "ChooseForm",
    "ConfirmForm",
    "CountBallotsForm",
    "DraftBallotForm",
    "DrawLotForm",
    "ExtendForm",
    "FollowForm",
    "LineForm",
    "NameAlternateForm",
    "NameProxyForm",
    "RaiseObjectionForm",
    "RecuseForm",
    "ReviseBallotForm",
    "RevokeProxyForm",
    "VoteForm",
]
