"""What CPE adds to Today."""

from django.utils.translation import gettext_lazy as _

from common.today import MINE, WAITING, Line, register
from cpe import selectors
from cpe.enums import HelpState
from cpe.models import HelpRequest, PolicyVersion

register(
    Line(
        section=MINE,
        label=_("Activities waiting for a decision"),
        detail=_("Each was reported by a member and counts for nothing until it is decided."),
        permission="cpe.decide_claim",
        changelist="cpe_claim",
        query="queue=waiting",
        rows=lambda user, _at: selectors.waiting_for(user),
        kind="waiting",
    ),
    Line(
        section=MINE,
        label=_("Members who fear to lose a title"),
        detail=_("Each asked for help before the last day, and waits for an answer in writing."),
        permission="cpe.answer_helprequest",
        changelist="cpe_helprequest",
        query="state__exact=asked",
        rows=lambda _user, _at: HelpRequest.objects.filter(state=HelpState.ASKED),
        kind="waiting",
    ),
    Line(
        section=MINE,
        label=_("Own events that are over"),
        detail=_("Nobody said yet whether each took place, and no attendance list was brought in."),
        permission="cpe.change_event",
        changelist="cpe_event",
        query="when=over",
        rows=lambda _user, at: selectors.over_without_word(at),
        kind="waiting",
    ),
    Line(
        section=WAITING,
        label=_("Policy versions waiting for a second person"),
        detail=_("Somebody who neither put the version forward nor changed it last reads and publishes it."),
        permission="cpe.publish_policyversion",
        changelist="cpe_policyversion",
        query="state__exact=put-forward",
        rows=lambda _user, _at: PolicyVersion.objects.put_forward(),
        kind="waiting",
    ),
)
