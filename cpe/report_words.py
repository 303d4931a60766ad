"""What is asked of whoever reports an activity, in words: its groups, the amount by its unit, what is declared.

Keyed by the activities we know; one that new rules bring stands among the others, and is asked for what all are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from cpe import words
from cpe.enums import Unit
from cpe.rules.policy import ONE, Activity, Policy

OTHERS: Final = _("Other activities")
GROUPS: Final[tuple[tuple[str | Promise, tuple[str, ...]], ...]] = (
    (
        _("Courses and events"),
        (
            "webinar-attended",
            "seminar-conference",
            "other-course",
            "coach-attended",
            "seco-foundation",
            "seco-practitioner",
            "seco-expert",
            "seco-short",
        ),
    ),
    (_("Reading and listening"), ("book", "article-read", "podcast")),
    (
        _("Teaching and giving"),
        ("teaching", "material", "exam-prep-given", "webinar-given", "coach-hosted", "mentoring"),
    ),
    (_("Writing and helping out"), ("article-published", "exam-question", "forum-moderation")),
)
"""Activities as somebody looks for them."""

SCHEDULED: Final = _("Hours")
HOW_MUCH: Final[dict[Unit, Callable[[], str]]] = {
    Unit.HOURS: lambda: _t("Net hours"),
    Unit.PAGES: lambda: _t("Pages"),
    Unit.A4_PAGES: lambda: _t("Pages of A4"),
    Unit.QUESTIONS: lambda: _t("Questions"),
    Unit.COURSES: lambda: _t("Courses"),
    Unit.SESSIONS: lambda: _t("Sessions"),
    Unit.WEBINARS: lambda: _t("Webinars"),
}
NO_UNIT: Final = _("How much")
ANY_UNIT: Final = _("Hours, pages, questions or courses: in what the activity is counted.")


ALONE: Final[dict[str, str | Promise]] = {
    "webinar-attended": _("Each webinar is a claim by itself."),
    "webinar-given": _("Each webinar is a claim by itself."),
    "article-published": _("Each article is a claim by itself."),
}
"""Activities of which one claim is for one."""


def grouped(policy: Policy) -> list[tuple[str, list[tuple[str, str]]]]:
    """The activities of a version for a list to choose from, by groups: each with its key and its name."""
    left = dict(policy.activities)
    found = []
    for name, keys in GROUPS:
        of_it = [(key, left.pop(key).name) for key in keys if key in left]
        found.append((str(name), of_it))
    found.append((str(OTHERS), [(key, what.name) for key, what in left.items()]))
    return [(name, of_it) for name, of_it in found if of_it]


def amount_label(what: Activity | None) -> str:
    """What the amount is called."""
    if what is None:
        return str(NO_UNIT)
    return str(SCHEDULED) if what.unit is Unit.HOURS and what.attendance is not None else HOW_MUCH[what.unit]()


def amount_hint(what: Activity | None) -> str:
    """What the amount is of, what is left out of it, and how much one claim can be for."""
    if what is None:
        return str(ANY_UNIT)
    told = []
    if what.unit is Unit.HOURS and what.attendance is not None:
        told.append(_t("Its length as scheduled, such as 1.5."))
    elif what.unit is Unit.HOURS:
        told.append(_t("Such as 1.5. Without lunch, dinner, drinks and travel."))
    elif what.unit.whole:
        told.append(_t("A whole number, such as %(number)d.") % {"number": 1})
    elif what.per != ONE:
        told.append(_t("Several may stand in one claim: their pages add up before they are rounded."))
    else:
        told.append(_t("Such as %(number)d.") % {"number": 3})
    if what.key in ALONE:
        told.append(str(ALONE[what.key]))
    if what.longest is not None:
        told.append(words.sentence(words.longest(what)))
    return " ".join(told)


def attended_hint(what: Activity) -> str:
    """What attendance is asked for."""
    told = _t("It counts if you were there for at least %(share)d %% of it, and then for its whole length.")
    return told % {"share": what.attendance or 0}


# What is declared ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Declaration:
    """Something to be ticked, and why nothing is reported without it."""

    name: str
    label: str | Promise
    refusal: str | Promise


NOT_WORK: Final = Declaration(
    "not_work",
    _("It was not part of my ordinary work."),
    _("Ordinary work brings no credits, so it is not reported. Tick this if it was something else."),
)
FIRST_PUBLICATION: Final = Declaration(
    "first_publication",
    _("It was published for the first time."),
    _("An article brings credits the first time it is published, and none when it is printed again."),
)
NEW_MATERIAL: Final = Declaration(
    "new_material",
    _("The hours are those of new or updated material."),
    _("Material that was used before brings no credits. Report the hours of what is new or was updated in it."),
)
DECLARATIONS: Final[tuple[Declaration, ...]] = (NOT_WORK, FIRST_PUBLICATION, NEW_MATERIAL)
ASKED_BESIDE: Final[dict[str, tuple[Declaration, ...]]] = {
    "article-published": (FIRST_PUBLICATION,),
    "material": (NEW_MATERIAL,),
}
"""Activity → what is declared beside what everybody declares."""


def asked(activity: str) -> Iterable[Declaration]:
    """What is declared of an activity."""
    return (NOT_WORK, *ASKED_BESIDE.get(activity, ()))
