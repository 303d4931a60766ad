"""The mails about how a cycle came out: renewed, held, the title lost, standing again; and what two people granted."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from common.calendar import local_day
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail
from cpe import words
from cpe.models import Hold
from cpe.rules.appeals import last_day
from cpe.rules.cycles import Judgement
from cpe.rules.policy import Policies
from members.models import Credential, Outcome

ABOUT: Final = "members.credential:"
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
EXTENDED_SAMPLE: Final[Mapping[str, Any]] = {
    "title": TITLE,
    "expires_on": date(2026, 12, 31),
    "before": date(2027, 3, 31),
    "last_day": date(2027, 6, 30),
}
REINSTATED_SAMPLE: Final[Mapping[str, Any]] = {
    "title": TITLE,
    "as_of": date(2027, 5, 3),
    "lost_on": date(2027, 4, 1),
    "from_on": date(2027, 1, 1),
    "until": date(2029, 12, 31),
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
    return _mail(credential, str(outcome.pk), facts)


def lost(credential: Credential, outcome: Outcome, judged: Judgement) -> Mail:
    """That a title is over, why, and until when the Board can be asked; once for each outcome."""
    with override(credential.member.user.language):
        missing = words.credits(judged.missing) if judged.missing else ""
    facts = {
        "as_of": outcome.effective_on,
        "expired_on": judged.window.expires_on,
        "last_day": judged.last_day,
        **_figures(credential, counted=judged.tally.counted, required=judged.required),
        "missing": missing,
        "fees_open": judged.fees_open,
        "until": last_day(local_day(outcome.recorded_at)),
    }
    return _mail(credential, str(outcome.pk), facts)


def held(credential: Credential, judged: Judgement) -> Mail:
    """That nothing is decided about a cycle since we owe a decision; once for each cycle."""
    facts = {"last_day": judged.last_day, "claims": len(judged.owed), "payments": len(judged.proposals)}
    return _mail(credential, f"cycle {judged.window.number}", facts)


def stands_again(credential: Credential, outcome: Outcome, judged: Judgement, *, is_renewed: bool) -> Mail:
    """That a title which was over stands again: renewed, or until we decided; once for each outcome."""
    window = judged.window.following() if is_renewed else judged.window
    facts = {"renewed": is_renewed, "from_on": window.first, "until": window.expires_on}
    return _mail(credential, str(outcome.pk), facts)


def extended(credential: Credential, outcome: Outcome, before: date) -> Mail:
    """That the last day to report and pay was moved; ``outcome`` comes with its cycle."""
    assert outcome.cycle is not None  # noqa: S101  an extension is about one
    facts = {"expires_on": outcome.cycle.window.expires_on, "before": before, "last_day": outcome.last_day}
    return _mail(credential, str(outcome.pk), facts)


def reinstated(credential: Credential, outcome: Outcome, lost_on: date) -> Mail:
    """That a title was given back; ``outcome`` comes with its cycle."""
    assert outcome.cycle is not None  # noqa: S101  a reinstatement is about one
    following = outcome.cycle.window.following()
    facts = {
        "as_of": outcome.effective_on,
        "lost_on": lost_on,
        "from_on": following.first,
        "until": following.expires_on,
    }
    return _mail(credential, str(outcome.pk), facts)


def _figures(credential: Credential, **quarters: int) -> dict[str, str]:
    with override(credential.member.user.language):
        return {name: words.figures(value) for name, value in quarters.items()}


def _mail(credential: Credential, period: str, facts: Mapping[str, Any]) -> Mail:
    person = credential.member.user
    return Mail(
        to=person.email,
        about=f"{ABOUT}{credential.pk}",
        period=period,
        person=person,
        facts={"title": str(credential.title), **facts},
    )


def _page(facts: Facts) -> Facts:
    code = str(facts["title"]).partition(" ")[0]
    return {"code": code, "page": settings.BASE_URL + reverse("cpe:title", args=[code])}


def _still_so(message: Message) -> bool:
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


def _kind(key: str, name: Any, when: Any, sample: Mapping[str, Any], still_true: Any = _still_so) -> MessageKind:
    return MessageKind(
        key=f"cpe.{key}",
        name=name,
        when=when,
        template=f"cpe/email/{key}",
        facts={fact: type(value) for fact, value in sample.items()},
        sample=sample,
        more=_page,
        still_true=still_true,
    )


RENEWED: Final = _kind(
    "renewed",
    _("Your title is renewed"),
    _("When a cycle is over with its credits and contributions complete."),
    RENEWED_SAMPLE,
)
LOST: Final = _kind(
    "lost",
    _("Your title is over"),
    _("When a cycle was not complete by its last day to report and pay."),
    LOST_SAMPLE,
)
HELD: Final = _kind(
    "held",
    _("We owe you a decision; your title stands meanwhile"),
    _("When the last day passes while a decision of ours could still complete a cycle."),
    HELD_SAMPLE,
    _still_held,
)
STANDS_AGAIN: Final = _kind(
    "stands_again",
    _("Your title stands again"),
    _("When a title that was over is found complete after all, or waits for our decision."),
    STANDS_SAMPLE,
)
EXTENDED: Final = _kind(
    "extended",
    _("Your last day was moved"),
    _("When two colleagues move the last day to report and pay."),
    EXTENDED_SAMPLE,
)
REINSTATED: Final = _kind(
    "reinstated",
    _("Your title was given back"),
    _("When two colleagues give a title back that was over."),
    REINSTATED_SAMPLE,
)

register(RENEWED, LOST, HELD, STANDS_AGAIN, EXTENDED, REINSTATED)
