"""What accounts, sign-in and sessions hold about people.

A forgotten account stays as a row without a person: closed, without names, its address one that reaches nobody.
"""

from dataclasses import replace
from datetime import datetime

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from accounts.models import FORGOTTEN, RoleGrant, User
from common.personal_data import Datum, Ends, Kind, Retention, Scrub, Subject, register

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
_secret = replace(_sign_in, secret=True)
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
    ends=Ends.RULE,
)
_session_key = replace(_session, secret=True)
_role = Datum(
    kind=Kind.SIGN_IN,
    why=_("To know who works in which role, since when, and who gave it."),
    term=_("As long as the role is held."),
    scrub=Scrub.DELETE_ROW,
)

_ended_with_their_list = _("Sessions that ended, and their entries on your list, are deleted the next night.")


def _ended(at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=at)


def _listed_in_vain(at: datetime) -> QuerySet[UserSession]:
    """Entries of people's lists whose session is gone, or ended."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gte=at)
    return UserSession.objects.filter(~Exists(alive))


def _proved_by(about: Subject) -> Q:
    """An address is somebody's once they followed the link in our mail to it; till then anybody may have typed it."""
    return Q(user=about.key, verified=True)


def _sessions_of(about: Subject) -> Q:
    return Q(pk__in=UserSession.objects.filter(user=about.key).values("session_key"))


register(
    User,
    held={
        "given_name": replace(_name, becomes=""),
        "family_name": _name,
        "reads_until": replace(
            _name,
            kind=Kind.TRACE,
            why=_("To know until when you read here what is yours, where your membership was revoked."),
        ),
        "email": Datum(
            kind=Kind.CONTACT,
            why=_address.why,
            term=WHILE_ACCOUNT,
            scrub=Scrub.BLANK,
            becomes=Concat(Value("erased-"), Cast("pk", CharField()), Value(FORGOTTEN)),
        ),
        "password": Datum(
            kind=Kind.SIGN_IN,
            why=_sign_in.why,
            term=WHILE_ACCOUNT,
            scrub=Scrub.BLANK,
            becomes=lambda _at: make_password(None),
            secret=True,
        ),
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
            kind=Kind.TRACE,
            why=_("To know since when the account exists."),
            term=_("For good, without your name: it dates an account that says nothing about you any more."),
            scrub=Scrub.KEEP,
            ends=Ends.NEVER,
        ),
        "renamed_at": Datum(
            kind=Kind.TRACE,
            why=_("To ask a colleague whether a name that changed may stand on certificates."),
            term=WHILE_ACCOUNT,
            scrub=Scrub.BLANK,
        ),
        "is_active": Datum(
            kind=Kind.SIGN_IN,
            why=_("To know whether the account is open."),
            term=WHILE_ACCOUNT,
            scrub=Scrub.BLANK,
            becomes=False,
        ),
    },
)
register(
    RoleGrant,
    person="user",
    held={
        "user": _role,
        "role": _role,
        "granted_at": _role,
        "granted_by": replace(_role, scrub=Scrub.BLANK, person="granted_by"),
    },
)
register(
    EmailAddress,
    addresses=_proved_by,
    name=_("Addresses you sign in with"),
    labels={"user": _("account"), "email": _("e-mail address")},
    held={"user": _address, "email": _address},
    free={"verified", "primary"},
)
register(
    EmailConfirmation,
    person="email_address__user",
    name=_("Addresses waiting to be confirmed"),
    labels={"email_address": _("e-mail address"), "sent": _("when we wrote to it"), "key": _("key of the link")},
    held={"email_address": _address, "sent": _address, "key": replace(_address, secret=True)},
    free={"created"},
)
register(
    Authenticator,
    name=_("Second factors"),
    labels={"user": _("account"), "data": _("secret or public key"), "created_at": _("since when")},
    held={"user": _sign_in, "data": _secret, "created_at": _sign_in, "last_used_at": _sign_in},
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
    },
    held={
        "user": _session,
        "ip": _session,
        "user_agent": _session,
        "created_at": _session,
        "last_seen_at": _session,
        "session_key": _session_key,
    },
    free={"data"},  # the library brings the column and writes nothing into it
    retention=[Retention(what=_ended_with_their_list, due=_listed_in_vain)],
)
register(
    Session,
    person=_sessions_of,
    name=_("What your sessions remember"),
    labels={
        "session_key": _("key of the session"),
        "session_data": _("what the session remembers"),
        "expire_date": _("when it ends"),
    },
    held={"session_key": _session_key, "session_data": _session_key, "expire_date": _session},
    retention=[Retention(what=_ended_with_their_list, due=_ended)],
)
register(
    LogEntry,  # Django's table; the audit log stands in its place, and nothing is written here
    free={"user", "action_time", "object_repr", "change_message", "object_id", "content_type", "action_flag"},
)
