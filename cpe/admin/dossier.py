"""All that bears on one claim, in words: what was reported, its proof, what it counts, and who its member is."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.money import QUARTERS, to_parts
from cpe import claim_words, selectors, words
from cpe.admin.queue import amount, brings, used
from cpe.claim_words import SHAPES
from cpe.enums import AlikeWhy, ClaimStatus
from cpe.models import Claim
from cpe.rules import claims as rules
from cpe.selectors import Ledger, Sheet
from members import words as member_words

ALIKE: Final[Mapping[AlikeWhy, str | Promise]] = {
    AlikeWhy.FILE: gettext_lazy("the same file"),
    AlikeWhy.NAME: gettext_lazy("the same day, title and provider"),
    AlikeWhy.LIST: gettext_lazy("perhaps the same: one of the two is from our own attendance list"),
}
"""Why another claim looks like one."""


def dossier(claim: Claim, ledger: Ledger) -> dict[str, Any]:
    """What the pages of a claim show of it (7 queries beside those of the ledger)."""
    proof, others = selectors.proof_and_alike([claim])
    looked = selectors.look(claim, ledger, proof=proof.get(claim.pk, 0), others=others.get(claim.pk, ()))
    policy, activity = ledger.policies.on(claim.completed_on), looked.activity
    status = ClaimStatus(claim.state)
    unit = activity.unit if activity else None
    sent, questions = list(claim.evidence.select_related("file")), list(claim.questions.select_related("asked_by"))
    lines: list[Any] = list(claim.lines.select_related("recorded_by").order_by("pk"))
    for line in lines:
        line.in_figures = "–" if line.granted is None else words.figures(to_parts(line.granted, QUARTERS))
    return {
        "looked": looked,
        "name": activity.name if activity else claim.activity,
        "shape": SHAPES[status],
        "word": capfirst(claim.get_state_display()),
        "amount": amount(unit, claim.amount),
        "attended": amount(unit, claim.attended) if claim.attended is not None else "",
        "hours": _hours(claim),
        "origin": claim_words.brought_in(claim),
        "brings": brings(looked),
        "used": used(looked),
        "annual": [_annual(one) for one in looked.annual if one.limit.used + looked.most > one.limit.most],
        "files": [one.file for one in sent],
        "beside": selectors.mark_of([one.pk for one in sent], sum(one.answered_at is not None for one in questions)),
        "alike": [(one.claim, str(ALIKE[one.why]), _amount(one.claim, ledger)) for one in looked.alike],
        "version": policy.name,
        "rules": words.activity(activity, policy).sentences if activity else (),
        "counts": _counts(claim, ledger),
        "decisions": lines,
        "questions": questions,
        "holds": [_holds(sheet, ledger) for sheet in ledger.sheets],
        "instead": getattr(claim, "corrected_by", None),
    }


def _amount(claim: Claim, ledger: Ledger) -> str:
    """What another claim is for, in the unit of the rules of its day."""
    activity = ledger.policies.on(claim.completed_on).activities.get(claim.activity)
    return amount(activity.unit if activity else None, claim.amount)


def _hours(claim: Claim) -> str:
    """How its hours were reckoned, where the report says so."""
    if claim.begins_at is None or claim.ends_at is None:
        return ""
    told = _("%(net)s: from %(begin)s to %(end)s, with %(breaks)d minutes of breaks")
    net = words.clock(claim.net_minutes or 0)
    named = {
        "net": net,
        "begin": f"{claim.begins_at:%H:%M}",
        "end": f"{claim.ends_at:%H:%M}",
        "breaks": claim.breaks or 0,
    }
    return told % named


def _annual(one: Any) -> str:
    told = _("%(title)s: of the %(most)s that count from %(first)s to %(last)s, %(used)s are used.")
    year = {"first": date_format(one.year[0]), "last": date_format(one.year[1])}
    named = {"title": one.title, "most": words.figures(one.limit.most), "used": words.figures(one.limit.used)}
    return told % {**named, **year}


def _counts(claim: Claim, ledger: Ledger) -> list[dict[str, Any]]:
    """How it counts for each title now, and, while it waits, once it is accepted for the most it can be. No query."""
    policy, key = ledger.policies.on(claim.completed_on), selectors.ledger_id(claim.pk)
    activity = policy.activities.get(claim.activity)
    hoped: dict[Any, selectors.Gain] = {}
    if activity and claim.state == ClaimStatus.PENDING:
        fact = next(one for one in ledger.claims if one.id == key)
        gains = selectors.gains(ledger, rules.as_if_accepted(activity, fact, ledger.on), instead_of=key)
        hoped = {(gain.title_code, gain.window.number): gain for gain in gains}

    def lost(how: Any, status: ClaimStatus) -> list[str]:
        year = how.window.years[how.window.year_of(claim.completed_on)]
        return claim_words.losses(how.trace, policy, year=year, target=how.target, status=status)

    found = []
    for each in selectors.traced(ledger, key):
        gain = hoped.get((each.title_code, each.window.number))
        found.append(
            {
                "title": each.title_code,
                "cycle": each.window,
                "credits": words.figures(each.trace.credits),
                "lost": lost(each, ClaimStatus(claim.state)),
                "counted": words.figures(each.trace.counted),
                "then": words.figures(gain.trace.counted) if gain else "",
                "then_lost": lost(gain, ClaimStatus.ACCEPTED) if gain else (),
                "before": words.figures(gain.before) if gain else "",
                "after": words.figures(gain.after) if gain else "",
                "required": words.figures(gain.required) if gain else "",
            }
        )
    return found


def _holds(sheet: Sheet, ledger: Ledger) -> dict[str, str]:
    """A title of the member: how it stands, what its cycle has, and when that ends."""
    standing, count = sheet.standing, sheet.current
    told = {"code": sheet.credential.title_code, "shape": member_words.shape(standing), "word": ""}
    told["word"] = str(member_words.value(standing))
    if count is None:
        return told
    named = {"counted": words.figures(count.tally.counted), "required": words.figures(count.required)}
    days = (count.window.expires_on - ledger.on).days
    ends = {"day": date_format(count.window.expires_on), "last": date_format(count.last_day), "n": days}
    told["has"] = _("%(counted)s of %(required)s credits") % named
    if days == 0:
        cycle = _("its cycle ends today, on %(day)s")
    elif days > 0:
        cycle = ngettext("its cycle ends in %(n)d day, on %(day)s", "its cycle ends in %(n)d days, on %(day)s", days)
    else:
        cycle = _("its cycle ended on %(day)s")
    told["ends"] = cycle % ends
    told["last"] = _("last day to report %(last)s") % ends
    return told
