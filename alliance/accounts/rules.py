"""Who may do what with access tokens, and if not, why."""

from datetime import datetime

from alliance.accounts.models import AccessToken
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict, now_if, permit

MOST_TOKENS = 20
SIGN_IN = "Sign in first."


def may_create_token(by: Actor, subject: object, at: datetime) -> Verdict:  # noqa: ARG001 -- one signature for all rules
    """Everyone for themselves, up to a number that a person can keep an eye on."""
    signed_in = permit(by.is_signed_in, SIGN_IN)
    if not signed_in:
        return signed_in
    usable = AccessToken.objects.filter(user_id=by.person_id).usable(at).count()
    return now_if(usable < MOST_TOKENS, f"You have {MOST_TOKENS} tokens. Revoke one that is not needed.")


def may_revoke_token(by: Actor, token: AccessToken, at: datetime) -> Verdict:  # noqa: ARG001
    """Its owner, and staff."""
    owns = by.is_staff or (by.is_signed_in and by.user_id == token.user_id)
    return permit(owns, "Only its owner or staff may revoke a token.") & now_if(
        token.revoked_at is None, "This token is revoked already."
    )
