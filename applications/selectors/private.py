"""What a private link opens, and what is held about the person whom it was mailed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from accounts.selectors import addresses_of
from applications.enums import ReferenceState, Stand
from applications.models import Reference, ReferenceAnswer, ReferenceDraft, ReferenceLink
from applications.rules.links import stand
from applications.selectors.references import ABOUT
from applications.states import HANDED_IN
from common.private_links import fingerprint
from comms.models import Message

_AROUND = "reference__application__title__track", "reference__application__person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is held about somebody who was named."""

    reference: Reference
    draft: ReferenceDraft | None
    answer: ReferenceAnswer | None
    mails: Sequence[Message]


def by_secret(secret: str) -> ReferenceLink | None:
    """The link of a secret as it stands in an address (1 query, as many for one that opens nothing).

    A secret has 256 random bits and is looked up by its fingerprint, whole, in an index: how long that takes helps
    nobody to guess one.
    """
    found: ReferenceLink | None = (
        ReferenceLink.objects.select_related(*_AROUND).filter(secret_sha256=fingerprint(secret)).first()
    )
    return found


def by_key(key: int) -> ReferenceLink | None:
    """A link by its number, with everything around it (1 query)."""
    found: ReferenceLink | None = ReferenceLink.objects.select_related(*_AROUND).filter(pk=key).first()
    return found


def stand_of(link: ReferenceLink, on: date) -> Stand:
    """How a link stands on a day; asks nothing of a link with its reference and application."""
    person = link.reference
    return stand(
        ReferenceState(person.state),
        revoked=link.revoked_at is not None,
        under_way=person.application.state in HANDED_IN,
        ends_on=person.ends_on,
        on=on,
    )


def is_own(link: ReferenceLink, user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the applicant comes with it: signed in, or by an address that is theirs by now (1 query)."""
    application = link.reference.application
    if user.pk is not None and user.pk == application.person_id:
        return True
    return link.reference.email.casefold() in addresses_of(application.person)


def has_draft(link: ReferenceLink) -> bool:
    """Whether something was typed and saved in the form of a link (1 query)."""
    return ReferenceDraft.objects.filter(reference=link.reference_id).exists()


def held(person: Reference) -> Held:
    """What is held about somebody (4 queries)."""
    return Held(
        reference=person,
        draft=ReferenceDraft.objects.filter(reference=person).first(),
        answer=ReferenceAnswer.objects.filter(reference=person).prefetch_related("statements").first(),
        mails=list(Message.objects.filter(about=f"{ABOUT}{person.handle}", person=None).order_by("queued_at", "pk")),
    )
