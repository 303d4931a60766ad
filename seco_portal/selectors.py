"""Reads for the pages that speak of several apps."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from applications.enums import ApplicationState
from applications.finalising_words import in_one
from applications.reference_words import turn
from applications.selectors import with_returned
from applications.selectors.answers import shown_first
from applications.selectors.finalising import found_for
from applications.words import SHAPES
from common.calendar import HERE, local_day
from comms.selectors import came_back_since
from members import membership_words, words
from members.models import Member, Title
from members.selectors import Account, account_of, member_of, titles_of
from members.selectors.agreements import to_agree

DAYPARTS: Final = (("night", 5), ("morning", 12), ("afternoon", 18), ("evening", 24))
"""Each part of the day with the hour that ends it."""
BOOKED: Final = _("With the reference or the code on its page your payment is booked by itself.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something a person can do for their own account: ``needed`` if something else waits for it."""

    label: str | Promise
    detail: str | Promise
    url: str
    needed: bool
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTitle:
    """One title of a member as the home tells it: its name, the date that matters, and its status."""

    title: Title
    until: str
    shape: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenApplication:
    """An application of a person that waits for them or for us, as the home tells it."""

    title: Title
    url: str
    draft: bool
    detail: str
    shape: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What the page after signing in shows one person at one moment."""

    daypart: str
    today: date
    member: Member | None
    roles: tuple[Role, ...]
    works_in_office: bool
    applications: list[OpenApplication]
    titles: list[HeldTitle]
    account: Account | None
    due: str
    paid: str
    steps: list[Step]

    @property
    def open_steps(self) -> int:
        """How many steps wait."""
        return sum(not step.done for step in self.steps)


def daypart(hour: int) -> str:
    """Which greeting an hour of the day asks for: ``night``, ``morning``, ``afternoon`` or ``evening``."""
    return next(part for part, end in DAYPARTS if hour < end)


def home(user: User, *, at: datetime) -> Home:
    """The page after signing in (6 queries beside those of session and account, for a member 12).

    For each application that was submitted it is one more, for each that was accepted eleven.

    Day and greeting are those of Europe/Amsterdam at ``at``, wherever the reader is.
    """
    member = member_of(user)
    account = account_of(member, local_day(at)) if member else None
    return Home(
        daypart=daypart(at.astimezone(HERE).hour),
        today=local_day(at),
        member=member,
        roles=user.roles,
        works_in_office=user.is_staff,
        applications=[_application(row) for row in with_returned(shown_first(user, local_day(at)))],
        titles=_titles(member, local_day(at)) if member else [],
        account=account,
        due=membership_words.due(account) if account else "",
        paid=membership_words.until(account) if account else "",
        steps=sorted(_steps(user, member, account, local_day(at)), key=lambda step: (step.done, not step.needed)),
    )


def _application(row: Any) -> OpenApplication:
    draft = row.state == ApplicationState.DRAFT
    told: str | Promise
    days: dict[str, date] = {}
    if draft:
        told = _("Saved on %(saved)s, kept until %(last)s.")
        days = {"saved": local_day(row.changed_at), "last": row.kept_until}
    elif row.state == ApplicationState.ACCEPTED:
        listed = found_for(row)
        told = in_one(listed) if listed else ""
    elif row.decided_at is not None:
        told, days = _("Decided on %(day)s."), {"day": local_day(row.decided_at)}
    elif row.answer_by is None:
        told = _("The time of our answer stands still until yours.")
    else:
        told, days = _("You hear from us by %(due)s."), {"due": row.answer_by}
    return OpenApplication(
        title=row.title,
        url=reverse("applications:application", args=[row.reference.lower()]),
        draft=draft,
        detail=" ".join(
            filter(
                None,
                (
                    turn(row, returned=row.returned),
                    str(told) % {name: date_format(day, "j F Y") for name, day in days.items()},
                ),
            )
        ),
        shape=SHAPES[ApplicationState(row.state)],
        word=capfirst(row.get_state_display()),
    )


def _titles(member: Member, on: date) -> list[HeldTitle]:
    """The titles with the word everybody is told, and the exact one once a title is over."""
    return [
        HeldTitle(
            title=row.title,
            until=words.until(found, row.closed_by, told=words.YOURS),
            shape=words.public_shape(found),
            word=words.value(found) if found.value.over else words.public(found),
        )
        for row, found in titles_of(member, on)
    ]


def _steps(user: User, member: Member | None, account: Account | None, on: date) -> list[Step]:
    addresses = EmailAddress.objects.filter(user=user, verified=True).count()
    factor = Authenticator.objects.filter(user=user, type__in=["totp", "webauthn"]).exists()
    steps = [
        Step(
            label=_("Set up a second factor"),
            detail=_("Your work opens only after a passkey or a code from your phone.")
            if user.roles
            else _("A passkey or a code from your phone keeps others out, even those who know your password."),
            url=reverse("mfa_index"),
            needed=bool(user.roles),
            done=factor,
        ),
        Step(
            label=_("Add a second e-mail address"),
            detail=_("You can sign in with either one, so a change of job locks nobody out."),
            url=reverse("account_email"),
            needed=False,
            done=addresses > 1,
        ),
    ]
    if member is not None:
        asked = to_agree(user, on)
        agreement = Step(
            label=_("Agree to the documents that hold for members"),
            detail=get_text_list([str(version.document.title) for version in asked], _("and")),
            url=reverse("members:agreements"),
            needed=True,
            done=not asked,
        )
        address = Step(
            label=_("Give us your postal address"),
            detail=_("Street, town and country, for letters and invoices."),
            url=reverse("members:profile"),
            needed=True,
            done=member.contact.reachable_by_post,
        )
        steps[:0] = [address, agreement]
    if account is not None and (own := [row for row in account.open if not row.to_employer]):
        steps.insert(
            0,
            Step(
                label=membership_words.pay(own, account.on),
                detail=" ".join(filter(None, (membership_words.to_come(own, account.on), str(BOOKED)))),
                url=reverse("members:invoice", args=[own[0].number]),
                needed=True,
                done=False,
            ),
        )
    if since := came_back_since(user.email):
        words = _("Since %(day)s our mail to %(address)s comes back. Make another address the main one.")
        day = date_format(local_day(since), "j F Y")
        steps.insert(
            0,
            Step(
                label=_("Give us an e-mail address that works"),
                detail=words % {"day": day, "address": user.email},
                url=reverse("account_email"),
                needed=True,
                done=False,
            ),
        )
    return steps
