"""The stock admin as the staff desk: sign-in by allauth, governed fields read-only, buttons call actions."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from alliance.kernel.actor import Actor, Interface
from alliance.kernel.verdict import Forbidden, Refused, Verdict
from alliance.web.edge import actor_of, now
from alliance.web.operations import Operation


class AllianceAdminSite(admin.AdminSite):
    """An index that starts with what needs staff; sign-in is the portal's."""

    site_header = "Alliance staff"
    site_title = "Alliance staff"
    index_template = "admin/staff_index.html"
    index_title = "What needs staff"
    enable_nav_sidebar = True

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # noqa: ARG002
        if request.user.is_authenticated:
            raise PermissionDenied("Only staff may open these pages. Ask a staff member to grant it.")
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        needs = import_string("alliance.portal.queries.needs_staff")(at=now())
        return super().index(request, {"needs_staff": needs, **(extra_context or {})})


class OperationAdmin(admin.ModelAdmin[Any]):
    """Records to read and search; every change is an operation, offered as a button with its verdict."""

    operations: Sequence[Operation] = ()
    change_form_template = "admin/operations_change_form.html"
    change_list_template = "admin/operations_change_list.html"
    list_per_page = 50
    actions = None
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002
        return bool(request.user.is_active and getattr(request.user, "is_staff", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def offered(self, *, creating: bool) -> Iterable[Operation]:
        return [
            each for each in self.operations if each.creates is creating and Interface.ADMIN in each.doors
        ]

    def _buttons(self, subject: Any, by: Actor, at: datetime) -> Iterator[tuple[Operation, Verdict, str]]:  # noqa: ANN401
        """What staff may do, and what only the moment forbids; what is not their business is left out."""
        for operation in self.offered(creating=subject is None):
            verdict = operation.may(by, subject, at)
            if verdict.refusal is not Forbidden:
                arguments = [] if subject is None else [subject.pk]
                yield operation, verdict, reverse(f"admin:do_{operation.name}", args=arguments)

    def get_urls(self) -> list[URLPattern]:
        own = []
        for operation in self.operations:
            if Interface.ADMIN not in operation.doors:
                continue
            route = f"do/{operation.path}/" if operation.creates else f"<row:object_id>/do/{operation.path}/"
            view = self.admin_site.admin_view(self._operation_view(operation))
            own.append(path(route, view, name=f"do_{operation.name}"))
        return own + list(super().get_urls())

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        subject = self.get_object(request, object_id)
        by, at = actor_of(request, Interface.ADMIN), now()
        buttons = [] if subject is None else list(self._buttons(subject, by, at))
        own = {"buttons": buttons, "record_url": self._record_url(object_id)}
        return super().change_view(request, object_id, form_url, {**own, **(extra_context or {})})

    def _record_url(self, object_id: str) -> str:
        """Where the events of a row are listed: the record, in the place of the stock admin's own log."""
        query = urlencode({"subject_type": self.opts.label_lower, "subject_id": object_id})
        return f"{reverse('admin:audit_event_changelist')}?{query}"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        if any("\x00" in value for _, values in request.GET.lists() for value in values):
            raise SuspiciousOperation("There is a null byte in the address.")
        by, at = actor_of(request, Interface.ADMIN), now()
        own = {"buttons": list(self._buttons(None, by, at)), "title": capfirst(self.opts.verbose_name_plural)}
        answer: TemplateResponse = super().changelist_view(request, {**own, **(extra_context or {})})  # type: ignore[assignment]
        return answer

    def _operation_view(self, operation: Operation) -> Any:  # noqa: ANN401 -- a view function
        @sensitive_post_parameters()
        @sensitive_variables()
        def view(request: HttpRequest, object_id: int | None = None) -> HttpResponseBase:
            by, at = actor_of(request, Interface.ADMIN), now()
            subject = None
            if object_id is not None:
                subject = self.get_object(request, str(object_id))
                if subject is None:
                    return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))  # type: ignore[attr-defined,no-any-return]
            operation.may(by, subject, at).require()
            sent = (request.POST, request.FILES) if request.method == "POST" else ()
            form = operation.form(*sent, by=by, subject=subject, at=at)
            code = 200
            if request.method == "POST":
                code = 422
                if form.is_valid():
                    try:
                        result = operation.perform(form=form, subject=subject, by=by, at=at)
                    except Refused as refusal:
                        form.add_error(None, str(refusal))
                        code = refusal.status
                    else:
                        messages.success(request, operation.done)
                        return redirect(self._after(result, subject))
            context = {
                **self.admin_site.each_context(request),
                "title": operation.label,
                "opts": self.opts,
                "operation": operation,
                "form": form,
                "theirs": form.overtaken_by(),
                "original": subject,
                "back": self._after(subject, subject),
            }
            return TemplateResponse(request, "admin/operation.html", context, status=code)

        return view

    def _after(self, result: Any, subject: Any) -> str:  # noqa: ANN401
        shown = result if isinstance(result, models.Model) else subject
        if isinstance(shown, self.model):
            return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[shown.pk])
        if subject is not None:
            return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[subject.pk])
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")


def link_to(instance: models.Model | None) -> str:
    """A link to the row's page in the administration, or a dash."""
    if instance is None:
        return "-"
    opts = instance._meta
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[instance.pk])
    return format_html('<a href="{}">{}</a>', address, instance)


def linked(name: str, description: str = "") -> Any:  # noqa: ANN401 -- a display function of the admin
    """A column or field that shows a foreign key as a link."""

    @admin.display(description=description or name.replace("_", " "), ordering=name)
    def column(instance: models.Model) -> str:
        return link_to(getattr(instance, name))

    column.__name__ = f"{name}_link"
    return column
