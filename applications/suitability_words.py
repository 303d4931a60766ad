"""What is said before there is an account: fields, criteria, questions, answers, gaps, and the text to references."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications import words
from applications.rules.suitability import MOST, Fault, Gap, Level, Paper, People, Question, Stretch
from members.models import Title

Words = str | Promise

FIELDS: Final[Mapping[str, Words]] = {
    "information-security": _(
        "How an organisation keeps its information safe: policy, risk, rules, people, and whether it works."
    ),
    "it-security": _("The safety of systems and networks: how they are built, watched, mended and defended."),
    "privacy": _("The lawful and careful handling of personal data: advice, assessment, oversight, authorities."),
    "ethical-hacking": _("Attacking with permission, to find what is weak before others do, and to say what mends it."),
    "secure-software": _("Software that withstands attack: what is asked of it, its design, its code, its tests."),
    "business-continuity": _("Keeping work going when something fails: what matters most, plans, exercises, recovery."),
    "crisis-management": _("Leading through a crisis: getting ready, deciding under pressure, informing, learning."),
}
"""Key of a track → what its field is about; a track without one is told by its name alone."""

CRITERIA: Final[tuple[tuple[Words, Words], ...]] = (
    (_("Relevance"), _("Your work was in the field of the title.")),
    (_("Term"), _("It lasted five years or more, in one job or several; what overlaps counts once.")),
    (
        _("Level"),
        _("You answered for decisions in the field, or a part of them; from outside, your advice had weight in them."),
    ),
    (_("Accomplishment"), _("Something works better because of you, and you can say what your part in it was.")),
)  # fmt: skip
"""The four things that people look at, and what each asks."""

QUESTIONS: Final[Mapping[Question, Words]] = {
    Question.FIELD: _("Do you work in this field, or did you?"),
    Question.PERIODS: _("When did you work in the field?"),
    Question.LEVEL: _("What say did you have in decisions?"),
    Question.RESULTS: _("Does something work better because of you?"),
    Question.PEOPLE: _("Who would confirm it?"),
    Question.PAPERS: _("What do you have at hand?"),
}

HINTS: Final[Mapping[Question, Words]] = {
    Question.LEVEL: _("Think of the field alone: budgets, risks, rules, priorities, who does what."),
    Question.RESULTS: _(
        "Such as a risk that is under control now, a plan that held when it was needed, a team that was not there "
        "before. You describe it later, in the form."
    ),
    Question.PEOPLE: _(
        "They know your work from nearby: a manager, a client, a colleague. We write to them, and they answer on a "
        "page of their own; it takes them about ten minutes."
    ),
    Question.PAPERS: _("Tick what you have. Nothing here keeps you from going on."),
}

CHOICES: Final[Mapping[Question, Mapping[str, Words]]] = {
    Question.FIELD: {
        "yes": _("Yes, it is or was my work, or a large part of it"),
        "no": _("No, my field is another one"),
    },
    Question.LEVEL: {
        Level.INSIDE: _("Inside an organisation, I answered for decisions in the field, or for a part of them"),
        Level.OUTSIDE: _("From outside, as an adviser or hired, my advice weighed in what was decided"),
        Level.NEITHER: _("Neither so far: I did the work, and others decided"),
    },
    Question.RESULTS: {
        "yes": _("Yes, I can name something, and what my part in it was"),
        "no": _("Not yet"),
    },
    Question.PEOPLE: {
        People.ENOUGH: _("Three people or more, from at least two organisations"),
        People.ONE_ORGANISATION: _("Three people or more, all from one organisation"),
        People.FEWER: _("Fewer than three people so far"),
    },
    Question.PAPERS: {
        Paper.RESUME: _("A résumé, as PDF or picture"),
        Paper.IDENTITY: _("A passport or identity card to show us: by video, in person, or as a masked copy"),
    },
}
"""Question → its answers by their keys; periods are written, not chosen."""

NOTHING: Final = _("Nothing of it yet")

GAPS: Final[Mapping[Gap, tuple[Words, Words]]] = {
    Gap.FIELD: (
        _("Another field"),
        _("Your work is in another field than this title’s. There is an officer title for each of the tracks."),
    ),
    Gap.LEVEL: (
        _("Level"),
        _("An officer has a say in decisions. Titles for those who do the work, or guide it, are earned by an exam."),
    ),
    Gap.TERM: (_("Term"), _("Five years in the field are asked for.")),
    Gap.RESULTS: (
        _("Accomplishment"),
        _("Think of what was not there before you came. If others would name it, it is what we look for."),
    ),
    Gap.PEOPLE: (_("References"), _("You name three people, from two organisations. Earlier ones count too.")),
    Gap.ORGANISATIONS: (
        _("References"),
        _("One of the three comes from another organisation: a client, a supplier, an earlier employer, a partner."),
    ),
}  # fmt: skip
"""Gap → what it is called, and what would help."""

FAULTS: Final[Mapping[Fault, Words]] = {
    Fault.BEGINS_LATER: _("This day is still to come. Write when you began, today at the latest."),
    Fault.ENDS_BEFORE: _("This is before the period begins. Write when it ended, or correct when it began."),
    Fault.ENDS_LATER: _("This day is still to come. If you work there now, tick that you still do."),
    Fault.TOO_MANY: _("There are %(count)d periods already, as many as fit here. Remove one, or write two as one."),
}


def fault(found: Fault) -> str:
    """Why a period cannot be, and what mends it."""
    return str(FAULTS[found]) % {"count": MOST}


def said(question: Question, answer: object) -> Words:
    """An answer in words; for a yes or no, that."""
    keys = {True: "yes", False: "no"}
    return CHOICES[question][keys[answer] if isinstance(answer, bool) else str(answer)]


def period(stretch: Stretch) -> str:
    """A period in words, as those of jobs in the form."""
    return words.period(
        stretch.first, stretch.last, first_by_month=stretch.first_by_month, last_by_month=stretch.last_by_month
    )


def letter(title: Title) -> tuple[str, str]:
    """Subject and text with which an applicant asks somebody to confirm."""
    subject = _t("Would you confirm my work for the title %(code)s?") % {"code": title.code}
    text = _t(
        "Hello,\n\n"
        "I am applying for the title %(title)s of SECO-Institute. It is awarded for work that others can confirm, so I "
        "name three people who know mine, and I would like you to be one of them.\n\n"
        "If you agree, the institute sends you a private link. You need no account. You are asked whether you can "
        "confirm what I write about my work in %(track)s: how long, with what say in decisions, and what I brought "
        "about. It takes about ten minutes, and “I cannot say” is an answer too.\n\n"
        "You see my name, the title, my jobs and what I write about my role and results. You do not see my résumé, my "
        "address, who else I name, or what they say. I do not decide what you answer.\n\n"
        "The institute keeps your name, organisation, e-mail address and answer for this purpose alone, and the link "
        "shows you what it holds.\n\n"
        "May I name you, and at which address should they write to you? I will only do so if you say yes.\n\n"
        "Thank you,\n"
    ) % {"title": title, "track": title.track.name}
    return subject, text


def mail_link(subject: str, text: str) -> str:
    """An address that opens a new mail with this in it, to nobody yet (RFC 6068)."""
    return f"mailto:?subject={quote(subject)}&body={quote(text.replace(chr(10), chr(13) + chr(10)))}"
