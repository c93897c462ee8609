"""Access tokens: list, create, revoke."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from alliance.accounts import actions, rules
from alliance.accounts.models import AccessToken
from alliance.kernel.verdict import Refused
from alliance.portal.forms import TokenForm
from alliance.web.edge import actor_of, now
from alliance.web.portal import SeeOther


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("secret")
def tokens(request: HttpRequest) -> HttpResponse:
    """The reader's tokens, and a form for a new one; its secret is shown in the answer to that form only."""
    if request.method != "POST":
        return _page(request, TokenForm())
    by, at = actor_of(request), now()
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    chosen = form.cleaned_data
    try:
        token, secret = actions.create_token(
            name=chosen["name"], scope=chosen["scope"], expires_at=form.expires_at(at), by=by, at=at
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=refusal.status)
    return _page(request, TokenForm(), status=201, created=token, secret=secret)


@require_POST
@login_required
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the reader's tokens."""
    token = get_object_or_404(AccessToken, pk=pk, user_id=request.user.pk)
    actions.revoke_token(token_id=token.pk, by=actor_of(request), at=now())
    messages.success(request, f"The token “{token.name}” is revoked.")
    return SeeOther(reverse("tokens"))


def _page(request: HttpRequest, form: TokenForm, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401
    by, at = actor_of(request), now()
    own = AccessToken.objects.filter(user_id=by.person_id)
    context = {
        "form": form,
        "tokens": [(token, _state(token, at), rules.may_revoke_token(by, token, at)) for token in own],
        "example": f"{settings.SITE_URL}/api/v1/me/",
        **more,
    }
    return render(request, "portal/tokens.html", context, status=status)


def _state(token: AccessToken, at: datetime) -> tuple[str, str]:
    if token.revoked_at is not None:
        return "Revoked", "neutral"
    if token.expires_at is not None and token.expires_at <= at:
        return "Expired", "neutral"
    return "Active", "open"
