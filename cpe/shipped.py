"""The policy version the product is shipped with, in force from the beginning.

Never edited: other rules are another version, made in the back office. S2 where it speaks, being newer and more
specific, else S1. The migration that fills the tables and the replay of the shipped rules both read it here.
"""

from datetime import date
from typing import Final

from cpe.enums import Unit
from cpe.rules.policy import CREDIT, ONE, Activity, Bounds, CapGroup, LevelNumbers, Policy

_READING: Final = "reading"

_LEVELS: Final = {
    "foundation": LevelNumbers(year_target=0, cycle_minimum=None),
    "practitioner": LevelNumbers(year_target=20 * CREDIT, cycle_minimum=60 * CREDIT),
    "expert": LevelNumbers(year_target=40 * CREDIT, cycle_minimum=120 * CREDIT),
    "officer": LevelNumbers(year_target=40 * CREDIT, cycle_minimum=120 * CREDIT),
}


def _by_hour(key: str, name: str, *, year_cap: int | None = None) -> Activity:
    return Activity(key=key, name=name, unit=Unit.HOURS, credits=CREDIT, year_cap=year_cap)


def _course(key: str, name: str, load: int) -> Activity:
    return Activity(key=key, name=name, unit=Unit.COURSES, credits=load * CREDIT, step=CREDIT)


_ACTIVITIES: Final = (
    Activity(
        key="webinar-attended",
        name="Attend a webinar",
        unit=Unit.HOURS,
        credits=CREDIT,
        year_cap=10 * CREDIT,
        longest=3 * ONE,
        attendance=80,
    ),
    Activity(
        key="webinar-given",
        name="Organise and give a webinar",
        unit=Unit.WEBINARS,
        credits=5 * CREDIT,
        step=CREDIT,
        approval=True,
        bounds=Bounds(least=5 * CREDIT, most=6 * CREDIT, each=True),
    ),
    Activity(
        key="exam-question",
        name="Write an exam question or exercise",
        unit=Unit.QUESTIONS,
        credits=CREDIT,
        step=CREDIT,
        year_cap=5 * CREDIT,
        approval=True,
    ),
    Activity(
        key="forum-moderation",
        name="Moderate the forum",
        unit=Unit.HOURS,
        credits=None,
        year_cap=5 * CREDIT,
        approval=True,
        bounds=Bounds(least=0, most=5 * CREDIT, each=False),
    ),
    _by_hour("mentoring", "Be an exam or career mentor", year_cap=10 * CREDIT),
    _course("seco-foundation", "Take a SECO Foundation course", 20),
    _course("seco-practitioner", "Take a SECO Practitioner course", 30),
    _course("seco-expert", "Take a SECO Expert course", 40),
    _course("seco-short", "Take a SECO short course", 4),
    _by_hour("other-course", "Take another course, training or self-study"),
    _by_hour("seminar-conference", "Attend a seminar or conference"),
    _by_hour("exam-prep-given", "Give an exam preparation course"),
    _by_hour("coach-attended", "Take part in Ask the Security Coach"),
    Activity(
        key="coach-hosted",
        name="Host Ask the Security Coach",
        unit=Unit.SESSIONS,
        credits=5 * CREDIT,
        step=CREDIT,
    ),
    Activity(
        key="book",
        name="Read books",
        unit=Unit.PAGES,
        credits=CREDIT,
        per=100 * ONE,
        step=CREDIT,
        group=_READING,
        approval=True,
    ),
    Activity(
        key="article-read",
        name="Read white papers or articles",
        unit=Unit.PAGES,
        credits=CREDIT,
        per=150 * ONE,
        step=CREDIT,
        group=_READING,
    ),
    Activity(
        key="podcast",
        name="Listen to podcasts",
        unit=Unit.HOURS,
        credits=CREDIT,
        per=3 * ONE,
        step=CREDIT,
        year_cap=5 * CREDIT,
    ),
    _by_hour("teaching", "Teach a related course"),
    _by_hour("material", "Prepare new or updated training material"),
    Activity(
        key="article-published",
        name="Publish an article",
        unit=Unit.A4_PAGES,
        credits=CREDIT,
        step=CREDIT,
        item_cap=5 * CREDIT,
    ),
)

POLICY: Final = Policy(
    name="First version",
    effective_on=date.min,
    annual_percent=200,
    annual_from=date(2025, 1, 1),
    levels=_LEVELS,
    groups={_READING: CapGroup(key=_READING, name="Reading", year_cap=5 * CREDIT)},
    activities={activity.key: activity for activity in _ACTIVITIES},
)
