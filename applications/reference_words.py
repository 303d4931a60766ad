"""What an applicant is told of the people they named, and whose turn it is; never what somebody said, or why not."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications import words
from applications.enums import ApplicationState, Delivery, QuestionKind, QuestionState, Quorum, ReferenceState
from applications.models import Application, Question
from applications.rules.quorum import CONFIRMATIONS
from applications.selectors.people import People, Person
from common.calendar import local_day

Words = str | Promise

STATES: Final[dict[ReferenceState, tuple[str, Words]]] = {
    ReferenceState.NAMED: ("waiting", _("Not asked yet")),
    ReferenceState.ANSWERED: ("valid", _("Answered")),
    ReferenceState.DECLINED: ("ended", _("Declined")),
    ReferenceState.ENDED: ("ended", _("No answer in time")),
    ReferenceState.REPLACED: ("ended", _("Replaced")),
    ReferenceState.WITHDREW: ("ended", _("Withdrew")),
}
"""State → shape and word; of who is asked ``state_of`` tells more."""

OVER: Final[dict[ReferenceState, Words]] = {
    ReferenceState.ANSWERED: _("Answered on %(day)s"),
    ReferenceState.DECLINED: _("Declined on %(day)s"),
    ReferenceState.ENDED: _("Link ended on %(day)s, without an answer"),
    ReferenceState.REPLACED: _("Replaced on %(day)s"),
    ReferenceState.WITHDREW: _("Withdrew on %(day)s"),
}
HAPPENED: Final[dict[ReferenceState, Words]] = {
    ReferenceState.ANSWERED: _("%(name)s answered."),
    ReferenceState.DECLINED: _("%(name)s declined."),
    ReferenceState.ENDED: _("The link of %(name)s ended without an answer."),
    ReferenceState.WITHDREW: _("%(name)s withdrew."),
}
MAILS: Final[dict[Delivery, Words]] = {
    Delivery.WAITING: _("our newest mail is on its way"),
    Delivery.SENT: _("our newest mail was delivered to their mail server"),
    Delivery.CAME_BACK: _("our newest mail came back"),
}
QUORUM: Final[dict[Quorum, tuple[str, Words]]] = {
    Quorum.REACHED: ("valid", _("Enough people confirm")),
    Quorum.OPEN: ("waiting", _("Answers are awaited")),
    Quorum.AT_RISK: ("attention", _("At risk")),
    Quorum.IMPOSSIBLE: ("attention", _("Another reference is needed")),
}
OVERS: Final[dict[ApplicationState, Words]] = {
    ApplicationState.ACCEPTED: _("We accepted it; see what stands before the award."),
    ApplicationState.REJECTED: _("Read why, and what would help."),
    ApplicationState.AWARDED: _("The title is yours."),
    ApplicationState.LAPSED: _("The acceptance lapsed, as not all was there in time."),
}
"""State of one that was decided → what is told of it in one sentence."""
HELPS: Final[dict[Quorum, Words]] = {
    Quorum.REACHED: _("You need do nothing about your references."),
    Quorum.OPEN: _("You need do nothing now. A word from you helps: tell them that our mail is there."),
    Quorum.AT_RISK: _(
        "Without somebody who is late it is not enough. Ask them whether our mail arrived. What you can do stands with "
        "each person."
    ),
    Quorum.IMPOSSIBLE: _(
        "Too few of the people you named can still confirm. Name somebody else: the time of our answer stands still "
        "until then, and nothing is decided."
    ),
}


def state_of(person: Person, *, under_way: bool) -> tuple[str, Words]:
    """The shape and the word for somebody."""
    if person.state != ReferenceState.ASKED:
        return STATES[person.state]
    if not under_way:
        return "ended", _("Not needed any more")
    if person.returned:
        return "attention", _("Mail came back")
    if person.late:
        return "attention", _("No answer yet")
    return "waiting", _("Form opened") if person.reference.opened_at else _("Asked")


def told(person: Person, *, under_way: bool) -> list[str]:
    """What happened with somebody so far, a line for each; of an application that is over, no answer is awaited."""
    row = person.reference
    lines = []
    if person.asked_on:
        asked = _t("Asked on %(day)s") % {"day": day(person.asked_on)}
        waits = under_way and person.state == ReferenceState.ASKED
        mail = MAILS[person.delivery] if person.delivery and waits else None
        lines.append(f"{asked}; {mail}" if mail else asked)
    if row.opened_at:
        lines.append(_t("Form opened on %(day)s") % {"day": day(row.opened_at)})
    if person.state == ReferenceState.ASKED and row.ends_on and under_way:
        lines.append(_t("Can answer until %(day)s") % {"day": day(row.ends_on)})
    if person.state in OVER and row.ended_at:
        lines.append(str(OVER[person.state]) % {"day": day(row.ended_at)})
    if not under_way and person.state == ReferenceState.ASKED:
        lines.append(_t("Their answer is not needed any more"))
    if person.replaced_by:
        lines.append(_t("You named %(name)s instead") % {"name": person.replaced_by.called})
    return lines


def quorum(people: People, *, asked: bool, needed: bool = False) -> dict[str, Any]:
    """What the answers come to, in words; before anybody was asked, who is named.

    Where another reference is ``needed``, who can still confirm: the applicant was told so when they were asked.
    """
    if not asked:
        return {"count": words.people(*people.named), "shape": "", "word": "", "sentence": "", "helps": ""}
    count = words.people(*people.possible) if needed else answered(*people.answered)
    told = _t("People who can still confirm: %(count)s.") if needed else _t("Answered so far: %(count)s.")
    found = people.count.quorum
    shape, word = QUORUM[found]
    return {
        "count": count,
        "told": told % {"count": count},
        "shape": shape,
        "word": word,
        "sentence": _t("Three people of two organisations need to confirm what you wrote."),
        "helps": HELPS[found],
    }


def happened(people: Iterable[Person], row: Application) -> list[tuple[datetime, str]]:
    """What happened with the people who were named since the application was submitted, with the moments."""
    steps: list[tuple[datetime | None, str, str]] = []
    for person in people:
        found = person.reference
        instead = found.replaces
        if instead is not None:
            told = _t("You named %(name)s instead of %(other)s.") % {"name": found.called, "other": instead.called}
            steps.append((found.added_at, told, ""))
        elif row.submitted_at and found.added_at > row.submitted_at:
            steps.append((found.added_at, _t("You named %(name)s."), found.called))
        if found.asked_at != row.references_at:
            steps.append((found.asked_at, _t("We asked %(name)s."), found.called))
        steps.append((found.returned_at, _t("Our mail to %(name)s came back."), found.called))
        if person.state in HAPPENED:
            steps.append((found.ended_at, str(HAPPENED[person.state]), found.called))
    return [(moment, capfirst(told % {"name": name} if name else told)) for moment, told, name in steps if moment]


def asked(questions: Iterable[Question], row: Application) -> list[tuple[datetime, str]]:
    """When something was asked of the applicant, and when that ended; not what. What withdrawing ends is told by it."""
    steps: list[tuple[datetime | None, str]] = []
    for question in questions:
        another = question.kind == QuestionKind.REFERENCE
        steps.append(
            (question.asked_at, _t("We asked you for another reference.") if another else _t("We asked you something."))
        )
        if question.state == QuestionState.ANSWERED:
            told = _t("Enough people can confirm again.") if another else _t("You answered our question.")
        else:
            ours = not another and question.ended_at != row.withdrawn_at
            told = _t("We took our question back.") if ours else ""
        steps.append((question.ended_at, told))
    return [(moment, told) for moment, told in steps if moment and told]


def answered(number: int, places: int) -> str:
    """“2 of 3 people, 2 organisations”: how many have answered of those it takes."""
    most = max(CONFIRMATIONS, number)
    people = _t("%(n)d of %(most)d people") % {"n": number, "most": most}
    if places == 0:
        return people
    return f"{people}, {ngettext('%(n)d organisation', '%(n)d organisations', places) % {'n': places}}"


def turn(row: Application, *, returned: bool, copy_asked: bool) -> str:
    """Whose turn it is in an application that is under way, in one sentence, by what is kept of it (no query).

    ``returned``: whether our mail to somebody named in it came back; ``copy_asked``: whether a masked copy is needed.
    """
    state = ApplicationState(row.state)
    if state == ApplicationState.INFORMATION:
        if row.quorum == Quorum.IMPOSSIBLE:
            return _t("It is your turn: another reference is needed.")
        return _t("It is your turn: we asked you something.")
    if returned and row.turn:
        return _t("It is your turn: our mail to somebody you named came back. Give us another address.")
    if copy_asked and row.turn:
        return _t("It is your turn: send another masked copy, or choose an appointment.")
    if state == ApplicationState.REFERENCES:
        if row.quorum == Quorum.AT_RISK:
            return _t("It is your references' turn, and one of them is late.")
        return _t("It is your references' turn.")
    if state == ApplicationState.ASSESSMENT:
        return _t("It is our turn: we assess it.")
    return _t("It is our turn: we look whether everything is there.") if row.turn else str(OVERS.get(state, ""))


def whose_turn(
    row: Application, questions: Iterable[Question], people: People, *, copy_asked: bool = False
) -> dict[str, Any]:
    """Whose turn it is, as a heading, and what that means, in sentences."""
    waiting = {question.kind for question in questions if question.state == QuestionState.OPEN}
    if waiting:
        asks = [
            (QuestionKind.INFORMATION, _t("Please answer what we asked you; it stands below.")),
            (QuestionKind.REFERENCE, str(HELPS[Quorum.IMPOSSIBLE])),
        ]
        return {"heading": _t("It is your turn"), "sentences": [told for kind, told in asks if kind in waiting]}
    if returned := [person.reference.name for person in people.people if person.returned]:
        told = _t("Our mail to %(name)s came back. Give us another address below, or name somebody else.")
        return {"heading": _t("It is your turn"), "sentences": [told % {"name": name} for name in returned]}
    if copy_asked:
        told = _t("We need another masked copy of your document, or to see you live. Choose below.")
        return {"heading": _t("It is your turn"), "sentences": [told]}
    if row.state == ApplicationState.REFERENCES:
        count = people.awaited
        wait = ngettext("We wait for the answer of %(n)d person.", "We wait for the answers of %(n)d people.", count)
        helps = str(HELPS[people.count.quorum])
        return {"heading": _t("It is your references' turn"), "sentences": [wait % {"n": count}, helps]}
    ours = {
        ApplicationState.SUBMITTED: _t("We look whether everything is there, and write to the people you named."),
        ApplicationState.SCREENING: _t("We look whether everything is there. Then we write to the people you named."),
        ApplicationState.ASSESSMENT: _t("We assess your application, and you get our answer with its reasons."),
    }
    nothing = _t("There is nothing you need to do.")
    return {"heading": _t("It is our turn"), "sentences": [ours.get(ApplicationState(row.state), ""), nothing]}


def stages(row: Application) -> list[dict[str, Any]]:
    """The stages in order, each with its moment, if it began, and whether it is the one of now."""
    passed = [
        (_("Submitted"), row.submitted_at),
        (_("We look whether everything is there"), row.screening_at),
        (_("The people you named are asked"), row.references_at),
        (_("We assess your application"), row.assessment_at),
    ]
    newest = max((number for number, (_label, moment) in enumerate(passed) if moment), default=0)
    told = [
        {"label": label, "at": moment, "now": number == newest and row.turn is not None}
        for number, (label, moment) in enumerate(passed)
    ]
    return [*told, {"label": _("You get our answer with its reasons"), "at": None, "by": row.answer_by, "now": False}]


def day(moment: date | datetime) -> str:
    """A day written out."""
    return date_format(local_day(moment) if isinstance(moment, datetime) else moment, "j F Y")
