"""What CPE adds to Today."""

from django.utils.translation import gettext_lazy as _

from common.calendar import local_day
from common.today import MINE, OVERDUE, RENEWALS, WAITING, Line, register
from cpe import selectors
from cpe.enums import HelpState
from cpe.models import CycleSweep, HelpRequest, Hold, JointDecision, PolicyVersion

register(
    Line(
        section=OVERDUE,
        label=_("Titles held past their last day"),
        detail=_("Nobody loses a title while we owe a decision, a mail that arrives, or a second look."),
        permission="cpe.view_hold",
        changelist="cpe_hold",
        query="open=wait",
        rows=lambda _user, _at: Hold.objects.overdue(),
        kind="attention",
    ),
    Line(
        section=OVERDUE,
        label=_("Nights whose brake holds titles"),
        detail=_("So many were to end that a person looks first, and a second one lets them end."),
        permission="cpe.release_cyclesweep",
        changelist="cpe_cyclesweep",
        query="brake=held",
        rows=lambda _user, _at: CycleSweep.objects.braked(),
        kind="attention",
    ),
    Line(
        section=WAITING,
        label=_("Releases of the brake waiting for a second person"),
        detail=_("Somebody asked that the held titles end. Somebody else reads why, and lets them or not."),
        permission="cpe.release_cyclesweep",
        changelist="cpe_cyclesweep",
        query="brake=asked",
        rows=lambda _user, _at: CycleSweep.objects.asked(),
        kind="waiting",
    ),
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
        label=_("Decisions about titles waiting for a second person"),
        detail=_("Somebody who neither put it forward nor holds the title confirms or declines it."),
        permission="cpe.view_jointdecision",
        acts="cpe.settle_jointdecision",
        changelist="cpe_jointdecision",
        query="state__exact=put-forward",
        rows=lambda _user, _at: JointDecision.objects.waiting(),
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
    Line(
        section=RENEWALS,
        label=_("Titles in their last ten days"),
        detail=_("Each ends after its last day unless what is missing is reported and paid: call its holder."),
        permission="members.view_cycle",
        changelist="members_cycle",
        query=f"day={selectors.LAST_DAYS}",
        rows=lambda _user, at: selectors.near_end(local_day(at), selectors.LAST_DAYS),
    ),
)
