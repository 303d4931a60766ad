"""What accounts do by themselves in the night: keep secrets of second factors under the present key."""

from datetime import time

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from accounts import services
from common.duties import Duty, register
from common.jobs import Job


def reseal_secrets(job: Job) -> None:
    """Look at every secret of a second factor; those of an older key are sealed anew."""
    job.chunks(Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN), services.reseal_secrets)


register(
    Duty(
        name="accounts.reseal_secrets",
        label=_("Seal second factors with the present key"),
        detail=_("Puts secrets of second factors that an older key protects under the present one."),
        every=time(3, 15),
        run=reseal_secrets,
    )
)
