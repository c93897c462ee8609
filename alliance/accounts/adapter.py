"""How django-allauth meets our people: accounts are opened by the alliance, not by sign-up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from alliance.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """People come in as representatives of members; there is no open registration."""
        return False

    def get_from_email(self) -> str:
        return str(settings.DEFAULT_FROM_EMAIL)


def display_name(user: User) -> str:
    """The name that allauth's pages show."""
    return str(user)
