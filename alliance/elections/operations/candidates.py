"""What can be done with candidacies, and with questions to candidates."""

from alliance.elections import actions, forms, rules
from alliance.elections.operations.resources import CANDIDACY, QUESTION
from alliance.elections.rules.parts import may_answer
from alliance.web.operations import Operation

ACCEPT_NOMINATION = Operation(
    name="accept_nomination",
    path="accept",
    label="Accept the nomination",
    summary="Stand in the election, with a statement. From now on everybody sees that you stand; "
    "the statement can be changed until the vote opens.",
    resource=CANDIDACY,
    action=actions.accept_nomination,
    may=rules.may_accept_nomination,
    form=forms.AcceptForm,
    subject_argument="candidacy_id",
    done="You stand in the election.",
    primary=True,
)
DECLINE_NOMINATION = Operation(
    name="decline_nomination",
    path="decline",
    label="Decline",
    summary="Do not stand. Nobody but those who nominated you and the officers hears of it.",
    resource=CANDIDACY,
    action=actions.decline_nomination,
    may=rules.may_decline_nomination,
    subject_argument="candidacy_id",
    done="You have declined.",
)
REVISE_STATEMENT = Operation(
    name="revise_statement",
    path="statement",
    label="Edit your statement",
    summary="Answer the questions that every candidate is asked. Voters read the answers side by side.",
    resource=CANDIDACY,
    action=actions.revise_statement,
    may=rules.may_revise_statement,
    form=forms.StatementForm,
    subject_argument="candidacy_id",
    done="Your statement is saved.",
    primary=True,
)
WITHDRAW_CANDIDACY = Operation(
    name="withdraw_candidacy",
    path="withdraw",
    label="Withdraw",
    summary="No longer stand. Possible until the ballot is frozen.",
    resource=CANDIDACY,
    action=actions.withdraw_candidacy,
    may=rules.may_withdraw_candidacy,
    form=forms.WithdrawForm,
    subject_argument="candidacy_id",
    done="You no longer stand.",
    danger=True,
)
REFUSE_CANDIDACY = Operation(
    name="refuse_candidacy",
    path="refuse",
    label="Find not eligible",
    summary="Find that a candidate does not fulfil the conditions of the charter.",
    resource=CANDIDACY,
    action=actions.refuse_candidacy,
    may=rules.may_refuse_candidacy,
    form=forms.ReasonForm,
    subject_argument="candidacy_id",
    done="The candidate does not stand.",
    danger=True,
)
ADMIT_CANDIDACY = Operation(
    name="admit_candidacy",
    path="admit",
    label="Find eligible",
    summary="Let a candidate stand who was found not eligible.",
    resource=CANDIDACY,
    action=actions.admit_candidacy,
    may=rules.may_admit_candidacy,
    subject_argument="candidacy_id",
    done="The candidate stands.",
)
ENDORSE = Operation(
    name="endorse",
    path="endorse",
    label="Endorse",
    summary="Support the candidate, in public.",
    resource=CANDIDACY,
    action=actions.endorse,
    may=rules.may_endorse,
    subject_argument="candidacy_id",
    done="You endorse the candidate.",
)
WITHDRAW_ENDORSEMENT = Operation(
    name="withdraw_endorsement",
    path="withdraw-endorsement",
    label="Take back your endorsement",
    summary="No longer support the candidate.",
    resource=CANDIDACY,
    action=actions.withdraw_endorsement,
    may=rules.may_withdraw_endorsement,
    subject_argument="candidacy_id",
    done="You no longer endorse the candidate.",
)

ANSWER_QUESTION = Operation(
    name="answer_question",
    path="answer",
    label="Answer",
    summary="Answer a question of the voters. Everybody reads it beside the answers of the others.",
    resource=QUESTION,
    action=actions.answer_question,
    may=may_answer,
    form=forms.AnswerForm,
    subject_argument="question_id",
    done="Your answer is public.",
    primary=True,
    template="elections/answer.html",
)
HIDE_QUESTION = Operation(
    name="hide_question",
    path="hide",
    label="Hide",
    summary="Take a question and its answers off the public page.",
    resource=QUESTION,
    action=actions.hide_question,
    may=rules.may_hide_question,
    form=forms.ReasonForm,
    subject_argument="question_id",
    done="The question is hidden.",
    danger=True,
)
SHOW_QUESTION = Operation(
    name="show_question",
    path="show",
    label="Show again",
    summary="Put a hidden question back on the public page.",
    resource=QUESTION,
    action=actions.show_question,
    may=rules.may_show_question,
    subject_argument="question_id",
    done="The question is shown.",
)
