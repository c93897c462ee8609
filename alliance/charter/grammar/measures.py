"""What can be measured of a project or group: the words of `measure`, and how a measure is told."""

from __future__ import annotations

from typing import Final

LEVELS: Final[dict[str, int]] = {"in_progress": 0, "passing": 1, "silver": 2, "gold": 3}
"""Levels of the OpenSSF Best Practices badge, in their order."""

FACTS: Final[dict[str, str]] = {
    "repository.stars": "stars of the repository",
    "repository.forks": "forks of the repository",
    "repository.commits": "commits",
    "repository.releases": "releases",
    "repository.age_months": "months since the first commit",
    "badge.level": "level of the best practices badge",
    "count(contributors)": "contributors",
    "count(contributors.active)": "active contributors",
    "count(contributors.regular)": "regular contributors",
    "count(maintainers)": "maintainers",
    "count(maintainers.core)": "core maintainers",
    "count(participants)": "interested people",
    "count(adopters)": "adopters",
    "count(adopters.independent)": "independent adopters",
    "count(adopters.interviewed)": "interviewed adopters",
    "count(collaborations.hosted_projects)": "collaborations with other hosted projects",
    "count(meetings)": "meetings",
    "count(sponsors)": "sponsors",
    "count(reviews.security)": "security reviews",
    "distinct(contributors.affiliation)": "organizations of contributors",
    "distinct(maintainers.affiliation)": "organizations of maintainers",
    "distinct(participants.affiliation)": "organizations of interested people",
    "months_dormant": "months without activity",
}
"""Each fact as it is written in a charter, and its plural."""

MEASURES: Final = frozenset(FACTS) | frozenset(LEVELS)
