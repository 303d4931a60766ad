"""Mails about cases: to the committee, to the case officer, and to the member. Reference and day alone."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comms.kinds import MessageKind
from comms.outbox import Mail
from conduct.emails.kinds import (
    CARES,
    CONCERNED,
    JUDGES,
    OF_CASE,
    OPENS,
    Words,
    about_case,
    data,
    has_lapsed,
    is_there,
    kind,
    own,
    portal,
    room,
    still_reads,
    still_to_explain,
    taking_over,
    waits_for_answer,
    waits_for_officer,
)
from conduct.enums import SeatState
from conduct.models import Case


def to(person: User, case: Case, *, until: date | None = None, period: str = "") -> Mail:
    """A mail about a case; anew for each ``period``."""
    facts: dict[str, Any] = {"record": case.reference}
    if until is not None:
        facts["until"] = until
    return Mail(to=person.email, about=about_case(case), period=period, person=person, facts=facts)


def to_member(case: Case, *, until: date | None = None, period: str = "") -> Mail:
    """A mail to the member whom a case is about."""
    return to(case.member.user, case, until=until, period=period)


def to_committee(case: Case, *, until: date | None = None, period: str = "", but: User | None = None) -> Iterable[Mail]:
    """A mail to everybody on the committee, without who did it (1 query)."""
    for seat in case.seats.filter(state=SeatState.SEATED).select_related("person").order_by("pk"):
        if but is None or seat.person_id != but.pk:
            yield to(seat.person, case, until=until, period=period)


def of_case(
    key: str, words: Words, *, own_page: bool = False, until: bool = False, still_true: Any = is_there, page: Any = room
) -> MessageKind:
    """A kind about a case, which leads to the member's page of it or, as it stands, to the one of who judges."""
    return kind(key, words, own if own_page else page, sample=OF_CASE, until=until, still_true=still_true)


SEAT_INVITED: Final = of_case(
    "seat_invited",
    Words(
        name=_("You are asked to judge a case"),
        when=_("When a case officer invites somebody to a committee."),
        subject=_("By %(until)s: will you judge case %(reference)s?"),
        reason=JUDGES,
        heading=_("You are asked to judge a case"),
        text=_(
            "Please say by %(until)s whether you take the seat. You first see whom the case is about, and say whether "
            "you have an interest in it; only then does anything else open to you. It opens with a second "
            "factor alone; if you have none yet, you set one up on the way. Please tell nobody that you were asked."
        ),
        label=_("Answer"),
    ),
    until=True,
    still_true=waits_for_answer,
)
SEAT_REMINDED: Final = of_case(
    "seat_reminded",
    Words(
        name=_("A reminder: you are asked to judge a case"),
        when=_("Two days before an invitation to a committee ends."),
        subject=_("Last day %(until)s: will you judge case %(reference)s?"),
        reason=JUDGES,
        heading=_("We wait for your answer"),
        text=_("Please say by %(until)s whether you take the seat; otherwise we ask somebody else."),
        label=_("Answer"),
    ),
    until=True,
    still_true=waits_for_answer,
)
SEAT_ENDED: Final = of_case(
    "seat_ended",
    Words(
        name=_("Your seat on a committee ended"),
        when=_("When an invitation is taken back, or somebody on a committee is replaced."),
        subject=_("Ended: your seat in case %(reference)s"),
        reason=JUDGES,
        heading=_("Your seat ended"),
        text=_(
            "Your seat in this case ended, or the invitation was taken back; the case does not open to you any more. "
            "Thank you. Please go on telling nobody about it."
        ),
        label=_("Open the portal"),
    ),
    page=portal,
)
CHAIR: Final = of_case(
    "seat_chair",
    Words(
        name=_("You are in the chair of a committee"),
        when=_("When a case officer names the chair."),
        subject=_("You are in the chair: case %(reference)s"),
        reason=JUDGES,
        heading=_("You are in the chair"),
        text=_("You lead the hearing and the deliberation. The case says what comes next."),
        label=_("Open the case"),
    ),
)
SEAT_ANSWERED: Final = of_case(
    "seat_answered",
    Words(
        name=_("Somebody answered an invitation to a committee"),
        when=_("When somebody takes, declines or gives up a seat; to the case officer."),
        subject=_("A seat was answered: case %(reference)s"),
        reason=CARES,
        heading=_("A seat was answered"),
        text=_("The case says who sits on the committee, and whether somebody is missing."),
        label=_("Open the case"),
    ),
)
SEAT_LAPSED: Final = of_case(
    "seat_lapsed",
    Words(
        name=_("Nobody answered an invitation to a committee"),
        when=_("On the day after the last one to answer; to the case officer."),
        subject=_("Not answered: an invitation in case %(reference)s"),
        reason=CARES,
        heading=_("An invitation was not answered"),
        text=_(
            "The last day of an invitation has passed without an answer. The case goes on only once you take it back "
            "and invite somebody else."
        ),
        label=_("Open the case"),
    ),
    still_true=has_lapsed,
)
HANDED_ON: Final = of_case(
    "case_handed_on",
    Words(
        name=_("A colleague hands a case on to you"),
        when=_("When a case officer asks a colleague to go on with a case."),
        subject=_("To take over: case %(reference)s"),
        reason=CARES,
        heading=_("A case is handed on to you"),
        text=_(
            "A colleague asks you to go on with a case. You first see whom it is about, and say whether you have an "
            "interest in it; only then does anything else open to you."
        ),
        label=_("Answer"),
    ),
    page=taking_over,
    still_true=waits_for_officer,
)
TAKEN_OVER: Final = of_case(
    "case_taken_over",
    Words(
        name=_("A colleague took over a case of yours"),
        when=_("When a case was taken over; to the case officer it had before."),
        subject=_("Taken over: case %(reference)s"),
        reason=CARES,
        heading=_("A colleague took the case over"),
        text=_("A colleague goes on with this case; it does not open to you any more. Thank you."),
        label=_("Open the portal"),
    ),
    page=portal,
)
NOT_TAKEN: Final = of_case(
    "case_not_taken",
    Words(
        name=_("A colleague does not take over your case"),
        when=_("When a colleague has an interest in a case handed on to them, or cannot; to its case officer."),
        subject=_("Not taken over: case %(reference)s"),
        reason=CARES,
        heading=_("Your colleague does not take it over"),
        text=_("The case stays with you. Its page says why; you can ask somebody else."),
        label=_("Open the case"),
    ),
)
CHALLENGED: Final = of_case(
    "challenged",
    Words(
        name=_("A member challenges a name"),
        when=_("When a member challenges somebody on the committee; to the case officer."),
        subject=_("A name is challenged: case %(reference)s"),
        reason=CARES,
        heading=_("The member challenges a name"),
        text=_(
            "The member challenges a name. Please decide, with a reason the member reads, whether this person stays or "
            "is replaced."
        ),
        label=_("Open the case"),
    ),
)
ANSWERED: Final = of_case(
    "answered",
    Words(
        name=_("The member answered, or asked for a hearing"),
        when=_("When a member explained, asked for a hearing or declined, or the day passed; to who opens the case."),
        subject=_("The member's answer: case %(reference)s"),
        reason=OPENS,
        heading=_("The member answered, or the day has passed"),
        text=_(
            "The member answered or asked for a hearing, or the day to answer has passed. The page of the case says "
            "what there is, and what comes next."
        ),
        label=_("Open the case"),
    ),
)
IN_THE_ROOM: Final = of_case(
    "in_the_room",
    Words(
        name=_("Something new in the room of a case"),
        when=_("When something is written into a room, the file is frozen, or a proposal is sent back."),
        subject=_("New in case %(reference)s"),
        reason=OPENS,
        heading=_("There is something new"),
        text=_("There is something new in the room of the case."),
        label=_("Open the case"),
    ),
)
GLASS: Final = of_case(
    "glass_broken",
    Words(
        name=_("Somebody broke the glass of a case"),
        when=_("When an administrator opens a case that is not theirs, with a reason; at once, to the chair."),
        subject=_("Opened from outside: case %(reference)s"),
        reason=OPENS,
        heading=_("Somebody from outside opened this case"),
        text=_(
            "Somebody from outside the committee opened this case. Its page says who it was, when, and the reason they "
            "gave."
        ),
        label=_("See who it was"),
    ),
)
CASE_CLOSED: Final = of_case(
    "case_closed",
    Words(
        name=_("A case you judged or looked after is closed"),
        when=_("When a judgement was confirmed; to the committee and the case officer."),
        subject=_("Closed: case %(reference)s"),
        reason=OPENS,
        heading=_("The case is closed"),
        text=_("The judgement is final and was sent. Notes of the committee are gone. Thank you."),
        label=_("Open the case"),
    ),
)
NAME_ADDED: Final = of_case(
    "name_added",
    Words(
        name=_("A case is about you: somebody new judges it"),
        when=_("When somebody takes a seat in the place of another one, of whom the member was told."),
        subject=_("By %(until)s: a new name in your case %(reference)s"),
        reason=CONCERNED,
        heading=_("Somebody new judges your case"),
        text=_("The page of the case says who it is. Until %(until)s you can challenge this name."),
        label=_("Open the case"),
    ),
    own_page=True,
    until=True,
)
NAMED: Final = of_case(
    "named",
    Words(
        name=_("A case is about you: who judges it"),
        when=_("When a committee is complete and the member is told of the case."),
        subject=_("By %(until)s: who judges your case %(reference)s"),
        reason=CONCERNED,
        heading=_("A case under our Code of Conduct is about you"),
        text=_(
            "A committee was formed. The page of the case says what is alleged and who judges. Until %(until)s you can "
            "challenge a name. After that we ask you to explain; nothing is decided before you could."
        ),
        label=_("Open the case"),
    ),
    own_page=True,
    until=True,
)
CHALLENGE_ANSWERED: Final = of_case(
    "challenge_answered",
    Words(
        name=_("Our answer to your challenge"),
        when=_("When a case officer decided on the challenge of a name."),
        subject=_("Our answer to your challenge: case %(reference)s"),
        reason=CONCERNED,
        heading=_("Our answer to your challenge"),
        text=_("The page of the case says what we decided, and why."),
        label=_("Open the case"),
    ),
    own_page=True,
)
ASKED: Final = of_case(
    "asked_to_explain",
    Words(
        name=_("You are asked to explain"),
        when=_("When the time to challenge names is over and the committee is complete."),
        subject=_("By %(until)s: please explain, case %(reference)s"),
        reason=CONCERNED,
        heading=_("You are asked to explain"),
        text=_(
            "You have until %(until)s to explain: in writing, with documents if you like, or at a hearing. You may "
            "also decline. The committee judges after that, with what it then has."
        ),
        label=_("Explain"),
    ),
    own_page=True,
    until=True,
    still_true=still_to_explain,
)
EXPLAIN_REMINDED: Final = of_case(
    "explain_reminded",
    Words(
        name=_("A reminder: you are asked to explain"),
        when=_("14, 7 and 2 days before the last day to explain."),
        subject=_("Until %(until)s: your explanation, case %(reference)s"),
        reason=CONCERNED,
        heading=_("Your explanation is not in yet"),
        text=_(
            "The last day is %(until)s. If you need more time, write so on the page of the case before, and say why."
        ),
        label=_("Explain"),
    ),
    own_page=True,
    until=True,
    still_true=still_to_explain,
)
EXTENDED: Final = of_case(
    "extended",
    Words(
        name=_("You have more time to explain"),
        when=_("When a case officer gives more time."),
        subject=_("Now by %(until)s: your explanation, case %(reference)s"),
        reason=CONCERNED,
        heading=_("You have more time"),
        text=_("You can explain until %(until)s."),
        label=_("Open the case"),
    ),
    own_page=True,
    until=True,
    still_true=still_to_explain,
)
TO_READ: Final = of_case(
    "to_read",
    Words(
        name=_("Something for you to read in your case"),
        when=_("When something is put into the room that the member reads, too."),
        subject=_("To read: case %(reference)s"),
        reason=CONCERNED,
        heading=_("There is something for you to read"),
        text=_("There is something for you to read on the page of the case."),
        label=_("Open the case"),
    ),
    own_page=True,
)
READING_ENDS: Final = kind(
    "reading_ends",
    Words(
        name=_("Until when you read what is yours"),
        when=_("30 days before somebody whose membership was revoked can read what is theirs no more."),
        subject=_("Until %(until)s: read what is yours, case %(reference)s"),
        reason=CONCERNED,
        heading=_("Until %(until)s: read what is yours"),
        text=_(
            "Until %(until)s you can read in the portal what is yours. From the next day on it shows one page: what "
            "we keep, until when, and how to ask. A copy of all we hold about you is yours now, and at any time after."
        ),
        label=_("Open your data"),
    ),
    data, sample=OF_CASE, until=True, still_true=still_reads,
)  # fmt: skip
JUDGED: Final = of_case(
    "judged",
    Words(
        name=_("The committee has judged"),
        when=_("When a judgement was confirmed; to the member."),
        subject=_("The judgement in case %(reference)s"),
        reason=CONCERNED,
        heading=_("The committee has judged"),
        text=_("The page of the case holds the judgement with its reasons. It is final."),
        label=_("Read the judgement"),
    ),
    own_page=True,
)
