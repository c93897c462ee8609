"""My work, and the hat one works under."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from alliance.portal import work
from alliance.portal.queries import needs_staff
from alliance.web.edge import ACTING_FOR, actor_of, hats_of, now
from alliance.web.portal import SeeOther
from members.models import Role


@never_cache
@login_required
def my_work(request: HttpRequest) -> HttpResponse:
    """What needs the reader, by deadline; then what the reader waits for."""
    by, at = actor_of(request), now()
    person_id = by.person_id
    found = work.duties(person_id, at)
    context = {
        "count": len(found),
        "my_work_count": len(found),
        "buckets": work.buckets(found, at),
        "waiting": work.waiting_on_others(person_id),
        "hats": [
            (hat, str(Role(hat.role).label), hat.organization_id == by.organization_id)
            for hat in hats_of(request)
        ],
        "participation": work.participation(by.organization_id) if by.organization_id else None,
        "staff_needs": needs_staff(at=at) if by.is_staff else [],
    }
    return render(request, "portal/my_work.html", context)


@require_POST
@login_required
def set_hat(request: HttpRequest) -> HttpResponse:
    """Act for another organization that one represents from now on."""
    chosen = request.POST.get("organization", "")
    hat = next((hat for hat in hats_of(request) if str(hat.organization_id) == chosen), None)
    if hat is None:
        messages.error(request, "You do not represent that organization today.")
    else:
        request.session[ACTING_FOR] = hat.organization_id
        messages.success(request, f"You act for {hat.organization_name} now.")
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return SeeOther(target if safe else reverse("my_work"))
