"""What Today says about mail."""

from django.utils.translation import gettext_lazy as _

from common import today
from comms.enums import State
from comms.models import Message

today.register(
    today.Line(
        section=today.MACHINE,
        label=_("Mails that could not be delivered"),
        detail=_("Given up after six attempts. Ask the person for another address."),
        permission="comms.view_message",
        changelist="comms_message",
        query=f"state__exact={State.FAILED}",
        rows=lambda _user, _at: Message.objects.failed(),
        kind="ended",
    ),
    today.Line(
        section=today.MACHINE,
        label=_("Mails waiting for over an hour"),
        detail=_("The mail relay or the worker may be away; nothing is lost."),
        permission="comms.view_message",
        changelist="comms_message",
        query="late=yes",
        rows=lambda _user, at: Message.objects.late(at),
    ),
)
