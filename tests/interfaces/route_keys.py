"""Which object of the world stands in which route's address."""

from typing import Any

from django.apps import apps

BY_PREFIX = {
    "api/v1/members/": "organization",
    "members/": "organization",
    "api/v1/groups/": "group",
    "groups/": "group",
    "api/v1/people/": "person",
    "people/": "person",
    "api/v1/projects/": "project",
    "projects/": "project",
    "rules/": "rule",
    "api/v1/rules/": "rule",
    "charter-editions/": "edition",
    "api/v1/charter-editions/": "edition",
    "reviews/": "review",
    "api/v1/reviews/": "review",
    "account/tokens/": "token",
    "my/inbox/": "notice",
    "api/v1/inbox/": "notice",
    "comments/": "comment",
    "elections/": "candidate",
    "api/v1/elections/": "candidate",
    "candidacies/": "candidacy",
    "api/v1/candidacies/": "candidacy",
    "questions/": "question",
    "api/v1/questions/": "question",
    "voters/": "voter",
    "api/v1/voters/": "voter",
    "entitlement-requests/": "entitlement_request",
    "api/v1/entitlement-requests/": "entitlement_request",
    "bodies/": "body_slug",
    "api/v1/bodies/": "body_slug",
    "seats/": "seat",
    "api/v1/seats/": "seat",
    "terms/": "term",
    "api/v1/terms/": "term",
}
BY_CONVERTER = {
    "ProposalId": "proposal",
    "BallotId": "ballot",
    "CountId": "count",
    "ElectionId": "election",
    "DecisionRef": "decision",
}
# Routes written as regular expressions.
BY_EXPRESSION = {
    "account_reset_password_from_key": "/account/password/reset/key/1-set-password/",
    "account_confirm_email": "/account/confirm-email/x/",
    "admin:app_list": "/admin/members/",
    "admin/(?P<url>.*)$": "/admin/nowhere/",
}
FIXED: dict[str, Any] = {
    "topic": "voting",
    "before": 1,
    "after": 1,
    "number": 1,
    "ref": "nowhere",
    "app_label": "members",
    "body": "ai-alliance",
}


def pk_of(app: str, model: str) -> int:
    """The first row of a model, or a number that nothing has."""
    try:
        found = apps.get_model(app, model)._default_manager.order_by("pk").first()
    except LookupError:
        return 1
    return found.pk if found is not None else 1


def keys_for(name: str, route: str, converters: dict[str, Any], keys: dict[str, Any]) -> dict[str, Any]:
    """The keyword arguments with which ``reverse(name)`` gives an address of the world."""
    return {
        argument: _one(name, route, argument, converter, keys) for argument, converter in converters.items()
    }


def _one(name: str, route: str, argument: str, converter: Any, keys: dict[str, Any]) -> Any:
    kind = type(converter).__name__
    if name.startswith("admin:") and argument == "object_id":
        return _admin_key(name, route)
    if kind in BY_CONVERTER:
        wanted = (
            "draft"
            if name.removeprefix("api-") in {"revise_draft", "submit_proposal"}
            else BY_CONVERTER[kind]
        )
        return keys[wanted]
    if argument in keys:
        return keys[argument]
    if argument in FIXED:
        return keys.get(str(FIXED[argument]), FIXED[argument])
    for prefix in sorted(BY_PREFIX, key=len, reverse=True):
        if route.startswith(prefix):
            return keys[BY_PREFIX[prefix]]
    return 1 if kind in {"RowId", "IntConverter"} else "x"


def _admin_key(name: str, route: str) -> int:
    _, app, model = route.split("/")[:3]
    return pk_of(app, model)
