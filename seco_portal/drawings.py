"""Pages of ``docs/`` that are drawn from the code, so that they cannot say anything else."""

from collections.abc import Callable
from typing import Final

from accounts.roles import ROLES, Role


def _row(role: Role) -> str:
    where = "back office" if role.office else "portal"
    needs = "second factor" if role.appointed else "sign-in"
    rights = ", ".join(f"`{permission}`" for permission in sorted(role.permissions)) or "own records only"
    if role.appointed and not role.permissions:
        rights = "by seat or agenda, never by role alone"
    return f"| {role.name} | `{role.key}` | {role.purpose} | {where} | {needs} | {rights} |"


def roles() -> str:
    """``docs/roles.md``: every role with its purpose, where it works, what it needs and may do."""
    return "\n".join(
        [
            "# Roles",
            "",
            "Drawn from `accounts/roles.py` by `manage.py draw`; a test fails when this page and the code disagree.",
            "",
            "Applicant and member are held by fact (an account, a place in the register). All other roles are given by",
            "an administrator, never to oneself, and are worked in only by a session that proved a second factor.",
            "",
            "| role | key | purpose | works in | needs | may |",
            "| --- | --- | --- | --- | --- | --- |",
            *(_row(role) for role in ROLES.values()),
            "",
        ]
    )


DRAWINGS: Final[dict[str, Callable[[], str]]] = {"docs/roles.md": roles}
