"""Input of the operations on elections and bodies."""

from alliance.elections.forms.nominations import (
    AcceptForm,
    ExtendForm,
    LeaveOpenForm,
    NominateForm,
    StatementForm,
    WithdrawForm,
)
from alliance.elections.forms.planning import (
    OfficerForm,
    PlanElectionForm,
    QuestionsForm,
    ReasonForm,
    RelieveForm,
    RescheduleForm,
)
from alliance.elections.forms.questions import AnswerForm, AskForm
from alliance.elections.forms.roster import (
    AffiliationForm,
    EndTermForm,
    ExcessForm,
    FillVacancyForm,
    LeaveForm,
    RegisterBodyForm,
    ResizeForm,
    SeatPersonForm,
)
from alliance.elections.forms.settling import (
    DrawLotForm,
    PrepareVoteForm,
    QualificationForm,
    StepDownForm,
)
from alliance.elections.forms.voters import AskToVoteForm, CopyVotersForm, DecideRequestForm, VotersForm

__all__ = [
    "AcceptForm",
    "AffiliationForm",
    "AnswerForm",
    "AskForm",
    "AskToVoteForm",
    "CopyVotersForm",
    "DecideRequestForm",
    "DrawLotForm",
    "EndTermForm",
    "ExcessForm",
    "ExtendForm",
    "FillVacancyForm",
    "LeaveForm",
    "LeaveOpenForm",
    "NominateForm",
    "OfficerForm",
    "PlanElectionForm",
    "PrepareVoteForm",
    "QualificationForm",
    "QuestionsForm",
    "ReasonForm",
    "RegisterBodyForm",
    "RelieveForm",
    "RescheduleForm",
    "ResizeForm",
    "SeatPersonForm",
    "StatementForm",
    "StepDownForm",
    "VotersForm",
    "WithdrawForm",
]
