"""What Today says about mail."""

from django.utils.translation import gettext_lazy as _

from common import today
from comms import selectors
from comms.enums import State

today.register(
    today.Line(
        section=today.MACHINE,
        label=_("Mails that could not be delivered"),
        detail=_("Refused for good, or given up after seven attempts. Ask for another address, or send them again."),
        permission="comms.view_message",
        changelist="comms_message",
        query=f"state__exact={State.FAILED}",
        rows=lambda _user, _at: selectors.listed().failed(),
        kind="ended",
    ),
    today.Line(
        section=today.MACHINE,
        label=_("Mails waiting for over an hour"),
        detail=_("The mail relay or the worker may be away; nothing is lost."),
        permission="comms.view_message",
        changelist="comms_message",
        query="late=yes",
        rows=lambda _user, at: selectors.listed().late(at),
    ),
    today.Line(
        section=today.HOUSEKEEPING,
        label=_("Addresses that do not take our mail"),
        detail=_("Reach the person another way, and settle the address when that is done."),
        permission="comms.view_bounce",
        changelist="comms_bounce",
        query="settled=no",
        rows=lambda _user, _at: selectors.listed_bounces().open(),
    ),
)
