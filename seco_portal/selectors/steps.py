"""What a person can do for their own account, and what something else waits for. No query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.calendar import local_day
from members import membership_words
from members.selectors import Account
from seco_portal.selectors.person import About, Asked

BOOKED: Final = _("With the reference or the code on its page your payment is booked by itself.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something a person can do for their own account: ``needed`` if something else waits for it."""

    label: str | Promise
    detail: str | Promise
    url: str
    needed: bool
    done: bool


def steps(
    user: User, about: About, account: Account | None = None, to_agree: Sequence[str] = (), asked: Sequence[Asked] = ()
) -> list[Step]:
    """All of them, those that something waits for first, and what is done last.

    Whose membership is revoked is asked for what is owed, an address that works, and what their roles need alone.
    """
    found = _steps(user, about, account, () if user.is_revoked else to_agree, () if user.is_revoked else asked)
    if user.is_revoked:
        found = [step for step in found if step.needed and not step.done and step.url != reverse("members:profile")]
    return sorted(found, key=lambda step: (step.done, not step.needed))


def _steps(
    user: User, about: About, account: Account | None, to_agree: Sequence[str], asked: Sequence[Asked]
) -> list[Step]:
    member = about.member
    steps = [
        Step(
            label=_("Set up a second factor"),
            detail=_("Your work opens only after a passkey or a code from your phone.")
            if user.roles
            else _("A passkey or a code from your phone keeps others out, even those who know your password."),
            url=reverse("mfa_index"),
            needed=bool(user.roles),
            done=about.has_factor,
        ),
        Step(
            label=_("Add a second e-mail address"),
            detail=_("You can sign in with either one, so a change of job locks nobody out."),
            url=reverse("account_email"),
            needed=False,
            done=about.verified > 1,
        ),
    ]
    if member is not None:
        agreement = Step(
            label=_("Agree to the documents that hold for members"),
            detail=get_text_list(list(to_agree), _("and")),
            url=reverse("members:agreements"),
            needed=True,
            done=not to_agree,
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
    steps[:0] = [
        Step(
            label=_("Answer a question about “%(claim)s”") % {"claim": one.what},
            detail=_("We asked you on %(day)s. A few words are enough, and files where we ask for them.")
            % {"day": date_format(one.since, "j F Y")},
            url=reverse("cpe:claim", args=[one.claim]),
            needed=True,
            done=False,
        )
        for one in asked
    ]
    if since := about.came_back_since:
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
