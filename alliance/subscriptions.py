"""Everything that follows from an event, on one page: event kind -> reactions and notices, in order."""

from collections.abc import Mapping, Sequence

from alliance.audit.subscribers import Subscriber
from alliance.elections import events as elections
from alliance.elections import notices as elections_notices
from alliance.elections import reactions as elections_reactions
from alliance.notifications.notices import notify
from alliance.voting import events as voting
from alliance.voting import notices as voting_notices
from alliance.voting import reactions as voting_reactions
from members import events as members
from members import notices as members_notices
from members import reactions as members_reactions
from projects import events as projects
from projects import notices as projects_notices
from projects import reactions as projects_reactions

SUBSCRIPTIONS: Mapping[str, Sequence[Subscriber]] = {
    # Ballots
    str(voting.BALLOT_ANNOUNCED): [notify(voting_notices.BallotAnnounced)],
    str(voting.BALLOT_OPENED): [notify(voting_notices.BallotOpened)],
    str(voting.BALLOT_REMINDED): [notify(voting_notices.VoteReminder)],
    str(voting.BALLOT_EXTENDED): [notify(voting_notices.BallotExtended)],
    str(voting.BALLOT_CERTIFIED): [
        voting_reactions.destroy_key,
        elections_reactions.certify_election_on_ballot_certified,
        notify(voting_notices.BallotCertified),
    ],
    str(voting.BALLOT_TIED): [notify(voting_notices.BallotTied)],
    str(voting.LOT_DRAWN): [voting_reactions.count_on_lot_drawn],
    str(voting.KEY_DESTROYED): [notify(voting_notices.KeyDestroyed)],
    str(voting.OBJECTION_RAISED): [notify(voting_notices.ObjectionRaised)],
    str(voting.OBJECTION_ANSWERED): [notify(voting_notices.ObjectionAnswered)],
    str(voting.BALLOT_CANCELLED): [
        voting_reactions.destroy_key,
        elections_reactions.recall_contest_on_ballot_cancelled,
        projects_reactions.resume_review_on_ballot_cancelled,
        notify(voting_notices.BallotCancelled),
    ],
    str(voting.ALTERNATE_NAMED): [notify(voting_notices.AlternateNamed)],
    str(voting.PROXY_NAMED): [notify(voting_notices.ProxyNamed)],
    str(voting.PROXY_REVOKED): [notify(voting_notices.ProxyRevoked)],
    str(voting.ELECTOR_RECUSED): [notify(voting_notices.ElectorRecused)],
    str(voting.VOTE_CAST): [notify(voting_notices.VoteRecorded), notify(voting_notices.VoteByColleague)],
    str(voting.VOTE_CHANGED): [notify(voting_notices.VoteRecorded), notify(voting_notices.VoteByColleague)],
    str(voting.BALLOT_CLOSED): [
        voting_reactions.count_on_ballot_closed,
        notify(voting_notices.BallotClosedEarly),
    ],
    str(voting.BALLOT_COUNTED): [
        elections_reactions.read_count_on_ballot_counted,
        projects_reactions.settle_proposal_on_ballot_counted,
        notify(voting_notices.BallotCounted),
    ],
    # Elections
    str(elections.OFFICER_APPOINTED): [notify(elections_notices.OfficerAppointed)],
    str(elections.ENTITLEMENT_ASKED): [notify(elections_notices.EntitlementAsked)],
    str(elections.ENTITLEMENT_DECIDED): [notify(elections_notices.EntitlementDecided)],
    str(elections.NOMINATIONS_OPENED): [notify(elections_notices.NominationsOpened)],
    str(elections.NOMINATIONS_EXTENDED): [notify(elections_notices.NominationsProlonged)],
    str(elections.NOMINATIONS_REOPENED): [notify(elections_notices.NominationsProlonged)],
    str(elections.NOMINATIONS_REMINDED): [
        notify(elections_notices.NominationsReminder),
        notify(elections_notices.AnswerToNominationDue),
    ],
    str(elections.CANDIDATE_NOMINATED): [notify(elections_notices.Nominated)],
    str(elections.NOMINATION_ACCEPTED): [notify(elections_notices.NominationAnswered)],
    str(elections.NOMINATION_DECLINED): [notify(elections_notices.NominationAnswered)],
    str(elections.CANDIDATE_REFUSED): [notify(elections_notices.CandidacyJudged)],
    str(elections.CANDIDATE_ADMITTED): [notify(elections_notices.CandidacyJudged)],
    str(elections.CANDIDATE_QUALIFIED): [notify(elections_notices.CandidacyJudged)],
    str(elections.CANDIDATE_UNQUALIFIED): [notify(elections_notices.CandidacyJudged)],
    str(elections.QUESTION_ASKED): [notify(elections_notices.QuestionAsked)],
    str(elections.QUESTION_ANSWERED): [notify(elections_notices.QuestionAnswered)],
    str(elections.CONTEST_ACCLAIMED): [notify(elections_notices.ContestUnsettled)],
    str(elections.CONTEST_COUNTED): [notify(elections_notices.ContestUnsettled)],
    str(elections.RESULT_DECLARED): [notify(elections_notices.ResultDeclared)],
    str(elections.ELECTION_CERTIFIED): [
        notify(elections_notices.Elected),
        notify(elections_notices.NotElected),
        notify(elections_notices.ElectionCertified),
    ],
    str(elections.ELECTION_CANCELLED): [notify(elections_notices.ElectionCancelled)],
    # Bodies
    str(elections.TERM_BEGUN): [notify(elections_notices.TermBegun)],
    str(elections.TERM_ENDED): [
        notify(elections_notices.TermEnded),
        notify(elections_notices.SeatVacated),
    ],
    str(elections.CAP_EXCEEDED): [notify(elections_notices.CapExceeded)],
    # Proposals
    str(projects.PROPOSAL_SUBMITTED): [notify(projects_notices.ProposalSubmitted)],
    str(projects.VERSION_PUBLISHED): [notify(projects_notices.VersionPublished)],
    str(projects.PROPOSAL_COMMENTED): [notify(projects_notices.ProposalCommented)],
    str(projects.REVIEWER_ASSIGNED): [notify(projects_notices.ReviewStarted)],
    str(projects.PROPOSAL_RETURNED): [notify(projects_notices.ProposalReturned)],
    str(projects.PROPOSAL_PUT_TO_BALLOT): [notify(projects_notices.ProposalPutToBallot)],
    str(projects.PROPOSAL_ACCEPTED): [notify(projects_notices.ProposalSettled)],
    str(projects.PROPOSAL_DECLINED): [notify(projects_notices.ProposalSettled)],
    str(projects.PROPOSAL_UNDECIDED): [notify(projects_notices.ProposalUndecided)],
    str(projects.PROPOSAL_WITHDRAWN): [notify(projects_notices.ProposalClosed)],
    str(projects.PROPOSAL_LAPSED): [notify(projects_notices.ProposalClosed)],
    # Reviews
    str(projects.REVIEW_ASKED): [notify(projects_notices.ReviewAsked)],
    str(projects.REVIEW_REMINDED): [notify(projects_notices.ReviewReminder)],
    str(projects.REVIEW_SUBMITTED): [
        notify(projects_notices.ReviewHandedIn),
        notify(projects_notices.AllReviewsIn),
    ],
    str(projects.REVIEW_REFUSED): [
        notify(projects_notices.ReviewHandedIn),
        notify(projects_notices.AllReviewsIn),
    ],
    # Members and groups
    str(members.REPRESENTATIVE_APPOINTED): [
        members_reactions.seat_voter_on_representative_appointed,
        notify(members_notices.RepresentativeAppointed),
    ],
    str(members.REPRESENTATION_ENDED): [
        members_reactions.strike_voter_on_representation_ended,
        notify(members_notices.RepresentationEnded),
    ],
    str(members.MEMBERSHIP_SUSPENDED): [
        members_reactions.note_on_roll_on_membership_changed,
        notify(members_notices.MembershipChanged),
    ],
    str(members.MEMBERSHIP_REINSTATED): [
        members_reactions.note_on_roll_on_membership_changed,
        notify(members_notices.MembershipChanged),
    ],
    str(members.MEMBERSHIP_ENDED): [
        members_reactions.note_on_roll_on_membership_changed,
        notify(members_notices.MembershipChanged),
    ],
    str(members.MEMBERSHIP_READMITTED): [
        members_reactions.note_on_roll_on_membership_changed,
        notify(members_notices.MembershipChanged),
    ],
    str(members.GROUP_JOINED): [notify(members_notices.GroupJoined)],
    str(members.GROUP_LEFT): [notify(members_notices.GroupJoined)],
    str(members.CHAIR_APPOINTED): [notify(members_notices.ChairChanged)],
    str(members.CHAIR_RELIEVED): [notify(members_notices.ChairChanged)],
    str(members.GROUP_CHARTERED): [notify(members_notices.GroupChartered)],
    str(members.GROUP_CLOSED): [notify(members_notices.GroupClosed)],
    # Alarms
    str(voting.COUNT_DISAGREED): [notify(voting_notices.CountDisagreed)],
}
