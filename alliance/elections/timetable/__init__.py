"""The runbook of an election: from its rule and the first day of voting to dated steps and their messages.

    Plan ─► days_of: the day of each mark ─► timetable: when, who, why, drafts, what stands against it

Pure: no database, no clock, no framework. The drafts are templates that the caller renders.
"""

from alliance.elections.timetable.days_off import DaysOff
from alliance.elections.timetable.drafts import CONTINGENT, DRAFTS, PLACEHOLDERS, Draft, subject_and_body
from alliance.elections.timetable.plan import MARKS, Plan, days_of
from alliance.elections.timetable.steps import DATES, Step, dates_of, timetable

__all__ = [
    "CONTINGENT",
    "DATES",
    "DRAFTS",
    "MARKS",
    "PLACEHOLDERS",
    "DaysOff",
    "Draft",
    "Plan",
    "Step",
    "dates_of",
    "days_of",
    "subject_and_body",
    "timetable",
]
