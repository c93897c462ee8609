"""Operations as pages of the portal."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views import View
from django.views.decorators.http import require_safe

from alliance.kernel.actor import Interface
from alliance.kernel.verdict import Forbidden, Refused
from alliance.web.edge import actor_of, now
from alliance.web.operations import Operation, OperationForm


class SeeOther(HttpResponseRedirect):
    """303: the form was taken, read the result there."""

    status_code = 303


class OperationView(View):
    """A form page: GET shows it, POST performs it; a refusal keeps what was typed."""

    operation: Operation = None  # type: ignore[assignment]  # as_view() accepts only attributes that exist
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        self.by, self.at = actor_of(request), now()
        key = kwargs.get("key")
        self.subject: Any = None if key is None else self.operation.resource.find(key, by=self.by)
        return super().dispatch(request, *args, **kwargs)

    def make_form(self, data: Any = None, files: Any = None) -> OperationForm:  # noqa: ANN401
        return self.operation.form(data, files, by=self.by, subject=self.subject, at=self.at)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:  # noqa: ANN401
        self.operation.may(self.by, self.subject, self.at).require()
        return self.page(request, self.make_form())

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:  # noqa: ANN401
        verdict = self.operation.may(self.by, self.subject, self.at)
        if verdict.refusal is Forbidden:
            verdict.require()
        form = self.make_form(request.POST, request.FILES)
        if not form.is_valid() and verdict:
            return self.page(request, form, status=422)
        try:
            verdict.require()
            result = self.operation.perform(form=form, subject=self.subject, by=self.by, at=self.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, form, status=refusal.status)
        messages.success(request, self.operation.done)
        return SeeOther(self.next_url(result))

    def next_url(self, result: Any) -> str:  # noqa: ANN401
        if isinstance(result, self.operation.result.model):
            return self.operation.result.url(result)
        return self.operation.resource.url(self.subject)

    def page(self, request: HttpRequest, form: OperationForm, status: int = 200) -> HttpResponse:
        context = {
            "operation": self.operation,
            "form": form,
            "subject": self.subject,
            "theirs": form.overtaken_by(),
            **self.context(),
        }
        return render(request, self.operation.template, context, status=status)

    def context(self) -> dict[str, Any]:
        """What a page of its own shows beside the form."""
        if self.subject is None:
            return {}
        return {"subject_url": self.operation.resource.url(self.subject)}


def page(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """The address of a page that is only read: anything but GET and HEAD is answered 405."""
    return path(route, require_safe(view), name=name)


def operation_urls(operations: Iterable[Operation]) -> list[URLPattern]:
    """One address per operation offered in the portal that has no view of its own."""
    return [
        path(operation.route(), OperationView.as_view(operation=operation), name=operation.name)
        for operation in operations
        if Interface.PORTAL in operation.doors and operation.portal_view
    ]
