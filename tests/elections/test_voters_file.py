"""A list of voters is read as a whole, or every line that is wrong is named."""

import pytest

from alliance.elections.voters import VoterLine, VotersError, read_voters


def test_columns_stand_in_any_order_and_spaces_do_not_matter():
    text = "\ufeffEmail, name, affiliation\n a@x.example , Ana   Ruiz, Acme\n\n b@x.example,Ben,\n"
    assert read_voters(text) == [
        VoterLine("Ana Ruiz", "a@x.example", affiliation="Acme"),
        VoterLine("Ben", "b@x.example"),
    ]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["The column “name” is missing.", "The column “email” is missing."]),
        ("name,email,wage\n", ["The column “wage” is not known."]),
        ("name,email\n", ["There is no voter in this file."]),
        (
            "name,email\nAna,a@x.example\n,b@x.example\nCy,A@X.example\n",
            ["Line 3 needs a name and an e-mail address.", "Line 4 has the address of line 2."],
        ),
    ],
)
def test_what_is_wrong_is_named(text, problems):
    with pytest.raises(VotersError) as found:
        read_voters(text)
    assert found.value.problems == problems
