"""The mails about how a cycle came out: renewed, held, the title lost, standing again, a renewal taken back."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.calendar import DAY, local_day
from common.text import in_language
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail
from cpe import words
from cpe.enums import ClaimStatus
from cpe.models import Hold
from cpe.rules.appeals import last_day
from cpe.rules.cycles import Judgement
from cpe.rules.policy import Policies
from members.models import Credential, Outcome

ABOUT: Final = "members.credential:"
PAGES: Final = {"certificates_page": "members:certificates", "membership_page": "members:membership"}
TITLE: Final = "S-ISP Information Security Practitioner"
RENEWED_SAMPLE: Final[Mapping[str, Any]] = {
    "title": TITLE,
    "from_on": date(2027, 1, 1),
    "until": date(2029, 12, 31),
    "counted": "62",
    "required": "60",
    "next_required": "60",
    "next_target": "20",
}
LOST_SAMPLE: Final[Mapping[str, Any]] = {
    "title": TITLE,
    "as_of": date(2027, 4, 1),
    "expired_on": date(2026, 12, 31),
    "last_day": date(2027, 3, 31),
    "counted": "56",
    "required": "60",
    "missing": "4 credits",
    "fees_open": 0,
    "waited_for": "",
    "renewal_gone": False,
    "last_title": True,
    "until": date(2027, 7, 1),
}
HELD_SAMPLE: Final[Mapping[str, Any]] = {
    "title": TITLE,
    "last_day": date(2027, 3, 31),
    "claims": 1,
    "payments": 0,
}
STANDS_SAMPLE: Final[Mapping[str, Any]] = {
    "title": TITLE,
    "renewed": True,
    "from_on": date(2027, 1, 1),
    "until": date(2029, 12, 31),
}
BACK_SAMPLE: Final[Mapping[str, Any]] = {
    "title": TITLE,
    "taken_on": date(2027, 2, 8),
    "expires_on": date(2026, 12, 31),
    "last_day": date(2027, 3, 31),
    "fees_open": 1,
    "missing": "",
    "waits": False,
}


def renewed(credential: Credential, outcome: Outcome, judged: Judgement, policies: Policies, level: str) -> Mail:
    """That a title is renewed; once for each outcome. ``credential`` comes with title, member and account."""
    following = judged.window.following()
    numbers = policies.on(following.first).levels[level]
    facts = {
        "from_on": following.first,
        "until": following.expires_on,
        **_figures(credential, counted=judged.tally.counted, required=judged.required),
        **_figures(credential, next_required=numbers.cycle_minimum or 0, next_target=numbers.year_target),
    }
    return mail_of(credential, str(outcome.pk), facts)


def lost(
    credential: Credential, outcome: Outcome, judged: Judgement, *, last_title: bool, renewal_gone: bool = False
) -> Mail:
    """That a title is over, why, and until when the Board can be asked; once for each outcome.

    ``last_title``: its holder has no other one. ``renewal_gone``: it was renewed, and a payment for that went back.
    ``waited_for`` in its facts: what our last decision was about that it waited for past its last day.
    """
    facts = {
        "as_of": outcome.effective_on,
        "expired_on": judged.window.expires_on,
        "last_day": judged.last_day,
        **_figures(credential, counted=judged.tally.counted, required=judged.required),
        "missing": _missing(credential, judged),
        "fees_open": judged.fees_open,
        "waited_for": "" if renewal_gone else _waited_for(outcome, judged),
        "renewal_gone": renewal_gone,
        "last_title": last_title,
        "until": last_day(local_day(outcome.recorded_at)),
    }
    return mail_of(credential, str(outcome.pk), facts)


def _waited_for(outcome: Outcome, judged: Judgement) -> str:
    """What we decided on the day as of which a title is over: a claim, a payment, or nothing it waited for."""
    if outcome.effective_on <= judged.last_day + DAY:
        return ""
    claims = [trace.claim for trace in judged.tally.traces]
    turned = {row.status for claim in claims for row in claim.decisions if row.on == outcome.effective_on}
    if turned & {ClaimStatus.ACCEPTED, ClaimStatus.DENIED}:
        return "claim"
    return "" if turned else "payment"


def held(credential: Credential, judged: Judgement) -> Mail:
    """That nothing is decided about a cycle since we owe a decision; once for each cycle."""
    facts = {"last_day": judged.last_day, "claims": len(judged.owed), "payments": len(judged.proposals)}
    return mail_of(credential, f"cycle {judged.window.number}", facts)


def stands_again(credential: Credential, outcome: Outcome, judged: Judgement, *, is_renewed: bool) -> Mail:
    """That a title which was over stands again: renewed, or until we decided; once for each outcome."""
    window = judged.window.following() if is_renewed else judged.window
    facts = {"renewed": is_renewed, "from_on": window.first, "until": window.expires_on}
    return mail_of(credential, str(outcome.pk), facts)


def renewal_taken_back(credential: Credential, outcome: Outcome, judged: Judgement, *, waits: bool) -> Mail:
    """That a renewal was taken back as its money went back, and what is open; once for each outcome.

    ``waits``: the last day is past, and we owe a decision.
    """
    facts = {
        "taken_on": outcome.effective_on,
        "expires_on": judged.window.expires_on,
        "last_day": judged.last_day,
        "fees_open": judged.fees_open,
        "missing": _missing(credential, judged),
        "waits": waits,
    }
    return mail_of(credential, str(outcome.pk), facts)


def _figures(credential: Credential, **quarters: int) -> dict[str, str]:
    with in_language(credential.member.user.language):
        return {name: words.figures(value) for name, value in quarters.items()}


def _missing(credential: Credential, judged: Judgement) -> str:
    """The credits that a cycle still needs, in words; empty where it needs none."""
    with in_language(credential.member.user.language):
        return words.credits(judged.missing) if judged.missing else ""


def mail_of(credential: Credential, period: str, facts: Mapping[str, Any]) -> Mail:
    """A mail about a title to its holder. No query where it comes with title, member and account."""
    person = credential.member.user
    return Mail(
        to=person.email,
        about=f"{ABOUT}{credential.pk}",
        period=period,
        person=person,
        facts={"title": str(credential.title), **facts},
    )


def pages(facts: Facts) -> Facts:
    """The title's code, and where its mails lead."""
    code = str(facts["title"]).partition(" ")[0]
    at = {name: settings.BASE_URL + reverse(address) for name, address in PAGES.items()}
    return {"code": code, "page": settings.BASE_URL + reverse("cpe:title", args=[code]), **at}


def _renewed(facts: Facts) -> Facts:
    return {**pages(facts), "ended_on": facts["from_on"] - DAY, "needs": facts["next_required"] != "0"}


def _back(facts: Facts) -> Facts:
    return {**pages(facts), "over_on": facts["last_day"] + DAY}


def still_so(message: Message) -> bool:
    """Whether the outcome a mail tells of still counts, and no later one about the title does."""
    row = Outcome.objects.filter(pk=message.period, superseded_by__isnull=True).first()
    return (
        row is not None
        and not Outcome.objects.filter(
            credential=row.credential_id, superseded_by__isnull=True, effective_on__gt=row.effective_on
        ).exists()
    )


def _still_held(message: Message) -> bool:
    return Hold.objects.open().filter(credential_id=int(message.about.removeprefix(ABOUT))).exists()


def kind(
    key: str,
    name: Any,
    when: Any,
    sample: Mapping[str, Any],
    *,
    more: Callable[[Facts], Facts] = pages,
    still_true: Callable[[Message], bool] = still_so,
) -> MessageKind:
    """A kind of mail about a title, true while the outcome it tells of counts."""
    return MessageKind(
        key=f"cpe.{key}",
        name=name,
        when=when,
        template=f"cpe/email/{key}",
        facts={fact: type(value) for fact, value in sample.items()},
        sample=sample,
        more=more,
        still_true=still_true,
    )


RENEWED: Final = kind(
    "renewed",
    _("Your title is renewed"),
    _("When a cycle is over with its credits and contributions complete."),
    RENEWED_SAMPLE,
    more=_renewed,
)
LOST: Final = kind(
    "lost",
    _("Your title is over"),
    _("When a cycle was not complete by its last day to report and pay."),
    LOST_SAMPLE,
)
HELD: Final = kind(
    "held",
    _("We owe you a decision; your title stands meanwhile"),
    _("When the last day passes while a decision of ours could still complete a cycle."),
    HELD_SAMPLE,
    still_true=_still_held,
)
STANDS_AGAIN: Final = kind(
    "stands_again",
    _("Your title stands again"),
    _("When a title that was over is found complete after all, or waits for our decision."),
    STANDS_SAMPLE,
)
TAKEN_BACK: Final = kind(
    "renewal_taken_back",
    _("The renewal of your title was taken back"),
    _("When a payment for a renewed cycle went back, and a colleague takes the renewal back."),
    BACK_SAMPLE,
    more=_back,
)

register(RENEWED, LOST, HELD, STANDS_AGAIN, TAKEN_BACK)
