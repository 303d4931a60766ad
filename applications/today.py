"""What officer applications add to Today."""

from django.utils.translation import gettext_lazy as _

from applications.enums import ApplicationState
from applications.models import Application
from common.today import WAITING, Line, register

register(
    Line(
        section=WAITING,
        label=_("Applications waiting for screening"),
        detail=_("They were signed and submitted; each is answered by the day it names."),
        permission="applications.view_application",
        changelist="applications_application",
        query="state__exact=submitted",
        rows=lambda _user, _at: Application.objects.filter(state=ApplicationState.SUBMITTED),
        kind="waiting",
    )
)
