"""Whether a name that changed may stand on certificates: a colleague grants it, or refuses it with words.

The account is locked first, then the titles, so of two colleagues at once the second is told what the first decided,
and a name that changes meanwhile is decided anew.
"""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit, pdf
from common.calendar import local_day
from common.errors import DomainError
from comms import outbox
from members import policies
from members.documents.certificate import require_drawable
from members.emails import names as emails
from members.enums import CertificateWhy
from members.models import Certificate, Credential, Member, NameDecision
from members.selectors.certificate_office import NameQuestion, name_question
from members.services.certificates import Issue, issue

WORDS: Final = 2000
"""Characters of a reason, at most."""


class NameNotWaiting(DomainError):  # noqa: N818  read aloud at the act: raise NameNotWaiting
    """A name that was decided about, or changed, since it was looked at."""


class NameNotDrawn(DomainError):  # noqa: N818  read aloud at the act: raise NameNotDrawn
    """A name with characters that no font of ours has: in it, there would be no certificate."""


def grant_name(member: Member, name: str, *, after: int = 0, by: User, at: datetime) -> NameDecision:
    """Let a name stand on a member's certificates: each they show is made anew in it. Queues ``members.name_granted``.

    ``name`` is the one the colleague saw, ``after`` the number of the last decision they saw (0 for none). Raises
    ``Forbidden``, ``NameNotWaiting`` where anything of that changed, or the certificates have the name, and as
    ``require_drawn``, which is asked before anything is locked.
    """
    policies.require_decide_name(by, member)
    question = name_question(Member.objects.select_related("user").get(pk=member.pk), local_day(at))
    if question.now == name:
        require_drawn(question)
    return _grant(member, name, after=after, by=by, at=at)


def require_drawn(question: NameQuestion) -> None:
    """Draw a certificate in the name in question, to see that it can be; without certificates there is nothing to try.

    Raises ``NameNotDrawn`` with the characters that no font has, and ``common.pdf.CannotDraw`` where this machine draws
    nothing. No query.
    """
    if not question.certificates:
        return
    try:
        require_drawable(question.certificates[0], question.now)
    except pdf.Unreadable as lacking:
        told = _(
            "No font of ours has these characters of the name: %(characters)s. In this name no certificate could be "
            "drawn, and the one there is would go. Refuse the name with words, or have a font added first."
        )
        raise NameNotDrawn(told % {"characters": lacking.characters}) from lacking


@transaction.atomic
def _grant(member: Member, name: str, *, after: int, by: User, at: datetime) -> NameDecision:
    locked, shown = _locked(member, name, after=after, by=by, at=at)
    row = _decide(locked, name, granted=True, words="", by=by, at=at)
    issues = [Issue(credential=one.credential, cycle=one.cycle, why=CertificateWhy.NAME) for one in shown]
    issue(issues, by=by, at=at)
    audit.record("members.name-granted", about=row, person=locked.user_id, by=by, at=at)
    outbox.queue(emails.GRANTED, emails.granted(row, [str(one.credential.title) for one in shown]), at=at)
    return row


@transaction.atomic
def refuse_name(member: Member, name: str, *, words: str, after: int = 0, by: User, at: datetime) -> NameDecision:
    """Do not let a name stand on certificates, and write why. Queues ``members.name_refused``.

    What was issued stays as it is; the name may be granted later. Raises ``Forbidden`` and
    ``NameNotWaiting`` as ``grant_name`` does, and ``DomainError`` without words.
    """
    said = words.strip()
    if not said:
        raise DomainError(_("Write why, in a sentence or two."))
    if len(said) > WORDS:
        raise DomainError(_("Write at most %(most)d characters.") % {"most": WORDS})
    locked, shown = _locked(member, name, after=after, by=by, at=at)
    row = _decide(locked, name, granted=False, words=said, by=by, at=at)
    audit.record("members.name-refused", about=row, person=locked.user_id, by=by, at=at)
    outbox.queue(emails.REFUSED, emails.refused(row, list(dict.fromkeys(one.name for one in shown))), at=at)
    return row


def _locked(member: Member, name: str, *, after: int, by: User, at: datetime) -> tuple[Member, list[Certificate]]:
    """The member as they are now and the certificates they show, account and titles locked.

    Raises ``Forbidden`` and ``NameNotWaiting``.
    """
    policies.require_decide_name(by, member)
    User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    list(Credential.objects.filter(member=member).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    locked = Member.objects.select_related("user").get(pk=member.pk)
    question = name_question(locked, local_day(at))
    if question.now != name:
        raise NameNotWaiting(_("The name changed again meanwhile. Look at it once more."))
    if question.last != after:
        raise NameNotWaiting(_("A colleague decided about this name meanwhile."))
    if not question.certificates:
        raise NameNotWaiting(_("None of this member's titles stands any more, so no certificate shows a name."))
    if not question.differs:
        raise NameNotWaiting(_("The certificates have this name already."))
    return locked, question.certificates


def _decide(member: Member, name: str, *, granted: bool, words: str, by: User, at: datetime) -> NameDecision:
    return NameDecision.objects.create(
        member=member, name=name, granted=granted, words=words, decided_at=at, decided_by=by
    )
