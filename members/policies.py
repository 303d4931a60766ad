"""Who may do what to the register: everybody to their own profile, the back office to what it keeps."""

from accounts.models import User
from common.errors import Forbidden
from members.models import Member


def can_register(by: User) -> bool:
    """Whether this person may put somebody in the register."""
    return by.has_perm("members.add_member")


def require_register(by: User) -> None:
    """Raise ``Forbidden`` unless ``can_register``."""
    if not can_register(by):
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
