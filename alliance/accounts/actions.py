"""Creating and revoking access tokens. They are a person's own affair: no governed fact, so no event."""

from datetime import datetime

from django.db import transaction

from alliance.accounts import rules
from alliance.accounts.models import AccessToken, User
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow, permit

START = len(AccessToken.PREFIX) + 4


@transaction.atomic
def create_token(
    *, name: str, scope: str, expires_at: datetime | None = None, by: Actor, at: datetime
) -> tuple[AccessToken, str]:
    """A new token of the person who asks, and its secret, which is nowhere else to be had.

    Raises:
        Forbidden: not signed in. NotNow: too many tokens, or it would expire in the past.
    """
    permit(by.is_signed_in, rules.SIGN_IN).require()
    owner = User.objects.select_for_update().get(pk=by.person_id)
    rules.may_create_token(by, None, at).require()
    if expires_at is not None and expires_at <= at:
        raise NotNow("A token must expire in the future.")
    secret = AccessToken.new_secret()
    token = AccessToken.objects.create(
        user=owner,
        name=name,
        scope=scope,
        start=secret[:START],
        digest=AccessToken.digest_of(secret),
        created_at=at,
        expires_at=expires_at,
    )
    return token, secret


@transaction.atomic
def revoke_token(*, token_id: int, by: Actor, at: datetime) -> AccessToken:
    """End a token now and for good.

    Raises:
        Forbidden: neither its owner nor staff. NotNow: it is revoked already.
    """
    token = AccessToken.objects.select_for_update().get(pk=token_id)
    rules.may_revoke_token(by, token, at).require()
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    return token
