"""A member gives up the membership: at the end of the year that is paid, with every title, and revocable until then."""

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.calendar import DAY, local_day
from common.errors import DomainError
from members import policies, selectors
from members.enums import Ground, OutcomeKind
from members.models import Invoice, Member, Membership
from members.selectors import Departure
from members.services import money_mails
from members.services.credentials import Ruling, record_outcomes


class NothingToCancel(DomainError):  # noqa: N818  read aloud at the act: raise NothingToCancel
    """There is no membership that could be cancelled, or none whose cancellation could be taken back."""


@transaction.atomic
def cancel(member: Member, *, by: User, at: datetime) -> Departure:
    """Cancel a membership: it and every title end with the year that is paid; what that is, is answered and mailed.

    An invoice for a year that will not begin is credited in full. The account's row is locked first. Raises
    ``Forbidden`` unless it is one's own, ``NothingToCancel``.
    """
    policies.require_change_membership(by, member)
    User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    leaving = selectors.departure(member, local_day(at))
    if leaving is None:
        raise NothingToCancel(_("There is no membership to cancel, or it was cancelled already."))
    rulings = [
        Ruling(
            credential=credential.pk,
            kind=OutcomeKind.ENDED,
            ground=Ground.CANCELLED,
            effective_on=leaving.last_day + DAY,
        )
        for credential in leaving.credentials
    ]
    record_outcomes(rulings, by=by, at=at)
    audit.record("members.cancelled", about=member, person=member.user_id, by=by, at=at)
    money_mails.of_cancelling(member, leaving, selectors.account_of(member, local_day(at)).open, at=at)
    return leaving


@transaction.atomic
def take_cancellation_back(member: Member, *, by: User, at: datetime) -> None:
    """Let a cancelled membership run on, with the titles it would have taken; until its last day is over.

    What was credited because of it is billed anew; a mail says so. The account's row is locked first. Raises
    ``Forbidden`` unless it is one's own, ``NothingToCancel`` when nothing was cancelled or the last day is past,
    ``HeldAlready``.
    """
    policies.require_change_membership(by, member)
    User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    on = local_day(at)
    given_up = list(selectors.given_up(member, on))
    if not given_up:
        raise NothingToCancel(_nothing_to_take_back(member, on))
    rulings = [
        Ruling(
            credential=credential.pk,
            kind=OutcomeKind.WITHDRAWN,
            ground=Ground.TAKEN_BACK,
            effective_on=on,
            supersedes=credential.closed_by_id,
        )
        for credential in given_up
    ]
    billed_before = set(Invoice.objects.filter(member=member).values_list("pk", flat=True))
    record_outcomes(rulings, by=by, at=at)
    audit.record("members.cancellation-taken-back", about=member, person=member.user_id, by=by, at=at)
    billed = Invoice.objects.to_pay().filter(member=member).exclude(pk__in=billed_before).order_by("pk")
    money_mails.of_taking_back(member, [credential.title for credential in given_up], billed, at=at)


def _nothing_to_take_back(member: Member, on: date) -> str:
    """Why there is no cancellation that could be taken back."""
    membership = Membership.objects.filter(member=member).order_by("since", "pk").last()
    if membership is None or membership.last_day is None:
        return _("The membership is not cancelled.")
    if membership.last_day < on:
        ended = _("The membership ended on %(day)s; that cannot be taken back.")
        return ended % {"day": date_format(membership.last_day)}
    return _("The membership ends with its last title; nothing was cancelled.")
