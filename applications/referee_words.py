"""The words of the pages for people who were asked for a reference."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.enums import Criterion, Declined, Stand

Words = str | Promise

CRITERIA: Final[Mapping[Criterion, tuple[Words, Words]]] = {
    Criterion.RELEVANCE: (_("Relevance"), _("Was the work in the field of the title?")),
    Criterion.TERM: (_("Term"), _("Did it last as long as the applicant says, five years or more in all?")),
    Criterion.LEVEL: (
        _("Level"),
        _("Did the applicant answer for decisions, or from outside have real weight in them?"),
    ),
    Criterion.ACCOMPLISHMENT: (
        _("Accomplishment"),
        _("Did the applicant bring about what they describe, with the part in it that they claim?"),
    ),
}
"""What a reference is asked about, and the question in one line."""

REFUSALS: Final[Mapping[Declined, Words]] = {
    Declined.CANNOT_NOW: _("No, I cannot at the moment"),
    Declined.LACKS_INFORMATION: _("No, I know too little about this work"),
    Declined.DOES_NOT_KNOW: _("No, I do not know this person"),
    Declined.NEVER_AGREED: _("No, I never agreed to be named"),
}

STEPS: Final[tuple[Words, ...]] = (
    _("Can you act?"),
    _("About you"),
    _("What you can confirm"),
    _("Check and send"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorry:
    """What a page says that is not the form: its status code, its shape and word, its heading, what happened."""

    status: int
    kind: str
    word: Words
    heading: Words
    told: tuple[Words, ...]
    then: tuple[Words, ...]


_WRITE: Final = _("If you think that this is a mistake of ours, call or write to us; the address is at the foot.")

SORRY: Final[Mapping[Stand, Sorry]] = {
    Stand.ANSWERED: Sorry(
        status=200,
        kind="valid",
        word=_("answered"),
        heading=_("Thank you. We have your answer."),
        told=(_("You gave your answer about %(applicant)s on %(ended)s. It is final, and we mail you a copy."),),
        then=(
            _("Those who assess the application for %(title)s read it. The applicant does not see what you wrote."),
            _("We may call or write to you to make sure that the answer is yours. Nothing else is asked of you."),
        ),
    ),
    Stand.DECLINED: Sorry(
        status=200,
        kind="ended",
        word=_("declined"),
        heading=_("Thank you for telling us."),
        told=(_("On %(ended)s you told us that you do not act as a reference. We send you no reminders."),),
        then=(_("The applicant learns that you decline, but not why. Nothing else is asked of you."),),
    ),
    Stand.WITHDREW: Sorry(
        status=200,
        kind="ended",
        word=_("withdrawn"),
        heading=_("You withdrew."),
        told=(_("On %(ended)s you withdrew as a reference. If you had given an answer, we deleted it."),),
        then=(_("The applicant learns that somebody withdrew, and nothing of what was said. Nothing else is asked."),),
    ),
    Stand.CLOSED: Sorry(
        status=410,
        kind="ended",
        word=_("closed"),
        heading=_("The matter is closed."),
        told=(
            _("The application that you were asked about does not wait for an answer any more."),
            _("Nothing more is asked of you, and this form takes no answer. Thank you for your willingness."),
        ),
        then=(_WRITE,),
    ),
    Stand.ENDED: Sorry(
        status=410,
        kind="ended",
        word=_("ended"),
        heading=_("The day to answer has passed."),
        told=(_("This form was open until %(until)s. What you typed and saved is kept."),),
        then=(
            _("If you still would like to answer, ask us to open it again: %(email)s or %(phone)s. It takes us a day."),
            _("If not, you need do nothing."),
        ),
    ),
    Stand.REVOKED: Sorry(
        status=410,
        kind="ended",
        word=_("replaced"),
        heading=_("This link opens nothing any more."),
        told=(_("Either we mailed a newer link, perhaps to another address, or somebody else was asked instead."),),
        then=(
            _("Look for a newer mail from us. If there is none, nothing more is asked of you."),
            _("To learn what we hold about you, or to have it deleted, write to %(privacy)s."),
        ),
    ),
    Stand.UNKNOWN: Sorry(
        status=404,
        kind="ended",
        word=_("unknown"),
        heading=_("This link opens nothing."),
        told=(
            _("We do not know this address. A mail program may have cut it off, or one character of it is different."),
        ),
        then=(
            _("Open the link from the mail once more, or copy the whole address below its button, to its end."),
            _("If that does not help, write to us at %(email)s, and we mail you a new link."),
        ),
    ),
    Stand.EARLY: Sorry(
        status=403,
        kind="attention",
        word=_("not open yet"),
        heading=_("Please open the link of our mail first."),
        told=(
            _("This address opens nothing by itself. The link in our mail does, with the button on its page."),
            _("If you did press it, your browser keeps no cookies. Allow the one of this page, and press it again."),
        ),
        then=(_("Open our mail and follow its link. What you saved before is kept."),),
    ),
    Stand.FOREIGN: Sorry(
        status=403,
        kind="attention",
        word=_("another form"),
        heading=_("This is not the form that you opened."),
        told=(_("You opened a form from one mail, and this is the address of another one."),),
        then=(_("Open the mail that this form belongs to, and follow its link."),),
    ),
    Stand.LATE: Sorry(
        status=403,
        kind="attention",
        word=_("closed for your safety"),
        heading=_("Please open the link of our mail again."),
        told=(_("The form closes two hours after you last used it, so that nobody else finds it open."),),
        then=(_("Open our mail and follow its link. You go on where you were."),),
    ),
    Stand.OWN: Sorry(
        status=403,
        kind="attention",
        word=_("for somebody else"),
        heading=_("This page is not for you."),
        told=(
            _("It is for somebody who was named as a reference, and the applicant may neither read nor fill it in."),
            _("We have changed nothing."),
        ),
        then=(
            _("You see who was asked, and how it stands, on the page of your application."),
            _("If you are not the applicant, sign out of this account first, then open the link again."),
        ),
    ),
}

KEPT: Final[Mapping[str, Words]] = {
    "who": _(
        "The applicant named you, so that we can ask you whether what they wrote is so. We keep it as long as the "
        "application, and where we reach you at most until 90 days after the decision."
    ),
    "organisation": _(
        "References come from at least two organisations. We keep the organisation as long as the application."
    ),
    "answer": _("The people who assess the application read it. We keep it as long as the application."),
    "mails": _("To see that they arrived. We keep to whom we wrote and when for a year, and no text."),
    "form": _(
        "The form that the applicant signed names you with your role, your organisation and how you worked together. "
        "It is sealed, cannot be changed, and goes with the application, at most twelve months after its end."
    ),
}
"""Why something is held, and until when."""


def said(words: tuple[Words, ...], facts: Mapping[str, Any]) -> list[str]:
    """Sentences with their facts filled in."""
    return [str(sentence) % facts for sentence in words]
