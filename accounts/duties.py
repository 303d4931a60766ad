"""What accounts do by themselves in the night: forget sessions that ended, keep secrets under the present key."""

from datetime import datetime, time

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import services
from common.duties import Duty, register
from common.jobs import Job


def _ended(at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=at)


def _listed_in_vain(at: datetime) -> QuerySet[UserSession]:
    """Entries of people's lists whose session is gone, or ended."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gte=at)
    return UserSession.objects.filter(~Exists(alive))


def forget_sessions(job: Job) -> None:
    """Delete sessions that ended, and the list entries of sessions that are gone."""
    job.chunks(_ended(job.at), services.forget_sessions)
    job.chunks(_listed_in_vain(job.at), services.forget_entries)


def reseal_secrets(job: Job) -> None:
    """Look at every secret of a second factor; those of an older key are sealed anew."""
    job.chunks(Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN), services.reseal_secrets)


register(
    Duty(
        name="accounts.forget_sessions",
        label=_("Forget sessions that ended"),
        detail=_("Deletes sessions that ran out, and their entries on people's lists of sessions."),
        every=time(3, 10),
        run=forget_sessions,
    ),
    Duty(
        name="accounts.reseal_secrets",
        label=_("Seal second factors with the present key"),
        detail=_("Puts secrets of second factors that an older key protects under the present one."),
        every=time(3, 15),
        run=reseal_secrets,
    ),
)
