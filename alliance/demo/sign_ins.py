"""With which people a visitor can look around."""

from pathlib import Path

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from alliance.accounts.models import User
from alliance.demo.stage import DOMAIN

PASSWORD = "open-alliance-demo"  # noqa: S105 -- it opens the demonstration only, and is printed
PEOPLE = (
    (f"staff@{DOMAIN}", "staff", "everything, and the administration at /admin/"),
    (
        f"representative@ibm.{DOMAIN}",
        "voter and author",
        "a vote owed in every open ballot, a nomination to accept or decline, and a draft",
    ),
    (f"representative@ethz.{DOMAIN}", "author", "a proposal that was returned, a draft, votes owed"),
    (f"representative@mlcommons.{DOMAIN}", "chair", "chairs Trust and Safety Evaluations: a vote to call"),
    (
        f"representative@cern.{DOMAIN}",
        "reviewer",
        "a review that is late; the vote closing today is with the alternate",
    ),
    (f"alternate@cern.{DOMAIN}", "alternate", "was named to vote in the ballot that closes today"),
    (f"representative@neo4j.{DOMAIN}", "officer", "runs E-3, the election of a committee: its desk"),
)


def open_accounts() -> None:
    """Give everyone of the demonstration the same password and a confirmed address."""
    everyone = User.objects.filter(email__endswith=f"{DOMAIN}")
    everyone.update(password=make_password(PASSWORD))
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in everyone],
        ignore_conflicts=True,
    )


def table() -> str:
    """The sign-ins as text, one line each."""
    width = max(len(email) for email, _, _ in PEOPLE)
    lines = [f"  {email:{width}}  {role}: {sees}" for email, role, sees in PEOPLE]
    return "\n".join([f"Demo sign-ins, all with the password {PASSWORD}", *lines])


def write(path: Path) -> None:
    """Leave the table in a file."""
    path.write_text(table() + "\n", encoding="utf-8")
