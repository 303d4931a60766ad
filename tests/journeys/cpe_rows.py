"""Rows of CPE for the journey through all pages: versions, a preview, a claim that counts, requests for help,
events."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from common.calendar import anniversary
from cpe import services
from cpe.models import Claim, PolicyPreview, PolicyVersion
from members.models import Member, Title
from tests.factories.accounts import UserFactory
from tests.factories.conduct import ConductTermsFactory
from tests.factories.cycles import CycleSweepFactory, CycleTermsFactory, HoldFactory
from tests.factories.events import EventFactory, SignUpFactory
from tests.factories.help import HelpRequestFactory
from tests.factories.joint import JointDecisionFactory
from tests.factories.ledger import LedgerLineFactory
from tests.factories.members import CredentialFactory
from tests.factories.previews import PolicyPreviewFactory, PreviewLineFactory


def claim_that_counts(member: Member) -> Claim:
    """A claim of a member who holds a title that it counts for."""
    CredentialFactory(member=member, title=Title.objects.get(code="S-ISP"), awarded_on=date(2026, 1, 5))
    claim: Claim = LedgerLineFactory(claim__member=member, claim__state="accepted").claim
    return claim


def policy_versions() -> dict[str, int]:
    """The version shipped, a draft that says something else, and one that waits for a second person."""
    shipped, by, at = PolicyVersion.objects.get(), UserFactory(roles=("back-office",)), timezone.now()
    draft, waiting = (services.copy(shipped, by=by, at=at) for _ in range(2))
    for version in (draft, waiting):
        version.activities.filter(key="podcast").update(year_cap=6)
    services.put_forward(waiting.pk, by=by, at=at)
    return {
        "shipped": shipped.pk,
        "draft": draft.pk,
        "waiting": waiting.pk,
        "activity": draft.activities.earliest("pk").pk,
    }


def preview() -> PolicyPreview:
    """Who loses, who gains and who is counted differently, on two pages; the draft was changed since."""
    made: PolicyPreview = PolicyPreviewFactory(considered=1240, edited_at=None)
    PreviewLineFactory.create_batch(49, preview=made)
    PreviewLineFactory(preview=made, was_counted=60, becomes_counted=59, was="renewed", becomes="decertified")
    PreviewLineFactory(preview=made, becomes_required=61)
    return made


def decided_by_two(user: User | None) -> dict[str, int]:
    """An extension a colleague put forward, one that was declined, and a title to begin from."""
    title, today = Title.objects.get(code="S-ISP"), timezone.localdate()
    awarded, moved = anniversary(today, -3), today + timedelta(days=200)
    of_title = {"credential__title": title, "credential__awarded_on": awarded, "last_day": moved}
    by = {"put_forward_by": user} if user else {}
    made = {
        "joint": JointDecisionFactory(**of_title),
        "own_joint": JointDecisionFactory(**of_title, **by),
        "settled": JointDecisionFactory(**of_title, declined=True),
        "extendable": CredentialFactory(title=title, awarded_on=awarded),
    }
    return {name: row.pk for name, row in made.items()}


def held() -> dict[str, Any]:
    """Titles held for each reason, and nights whose brake holds some, one of which somebody asks to release."""
    braked = CycleSweepFactory(pulled=True)
    HoldFactory(why="brake", sweep=braked)
    asked = {"asked_at": timezone.now(), "asked_by": UserFactory(roles=("back-office",)), "words": "All were told."}
    release_asked = CycleSweepFactory(pulled=True, **asked)
    HoldFactory.create_batch(3, why="brake", sweep=release_asked)
    made = {
        "held": HoldFactory(),
        "unreached": HoldFactory(why="unreachable"),
        "went_back": HoldFactory(why="went-back"),
        "braked": braked,
        "release_asked": release_asked,
        "cycle_terms": CycleTermsFactory(),
        "conduct_terms": ConductTermsFactory(),
    }
    return {name: row.pk for name, row in made.items()}


def helped(user: User | None) -> dict[str, Any]:
    """Requests for help, and of a member a title with a request that was answered."""
    member = Member.objects.filter(user=user).first()
    if member:
        mine = claim_that_counts(member).member.credentials.get(title__code="S-ISP")
        HelpRequestFactory(credential=mine, answered=True)
    return {"help": HelpRequestFactory().pk, "helped": HelpRequestFactory(answered=True).pk}


def events(user: User | None) -> dict[str, Any]:
    """Events that come, with seats left and without, called off, over; a member is signed up for all but the first."""
    soon = timezone.now() + timedelta(days=9)
    member = Member.objects.filter(user=user).first()
    own = {"member": member} if member else {}
    coming = EventFactory(begins_at=soon, seats=12, words="What phishing looks like now.\n\nWith examples.", breaks=15)
    mine = SignUpFactory(event__begins_at=soon, event__seats=1, **own).event
    off = SignUpFactory(event__begins_at=soon, event__called_off=True, **own).event
    over = SignUpFactory(event__begins_at=soon - timedelta(days=30), event__place="Hall 2", **own).event
    return {"event": coming.pk, "event_mine": mine.pk, "event_off": off.pk, "event_over": over.pk}
