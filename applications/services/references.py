"""References of a draft: named, changed, removed, and what the applicant says of organisations that look alike."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import User
from accounts.selectors import addresses_of
from applications.models import Application, OrganisationAnswer, Reference
from applications.rules.organisations import PEOPLE, Names, look_alikes, trace_in
from applications.rules.signing import same_name
from applications.services.drafts import ApplicationRefused, changed, locked_draft
from common.traces import traces_of


class AddressRefused(ApplicationRefused):
    """An address that no reference of this application can have, with the reason."""


class NameRefused(ApplicationRefused):
    """A name that is the applicant's own, with the reason."""


class ReferenceGone(ApplicationRefused):
    """A person who was removed from the application meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What an applicant says of a person who can confirm; ``agreed``: they agreed to be contacted."""

    name: str
    organisation: str
    role: str
    email: str
    phone: str
    relation: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What an applicant says of names that look alike."""

    differ: bool
    words: str


COLUMNS = tuple(field.name for field in fields(Named) if field.name != "agreed")


def named(reference: Reference) -> Named:
    """A reference as it was named."""
    kept = {name: getattr(reference, name) for name in COLUMNS}
    return Named(**kept, agreed=reference.agreed_at is not None)


@transaction.atomic
def add_reference(application: Application, said: Named, *, by: User, at: datetime) -> Reference:
    """Name one more person; the same one sent twice is named once.

    Locks the draft. Raises ``NameRefused`` for the applicant's own name, ``AddressRefused`` for their own address and
    one that is named already, whatever its case, ``ApplicationRefused`` for the seventh person and where
    ``locked_draft`` does, and ``Forbidden``.
    """
    row = locked_draft(application, by=by)
    there = list(row.references.all())
    if same := next((reference for reference in there if named(reference) == said), None):
        return same
    require_name(row, said.name)
    require_address(row, said.email, there)
    if len(there) >= PEOPLE.stop - 1:
        told = _("You named %(most)d people already, the most we ask. Remove one before you add another.")
        raise ApplicationRefused(told % {"most": PEOPLE.stop - 1})
    reference = Reference(application=row, added_at=at)
    _write(reference, said, at)
    reference.save(force_insert=True)
    changed(row, (), at=at)
    return reference


@transaction.atomic
def change_reference(reference: Reference, said: Named, *, by: User, at: datetime) -> Reference:
    """Write what is said of a person anew; a tick that stays keeps its moment, one that is taken away clears it.

    Locks the draft. Raises as ``add_reference``, and ``ReferenceGone`` for one that was removed meanwhile.
    """
    row = locked_draft(reference.application, by=by)
    others = {kept.pk: kept for kept in row.references.all()}
    kept = others.pop(reference.pk, None)
    if kept is None:
        raise ReferenceGone(_("You removed this person in another window."))
    require_name(row, said.name)
    require_address(row, said.email, list(others.values()))
    if named(kept) != said:
        _write(kept, said, at)
        kept.save()
        changed(row, (), at=at)
    return kept


@transaction.atomic
def remove_reference(reference: Reference, *, by: User, at: datetime) -> None:
    """Remove a person from the draft; one who is not there any more is gone already. Locks the draft."""
    row = locked_draft(reference.application, by=by)
    if row.references.filter(pk=reference.pk).delete()[0]:
        changed(row, (), at=at)


@transaction.atomic
def answer_organisations(application: Application, said: Mapping[Names, Said], *, by: User, at: datetime) -> None:
    """Keep what the applicant says of names that look alike; the assessor reads it. An answer given before is replaced.

    Locks the draft. Raises ``ApplicationRefused`` for names that are not written so any more.
    """
    row = locked_draft(application, by=by)
    alike = look_alikes([reference.colleague for reference in row.references.all()])
    if not said.keys() <= set(alike):
        raise ApplicationRefused(_("The names were changed in another window. Please look at them again."))
    for names, answer in said.items():
        OrganisationAnswer.objects.update_or_create(
            application=row, names="\n".join(names), defaults={**asdict(answer), "answered_at": at}
        )
    changed(row, (), at=at)


def require_name(row: Application, name: str) -> None:
    """Raise ``NameRefused`` for the applicant's own name, whatever its case and spacing."""
    if same_name(name, row.name):
        raise NameRefused(
            _(
                "This is your own name, and a reference is not the applicant. If this is another person of your name, "
                "add what tells you apart, such as a middle name."
            )
        )


OWN: Final = (
    _lazy("This is your own address. Write the one at which we reach this person."),
    _lazy("You gave this address for %(name)s already. Each person needs an address of their own."),
)
OFFICE: Final = (
    _lazy("This is the applicant's own address. Write the one at which we reach this person."),
    _lazy("This is the address of %(name)s in this application. Each person needs an address of their own."),
)
"""What is said of an address that is the applicant's or somebody else's, to them and to a colleague."""


def require_address(
    row: Application, email: str, others: list[Reference], sentences: tuple[str | Promise, str | Promise] | None = None
) -> None:
    """Raise ``AddressRefused`` for an address that cannot be asked here.

    The applicant's own, one that somebody else named here has, and one of somebody who had themselves forgotten.
    """
    address, (own, taken) = email.casefold(), sentences or OWN
    if {trace_in(other.email) for other in others} & set(traces_of(address)):
        raise AddressRefused(_("This person asked us not to write to them about this application."))
    if address in addresses_of(row.person):
        raise AddressRefused(str(own))
    if same := next((reference for reference in others if reference.email.casefold() == address), None):
        raise AddressRefused(str(taken) % {"name": same.called})


def _write(reference: Reference, said: Named, at: datetime) -> None:
    for name in COLUMNS:
        setattr(reference, name, getattr(said, name))
    reference.agreed_at = (reference.agreed_at or at) if said.agreed else None
