"""Who may do what to the register: everybody to their own profile, the back office to what it keeps."""

from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import Forbidden
from common.models import Upload
from members.enums import ExamState
from members.models import Erasure, ExamClaim, Member


def can_register(by: User | None) -> bool:
    """Whether this person may put somebody in the register; without one the portal does, after two people accepted."""
    return by is None or by.has_perm("members.add_member")


def require_register(by: User | None) -> None:
    """Raise ``Forbidden`` unless ``can_register``."""
    if not can_register(by):
        raise Forbidden


def can_import(by: User | None) -> bool:
    """Whether a register may be brought in, by this person or, without one, on the command line."""
    return by is None or by.has_perm("members.import_register")


def require_import(by: User | None) -> None:
    """Raise ``Forbidden`` unless ``can_import``."""
    if not can_import(by):
        raise Forbidden


def can_change_profile(by: User, person: User) -> bool:
    """Whether this person may change names and language: their own only."""
    return by.is_active and by.pk == person.pk


def require_change_profile(by: User, person: User) -> None:
    """Raise ``Forbidden`` unless ``can_change_profile``."""
    if not can_change_profile(by, person):
        raise Forbidden


def can_change_contact(by: User, member: Member) -> bool:
    """Whether this person may change where a member is reached: their own, or the back office."""
    return by.has_perm("members.change_member") or (by.is_active and by.pk == member.user_id)


def require_change_contact(by: User, member: Member) -> None:
    """Raise ``Forbidden`` unless ``can_change_contact``."""
    if not can_change_contact(by, member):
        raise Forbidden


def can_settle_erasures(by: User) -> bool:
    """Whether this person puts forward and carries out what people ask to be forgotten."""
    return by.has_perm("members.settle_erasure")


def require_put_erasure_forward(by: User, row: Erasure) -> None:
    """Raise ``Forbidden`` unless ``can_settle_erasures``, and the request is somebody else's."""
    if not can_settle_erasures(by) or row.person_id == by.pk:
        raise Forbidden


def require_settle_erasure(by: User, row: Erasure) -> None:
    """Raise ``Forbidden`` unless ``require_put_erasure_forward`` lets them, and somebody else put it forward."""
    require_put_erasure_forward(by, row)
    if row.put_forward_by_id == by.pk:
        raise Forbidden(_("Somebody else than who put it forward looks at it once more."))


def can_credit(by: User) -> bool:
    """Whether this person may put invoices right."""
    return by.has_perm("members.credit_invoice")


def require_credit(by: User) -> None:
    """Raise ``Forbidden`` unless ``can_credit``."""
    if not can_credit(by):
        raise Forbidden


def can_set_amounts(by: User) -> bool:
    """Whether this person may set what membership years ask."""
    return by.has_perm("members.add_contributionamount")


def require_set_amounts(by: User) -> None:
    """Raise ``Forbidden`` unless ``can_set_amounts``."""
    if not can_set_amounts(by):
        raise Forbidden


def can_import_statements(by: User) -> bool:
    """Whether this person may bring in bank statements."""
    return by.has_perm("members.import_bankstatement")


def require_import_statements(by: User) -> None:
    """Raise ``Forbidden`` unless ``can_import_statements``."""
    if not can_import_statements(by):
        raise Forbidden


def can_use_money(by: User) -> bool:
    """Whether this person may book, undo and set aside what the bank received."""
    return by.has_perm("members.use_bankline")


def require_use_money(by: User) -> None:
    """Raise ``Forbidden`` unless ``can_use_money``."""
    if not can_use_money(by):
        raise Forbidden


def can_close_books(by: User) -> bool:
    """Whether this person may close a period of the books."""
    return by.has_perm("members.close_books")


def require_close_books(by: User) -> None:
    """Raise ``Forbidden`` unless ``can_close_books``."""
    if not can_close_books(by):
        raise Forbidden


def can_change_membership(by: User, member: Member) -> bool:
    """Whether this person may cancel a membership, take that back, and say who pays: the member alone."""
    return by.is_active and by.pk == member.user_id


def require_change_membership(by: User, member: Member) -> None:
    """Raise ``Forbidden`` unless ``can_change_membership``."""
    if not can_change_membership(by, member):
        raise Forbidden


def require_own_entry(by: User, member: Member) -> None:
    """Raise ``Forbidden`` unless it is one's own place in the register: nobody else shows or hides it."""
    if not (by.is_active and by.pk == member.user_id):
        raise Forbidden


def can_change_billing(by: User, member: Member) -> bool:
    """Whether this person may say who gets a member's invoices: the member, or whoever puts invoices right."""
    return can_change_membership(by, member) or by.has_perm("members.credit_invoice")


def require_change_billing(by: User, member: Member) -> None:
    """Raise ``Forbidden`` unless ``can_change_billing``."""
    if not can_change_billing(by, member):
        raise Forbidden


def can_decide_names(by: User) -> bool:
    """Whether this person decides which changed names stand on certificates."""
    return by.has_perm("members.add_namedecision")


def require_decide_name(by: User, member: Member) -> None:
    """Raise ``Forbidden`` with the reason unless ``can_decide_names``, and it is another person's name."""
    if not can_decide_names(by):
        raise Forbidden(_("You may not decide about names on certificates."))
    if by.pk == member.user_id:
        raise Forbidden(_("This is your own name. Somebody else decides."))


def can_decide_together(by: User | None, seconded_by: User | None, *, holder: int) -> bool:
    """Whether these are two people, neither of whom holds the title (``holder`` is an account's number)."""
    both = {person.pk for person in (by, seconded_by) if person is not None and person.is_active}
    return len(both) == 2 and holder not in both


def require_decide_together(by: User | None, seconded_by: User | None, *, holder: int) -> None:
    """Raise ``Forbidden`` unless ``can_decide_together``."""
    if not can_decide_together(by, seconded_by, holder=holder):
        raise Forbidden(_("This takes two people, and neither may hold the title."))


def can_publish_documents(by: User) -> bool:
    """Whether this person may publish versions of documents."""
    return by.has_perm("members.publish_documentversion")


def require_publish_documents(by: User) -> None:
    """Raise ``Forbidden`` unless ``can_publish_documents``."""
    if not can_publish_documents(by):
        raise Forbidden(_("You may not publish documents."))


def require_agree(by: User, person: User) -> None:
    """Raise ``Forbidden`` unless this person agrees for themselves."""
    if not (by.is_active and by.pk == person.pk):
        raise Forbidden


def require_own_exam_claim(by: User, person: int) -> None:
    """Raise ``Forbidden`` unless it is this person's own claim (``person`` is an account's number)."""
    if not (by.is_active and by.pk == person):
        raise Forbidden


def can_decide_exam_claims(by: User) -> bool:
    """Whether this person checks exams and awards their titles."""
    return by.has_perm("members.decide_examclaim") and can_register(by)


def can_decide_exam_claim(by: User, claim: ExamClaim) -> bool:
    """Whether this person may decide about this claim: never their own, nor an objection to their own decision."""
    own = by.pk == claim.person_id
    again = claim.state == ExamState.OBJECTED and by.pk == claim.decided_by_id
    return can_decide_exam_claims(by) and not own and not again


def require_decide_exam_claim(by: User, claim: ExamClaim) -> None:
    """Raise ``Forbidden`` with the reason unless ``can_decide_exam_claim``."""
    if not can_decide_exam_claims(by):
        raise Forbidden(_("You may not decide on exam claims."))
    if by.pk == claim.person_id:
        raise Forbidden(_("This is your own claim. Somebody else decides."))
    if not can_decide_exam_claim(by, claim):
        raise Forbidden(_("You refused this claim. Somebody else decides about the objection."))


def require_award_by_table(by: User) -> None:
    """Raise ``Forbidden`` unless ``can_decide_exam_claims``."""
    if not can_decide_exam_claims(by):
        raise Forbidden(_("You may not award titles by a table."))


def can_open_certificate(by: User, upload: Upload) -> bool:
    """Whether this person may open somebody's certificate: who looks after certificates."""
    return by.has_perm("members.view_certificate")


def can_open_proof(by: User, upload: Upload) -> bool:
    """Whether this colleague may open what somebody sent as proof of an exam: who decides about claims."""
    return can_decide_exam_claims(by)
