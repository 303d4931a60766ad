"""Who may open accounts, correct names, give roles and close accounts."""

from accounts.models import User
from common.errors import Forbidden


def can_manage(by: User, person: User) -> bool:
    """Whether ``by`` may change roles and access of ``person``: administrators may, their own excepted."""
    return by.has_perm("accounts.change_user") and by.pk != person.pk


def require_manage(by: User, person: User) -> None:
    """Raise ``Forbidden`` unless ``by`` may change roles and access of ``person``."""
    if not can_manage(by, person):
        raise Forbidden


def require_rename(by: User) -> None:
    """Raise ``Forbidden`` unless ``by`` may correct the names of people, their own included."""
    if not by.has_perm("accounts.change_user"):
        raise Forbidden


def require_open_for_register(by: User) -> None:
    """Raise ``Forbidden`` unless ``by`` may open accounts for people who come into the register: who registers them."""
    if not by.has_perm("members.add_member"):
        raise Forbidden


def require_open(by: User) -> None:
    """Raise ``Forbidden`` unless ``by`` may open accounts for colleagues."""
    if not by.has_perm("accounts.add_user"):
        raise Forbidden


def require_invite(by: User) -> None:
    """Raise ``Forbidden`` unless ``by`` may mail links to choose a password: who opens or looks after accounts."""
    if not (by.has_perm("accounts.add_user") or by.has_perm("accounts.change_user")):
        raise Forbidden
