"""What a door is, who the visitors are, and the doors that look alike; ``doors.py`` lists them all."""

from dataclasses import dataclass, field
from typing import Any, Final

from accounts.roles import APPOINTED
from tests.people import ANONYMOUS, VISITORS

EVERYONE: Final = frozenset(VISITORS)
SIGNED_IN: Final = EVERYONE - {ANONYMOUS}
COLLEAGUES: Final = frozenset(role.key for role in APPOINTED)
OFFICE: Final = COLLEAGUES - {"conduct-officer", "committee-member", "board-member"}
REGISTER: Final = frozenset({"back-office", "finance", "cpe-reviewer", "cpe-auditor", "privacy-officer"})
POLICIES: Final = frozenset({"back-office", "administrator", "cpe-reviewer", "cpe-auditor", "observer"})
MONEY: Final = frozenset({"back-office", "finance", "privacy-officer"})
FINANCE: Final = frozenset({"finance"})
ASKED: Final = frozenset({"finance", "observer"})
MAIL: Final = frozenset({"back-office", "privacy-officer", "administrator"})
CLERKS: Final = frozenset({"back-office"})
PUBLISHERS: Final = frozenset({"back-office", "administrator"})
IMPORTERS: Final = frozenset({"administrator"})
HANDLERS: Final = frozenset({"assessor", "back-office"})
ASSESSORS: Final = frozenset({"assessor"})
IDENTITY: Final = frozenset({"identity-checker"})
FIGURES: Final = frozenset({"board-member", "back-office", "privacy-officer", "observer"})
CHECKERS: Final = frozenset({"identity-checker", "back-office"})
NOBODY: Final[frozenset[str]] = frozenset()
SOMEBODY_ELSES: Final = {"reference": "a-somebody-elses"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Who sees the page, whose POST it takes, which methods it knows, and how its address is completed.

    An argument that is a model's label stands for a row of it.
    """

    see: frozenset[str]
    act: frozenset[str] | None = None
    methods: frozenset[str] | None = None
    args: dict[str, Any] = field(default_factory=dict)
    query: str = ""

    @property
    def posts(self) -> frozenset[str]:
        """Whose POST is taken."""
        return self.see if self.act is None else self.act


SAFE: Final = frozenset({"GET", "HEAD"})
FORM: Final = frozenset({"GET", "HEAD", "POST"})


def page(see: frozenset[str], **args: Any) -> Door:
    """A page that is only read."""
    return Door(see=see, methods=SAFE, args=args)


def form(see: frozenset[str], **args: Any) -> Door:
    """A page that asks, and takes what is sent."""
    return Door(see=see, methods=FORM, args=args)


def office_model(
    label: str,
    *,
    view: frozenset[str],
    add: frozenset[str] = NOBODY,
    change: frozenset[str] = NOBODY,
    delete: frozenset[str] = NOBODY,
) -> dict[str, Door]:
    """The six doors Django's admin opens for a model; deleting is nobody's unless said."""
    name = f"admin:{label.replace('.', '_')}"
    row = {"object_id": label}
    return {
        f"{name}_changelist": Door(see=view),
        f"{name}_add": Door(see=add),
        f"{name}_history": Door(see=view, args=row),
        f"{name}_change": Door(see=view, act=change, args=row),
        f"{name}_delete": Door(see=delete, args=row),
        f"/office/{label.replace('.', '/')}/<path:object_id>/": Door(see=OFFICE, args=row),
    }


def imports(label: str, file: str, *, by: frozenset[str] = IMPORTERS, view: frozenset[str] = MAIL) -> dict[str, Door]:
    """The doors of a kind of import, and the pages that try a file and bring it in."""
    asked, read, name = form(by, pk=file), page(by, pk=file), label.replace(".", "_")
    pages = {"try": form(by), "template": page(by), "tried": asked, "tried_csv": read}
    return office_model(label, view=view) | {f"admin:{name}_{key}": door for key, door in pages.items()}
