"""Roles: who may do what, as code.

A role is a sentence of purpose and the permissions it carries. People hold the appointed roles through
rows of ``RoleGrant``; *applicant* and *member* are held by fact (an account, a place in the register)
and carry no permission: what they may see is their own. ``docs/roles.md`` is drawn from this file.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def _may(model: str, *actions: str) -> frozenset[str]:
    """Permissions on one model as Django names them, such as ``members.view_member``."""
    app, name = model.split(".")
    return frozenset(f"{app}.{action}_{name}" for action in actions)


_CALENDAR: Final = _may("common.closedday", "view")
_CATALOGUE: Final = (
    _CALENDAR
    | _may("members.document", "view")
    | _may("members.title", "view")
    | _may("members.track", "view")
    | _may("members.level", "view")
)
_APPLICATIONS: Final = _may("applications.application", "view")
_HANDLING: Final = _may("applications.application", "handle") | _may("applications.questiontext", "view")
_FIGURES: Final = frozenset({"applications.view_figures"})
_EXAMS: Final = _may("members.examclaim", "view", "decide")
_ERASURES: Final = _may("members.erasure", "view", "settle")
_POLICIES: Final = _may("cpe.policyversion", "view") | _may("cpe.cycleterms", "view")
_ATTENDANCE: Final = _may("cpe.attendance", "view") | _may("cpe.attendancelist", "view") | _may("cpe.attendee", "view")
_REGISTER: Final = (
    _CATALOGUE
    | _may("members.member", "view")
    | _may("members.credential", "view")
    | _may("members.certificate", "view")
)
_ASKED: Final = _may("members.contributionamount", "view") | _may("members.invoiceterms", "view")
_BILLED: Final = _may("members.membership", "view") | _may("members.invoice", "view")
_MONEY: Final = (
    _may("members.membership", "view")
    | _may("members.contribution", "view")
    | _may("members.contributionamount", "view", "add", "change", "delete")
    | _may("members.billing", "view")
    | _may("members.invoiceterms", "view", "add", "change")
    | _may("members.invoice", "view", "credit")
    | _may("members.invoiceline", "view")
    | _may("members.bankstatement", "view", "import")
    | _may("members.bankline", "view", "use")
    | _may("members.allocation", "view")
    | _may("members.proposal", "view")
    | _may("members.bookclosing", "view")
    | {"members.close_books"}
)
_DUTIES: Final = _may("common.dutystate", "view") | _may("common.dutyfault", "view")


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a group of people is here to do.

    ``office``: works in the back office. ``appointed``: given by an administrator, and worked in only by
    a session that proved a second factor.
    """

    key: str
    name: str | Promise
    purpose: str | Promise
    appointed: bool = True
    office: bool = True
    permissions: frozenset[str] = frozenset()


_ALL: Final = (
    Role(
        key="applicant",
        name=_("Applicant"),
        purpose=_("Asks for a Certified Officer title and follows the application to its answer."),
        appointed=False,
        office=False,
    ),
    Role(
        key="member",
        name=_("Member"),
        purpose=_("Holds a title or held one, keeps it up with CPE and contributions, and looks after their own data."),
        appointed=False,
        office=False,
    ),
    Role(
        key="assessor",
        name=_("Assessor"),
        purpose=_("Judges officer applications on the four criteria and proposes or confirms the answer."),
        permissions=_CATALOGUE | _APPLICATIONS | _HANDLING | _may("applications.application", "assess"),
    ),
    Role(
        key="identity-checker",
        name=_("Identity checker"),
        purpose=_("Compares a person or a masked identity document with the name on the application."),
        permissions=_CATALOGUE
        | _may("applications.appointment", "view", "add", "change", "delete")
        | _may("applications.identitycheck", "view", "add"),
    ),
    Role(
        key="back-office",
        name=_("Back office"),
        purpose=_(
            "Keeps the register, the catalogue and the documents, and helps applicants and members on their way."
        ),
        permissions=_REGISTER
        | _BILLED
        | _may("members.contribution", "view")
        | _may("members.cycle", "view")
        | _may("members.member", "add", "change")
        | _may("members.namedecision", "add")
        | _may("members.title", "add", "change")
        | _EXAMS
        | _APPLICATIONS
        | _HANDLING
        | _FIGURES
        | _may("applications.questiontext", "add", "change")
        | _may("applications.appointment", "view", "add", "change", "delete")
        | _may("members.documentversion", "publish")
        | _may("common.closedday", "add", "change")
        | _may("accounts.user", "view")
        | _may("comms.message", "view", "read", "send_again")
        | _may("comms.bounce", "view")
        | _may("members.registerimport", "view")
        | _may("cpe.policyversion", "view", "change", "publish")
        | _may("cpe.claim", "view")
        | _may("cpe.event", "view")
        | _ATTENDANCE
        | _may("cpe.helprequest", "view", "answer")
        | _may("cpe.hold", "view", "clear")
        | _may("cpe.cyclesweep", "view", "release")
        | _may("cpe.jointdecision", "view", "add", "settle")
        | _may("cpe.cycleterms", "view")
        | _may("cpe.policypreview", "view")
        | _may("cpe.claimimport", "view")
        | _DUTIES,
    ),
    Role(
        key="finance",
        name=_("Finance"),
        purpose=_("Sends invoices, books payments from bank statements and follows what is owed."),
        permissions=_REGISTER | _MONEY,
    ),
    Role(
        key="cpe-reviewer",
        name=_("CPE reviewer"),
        purpose=_("Decides on reported activities that wait for approval, and looks after our own events."),
        permissions=_REGISTER
        | _POLICIES
        | _may("cpe.claim", "view", "decide")
        | _may("cpe.hold", "view")
        | _may("cpe.event", "view", "add", "change")
        | _ATTENDANCE,
    ),
    Role(
        key="cpe-auditor",
        name=_("CPE auditor"),
        purpose=_("Draws audit samples and asks for proof of counted activities."),
        permissions=_REGISTER | _POLICIES | _may("cpe.claim", "view"),
    ),
    Role(
        key="conduct-officer",
        name=_("Conduct officer"),
        purpose=_("Receives reports about conduct and prepares cases for the committee."),
        office=False,
    ),
    Role(
        key="committee-member",
        name=_("Committee member"),
        purpose=_("Judges the conduct cases in which they hold a seat, and opens no other."),
        office=False,
    ),
    Role(
        key="board-member",
        name=_("Board member"),
        purpose=_("Decides appeals about CPE at the Board's meetings, and sees the figures about applications."),
        office=False,
        permissions=_FIGURES,
    ),
    Role(
        key="privacy-officer",
        name=_("Privacy officer"),
        purpose=_(
            "Answers requests about personal data, forgets with a second person who asks for it, and watches over what "
            "is kept, why and how long."
        ),
        permissions=_REGISTER
        | _BILLED
        | _ERASURES
        | _may("accounts.user", "view")
        | _may("members.examclaim", "view")
        | _APPLICATIONS
        | _FIGURES
        | _may("comms.message", "view", "read")
        | _may("comms.bounce", "view")
        | _may("common.auditline", "view")
        | _may("members.registerimport", "view")
        | _may("cpe.claimimport", "view")
        | _may("cpe.policypreview", "view"),
    ),
    Role(
        key="observer",
        name=_("Observer"),
        purpose=_("Sees how the institute works, its catalogue and its figures, and changes nothing."),
        permissions=_CATALOGUE | _POLICIES | _ASKED | _FIGURES,
    ),
    Role(
        key="administrator",
        name=_("Administrator"),
        purpose=_(
            "Opens accounts for colleagues, gives or withdraws roles, their own excepted, and brings in a register "
            "and earlier CPE claims from outside."
        ),
        permissions=_CATALOGUE
        | _may("members.registerimport", "view")
        | _may("members.register", "import")
        | _may("cpe.claimimport", "view")
        | _may("cpe.claims", "import")
        | _may("accounts.user", "view", "add", "change")
        | _ERASURES
        | _may("members.track", "add", "change")
        | _may("members.level", "change")
        | _may("members.documentversion", "publish")
        | _may("cpe.policyversion", "view", "publish")
        | _may("cpe.cycleterms", "view", "add", "change")
        | _may("conduct.conductterms", "view", "add", "change")
        | _may("comms.message", "view")
        | _may("comms.bounce", "view")
        | _may("common.auditline", "view")
        | _DUTIES
        | _may("common.dutystate", "change"),
    ),
)

ROLES: Final[dict[str, Role]] = {role.key: role for role in _ALL}
APPOINTED: Final[tuple[Role, ...]] = tuple(role for role in _ALL if role.appointed)
