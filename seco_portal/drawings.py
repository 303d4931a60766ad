"""Pages of ``docs/`` that are drawn from the code, so that they cannot say anything else."""

from collections.abc import Callable
from functools import partial
from typing import Final

from accounts.roles import ROLES, Role
from common.duties import REGISTRY, Duty
from seco_portal.lives import LIVES


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


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def life(name: str) -> str:
    """``docs/states/<name>.md``: the states of one thing, and every move between them."""
    lived = LIVES[name]
    table, words = lived.life, lived.words
    ids = {state: state.replace("-", "_") for state in table.moves}
    moves = [(ids[now], ids[then]) for now in table.moves for then in table.after(now)]
    marks = {table.start: " (begins here)", **dict.fromkeys(table.ends, " (end)")}
    rows = [
        f"| {words[now]}{marks.get(now, '')} | `{now}` | {', '.join(words[then] for then in table.after(now)) or '–'} |"
        for now in table.moves
    ]
    return "\n".join(
        [
            f"# Life of {_article(str(lived.model._meta.verbose_name))}",
            "",
            f"Drawn from `{lived.model._meta.app_label}/states.py` by `manage.py draw`; a test fails when this page",
            "and the code disagree.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *(f'    state "{words[state]}" as {ids[state]}' for state in table.moves),
            f"    [*] --> {ids[table.start]}",
            *(f"    {now} --> {then}" for now, then in moves),
            *(f"    {ids[end]} --> [*]" for end in table.ends),
            "```",
            "",
            "| state | kept as | may become |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _duty(duty: Duty) -> str:
    alone = "one run at a time" if duty.alone else "many at once"
    return f"| `{duty.name}` | {duty.detail} | {duty.rhythm} | {alone} |"


def duties() -> str:
    """``docs/duties.md``: everything the portal does by itself."""
    return "\n".join(
        [
            "# Duties",
            "",
            "Drawn from the apps' `duties.py` by `manage.py draw`; a test fails when this page and the code disagree.",
            "Clock times are those of Europe/Amsterdam. How duties work and how to look after them: `operations.md`.",
            "",
            "| name | does | when | how |",
            "| --- | --- | --- | --- |",
            *(_duty(duty) for _name, duty in sorted(REGISTRY.items())),
            "",
        ]
    )


DRAWINGS: Final[dict[str, Callable[[], str]]] = {
    "docs/duties.md": duties,
    "docs/roles.md": roles,
    **{f"docs/states/{name}.md": partial(life, name) for name in LIVES},
}
