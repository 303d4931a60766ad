"""What accounts, sign-in and sessions hold about people."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant, User
from common.personal_data import Datum, Kind, Scrub, register

WHILE_ACCOUNT = _("As long as the account exists.")
WHILE_SESSION = _("Until the session ends, at most 12 hours after signing in; forgotten the next night.")

_name = Datum(
    kind=Kind.IDENTITY,
    why=_("To address you, and to show who holds a title or a role."),
    term=WHILE_ACCOUNT,
    scrub=Scrub.BLANK,
)
_sign_in = Datum(
    kind=Kind.SIGN_IN, why=_("To let you sign in, and nobody else."), term=WHILE_ACCOUNT, scrub=Scrub.DELETE_ROW
)
_address = Datum(
    kind=Kind.CONTACT,
    why=_("To let you sign in, and to write to you about your account and your titles."),
    term=WHILE_ACCOUNT,
    scrub=Scrub.DELETE_ROW,
)
_session = Datum(
    kind=Kind.TRACE,
    why=_("To keep you signed in, and to show you where you are signed in so that you can end it."),
    term=WHILE_SESSION,
    scrub=Scrub.DELETE_ROW,
)
_role = Datum(
    kind=Kind.SIGN_IN,
    why=_("To know who works in which role, since when, and who gave it."),
    term=_("As long as the role is held."),
    scrub=Scrub.DELETE_ROW,
)
register(
    User,
    held={
        "given_name": _name,
        "family_name": _name,
        "email": Datum(kind=Kind.CONTACT, why=_address.why, term=WHILE_ACCOUNT, scrub=Scrub.BLANK),
        "password": Datum(kind=Kind.SIGN_IN, why=_sign_in.why, term=WHILE_ACCOUNT, scrub=Scrub.BLANK),
        "last_login": Datum(
            kind=Kind.TRACE,
            why=_("To make links that choose a password work once only."),
            term=WHILE_ACCOUNT,
            scrub=Scrub.BLANK,
        ),
        "language": Datum(
            kind=Kind.CONTACT, why=_("To write to you in your language."), term=WHILE_ACCOUNT, scrub=Scrub.BLANK
        ),
        "joined_at": Datum(
            kind=Kind.TRACE, why=_("To know since when the account exists."), term=WHILE_ACCOUNT, scrub=Scrub.KEEP
        ),
    },
    free={"is_active"},
)
register(RoleGrant, held={"user": _role, "role": _role, "granted_at": _role, "granted_by": _role})
register(
    EmailAddress,
    name=_("Addresses you sign in with"),
    labels={"user": _("account"), "email": _("e-mail address")},
    held={"user": _address, "email": _address},
    free={"verified", "primary"},
)
register(
    EmailConfirmation,
    name=_("Addresses waiting to be confirmed"),
    labels={"email_address": _("e-mail address"), "sent": _("when we wrote to it"), "key": _("key of the link")},
    held={"email_address": _address, "sent": _address, "key": _address},
    free={"created"},
)
register(
    Authenticator,
    name=_("Second factors"),
    labels={"user": _("account"), "data": _("secret or public key"), "created_at": _("since when")},
    held={"user": _sign_in, "data": _sign_in, "created_at": _sign_in, "last_used_at": _sign_in},
    free={"type"},
)
register(
    UserSession,
    name=_("Where you are signed in"),
    labels={
        "user": _("account"),
        "ip": _("network address"),
        "user_agent": _("browser"),
        "created_at": _("since when"),
        "last_seen_at": _("last seen"),
        "session_key": _("key of the session"),
        "data": _("what the session remembers"),
    },
    held={
        "user": _session,
        "ip": _session,
        "user_agent": _session,
        "created_at": _session,
        "last_seen_at": _session,
        "session_key": _session,
        "data": _session,
    },
)
register(
    Session,
    name=_("Where you are signed in"),
    labels={"session_key": _("key of the session"), "session_data": _("what the session remembers")},
    held={"session_key": _session, "session_data": _session},
    free={"expire_date"},
)
register(
    LogEntry,  # Django's table; the audit log stands in its place, and nothing is written here
    free={"user", "action_time", "object_repr", "change_message", "object_id", "content_type", "action_flag"},
)
