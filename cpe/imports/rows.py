"""A row judged: by the rules of the day it was completed, and beside what the ledger knows.

Pure: rows and what is known of them come in. What becomes of a row does not depend on the order of the rows.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from cpe import claim_words
from cpe.enums import ClaimStatus
from cpe.imports.known import Known, KnownMember
from cpe.rules import claims as rules
from cpe.rules.policy import Activity, Policies
from cpe.selectors import folded
from members import words
from members.imports import Fault
from members.imports.cells import Said

OF_THE_ROW = (
    "activity", "completed_on", "reported_on", "amount", "attended", "title", "provider", "track", "started_on",
    "granted", "why", "words", "reference",
)  # fmt: skip
"""What a row says about an activity, beside the decision: by all of it the same row is known again."""

Double = tuple[str, int]
"""What may be the same activity: ``claim`` and its number, or ``line`` and the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlan:
    """A row as a claim of its member, or as the claim it was brought in as before (``known``, its number).

    ``decision`` is what its last line says; without one it waits. ``fact`` has the place of a claim yet to be made.
    """

    line: int
    member: KnownMember
    values: Mapping[str, Any]
    activity: Activity
    fact: rules.Claim
    decision: rules.Decision | None
    digest: str
    known: int | None = None
    doubles: tuple[Double, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it can count for a title."""
        return self.decision is None or self.decision.status is ClaimStatus.ACCEPTED


class Judge:
    """Judges the rows of a file one by one, and gathers all that is wrong with them."""

    def __init__(self, known: Known, policies: Policies, *, by: int | None, on: date) -> None:
        self.known, self.policies, self.by, self.on = known, policies, by, on
        self.faults: list[Fault] = []
        self._indexes: dict[int, Mapping[Any, list[int]]] = {}
        self._lines: dict[tuple[int, str, str], int] = {}

    def fault(self, row: Said, column: str, sentence: str) -> None:
        """One thing to be mended."""
        self.faults.append(Fault(line=row.line, column=column, sentence=sentence))

    def row(self, row: Said) -> RowPlan | None:
        """A row as a plan; nothing where something is wrong with it."""
        before = len(self.faults)
        member = self._member(row)
        if not row.says(*OF_THE_ROW, "decision", "decided_on"):
            return None
        activity = self._activity(row)
        self._check_days(row)
        if row.values["track"] and row.values["track"] not in self.known.tracks:
            told = _("No track has this key. Write one of these, or leave it empty: %(keys)s.")
            self.fault(row, "track", told % {"keys": ", ".join(self.known.tracks)})
        if activity is None or len(self.faults) > before:
            return None
        decision = _decision(row.values, activity)
        fact = _fact(row, activity, decision)
        self._check_amount(row, activity, fact)
        self._check_decision(row, activity, fact, decision)
        if member is None or len(self.faults) > before:
            return None
        plan = RowPlan(
            line=row.line,
            member=member,
            values=row.values,
            activity=activity,
            fact=fact,
            decision=decision,
            digest=_digest(row.values, decision),
        )
        return self._against_the_ledger(row, plan, before)

    def _member(self, row: Said) -> KnownMember | None:
        """Whose row it is."""
        if not row.says("member_number", "email"):
            return None
        number, email = row.values["member_number"], row.values["email"]
        if number is None and not email:
            self.fault(row, "member_number", _("Say whose it is: write the member number or the e-mail address."))
            return None
        by_number, by_email = self.known.numbers.get(number), self.known.addresses.get(email or "")
        if number is not None and by_number is None:
            self.fault(row, "member_number", _("Nobody in the register has this number."))
        if email and by_email is None:
            told = (
                _("This account has no place in the register. Bring the register in first.")
                if email in self.known.outside
                else _("This address leads to nobody. Write one the member signs in with, or the member number.")
            )
            self.fault(row, "email", told)
        if by_number and by_email and by_number != by_email:
            self.fault(row, "email", _("The number and the address lead to two people."))
            return None
        if (number is not None and by_number is None) or (email and by_email is None):
            return None
        return by_number or by_email

    def _activity(self, row: Said) -> Activity | None:
        policy = self.policies.on(row.values["completed_on"])
        activity = policy.activities.get(row.values["activity"])
        if activity is None:
            told = _("The rules of that day know no such activity. They know these: %(keys)s.")
            self.fault(row, "activity", told % {"keys": ", ".join(policy.activities)})
        return activity

    def _check_days(self, row: Said) -> None:
        values = row.values
        completed_on, reported_on = values["completed_on"], values["reported_on"]
        decided_on, started_on = values["decided_on"], values["started_on"]
        if reported_on > self.on:
            self.fault(row, "reported_on", _("This day has not come yet."))
        elif completed_on > reported_on:
            self.fault(
                row, "completed_on", _("It was reported before this day. An activity is reported once completed.")
            )
        if started_on and started_on > completed_on:
            self.fault(row, "started_on", _("The first day lies after the day it was completed."))
        if decided_on is None:
            return
        if values["decision"] is None:
            self.fault(
                row, "decided_on", _("There is no decision in this row. Write which one, or leave the day empty.")
            )
        elif decided_on > self.on:
            self.fault(row, "decided_on", _("This day has not come yet."))
        elif decided_on < reported_on:
            told = _("It was reported on %(day)s, and nothing is decided earlier.")
            self.fault(row, "decided_on", told % {"day": words.day(reported_on)})

    def _check_amount(self, row: Said, activity: Activity, fact: rules.Claim) -> None:
        started_on = row.values["started_on"] or fact.completed_on
        days = (fact.completed_on - started_on).days + 1
        wrong = rules.unfit(activity, fact.amount, fact.attended, days=days)
        if wrong:
            column = "attended" if claim_words.ATTENDED.issuperset(wrong) else "amount"
            self.fault(row, column, " ".join(str(claim_words.UNFIT[reason]) for reason in wrong))

    def _check_decision(
        self, row: Said, activity: Activity, fact: rules.Claim, decision: rules.Decision | None
    ) -> None:
        """What a reviewer could not have decided by the rules of the day."""
        values, granted = row.values, row.values["granted"]
        said = values["decision"]
        if said is not ClaimStatus.ACCEPTED and granted is not None:
            self.fault(
                row,
                "granted",
                claim_words.nothing_granted() if said else _("Credits are granted by a decision: write accepted."),
            )
        elif said is ClaimStatus.ACCEPTED and (granted is not None or activity.credits is None):
            may = rules.grants(activity, fact)
            if granted not in may:
                self.fault(row, "granted", claim_words.grant_between(may))
                return
        fewer = said is ClaimStatus.ACCEPTED and granted is not None and rules.is_less(activity, fact, granted)
        is_less = said is ClaimStatus.DENIED or fewer
        if is_less and values["why"] is None:
            told = _("Write the reason of a denial or of fewer credits by its key; other where nothing was kept of it.")
            self.fault(row, "why", told)
        if not is_less and (values["why"] or values["words"]):
            column = "why" if values["why"] else "words"
            self.fault(row, column, _("What is accepted as reported needs no reason; leave it empty."))

    def _against_the_ledger(self, row: Said, plan: RowPlan, before: int) -> RowPlan | None:
        """The plan beside what the ledger and the rows above know of the same activity."""
        reference = row.values["reference"] or ""
        there = self._there(plan.member.pk)
        for kind, mark in (("row", plan.digest), ("reference", reference)):
            if not mark:
                continue
            first = self._lines.setdefault((plan.member.pk, kind, mark), row.line)
            if first != row.line:
                self.fault(row, "reference", _twice(kind, first))
                return None
        if known := there.get(("row", plan.digest)):
            return replace(plan, known=known[0])
        if reference and (other := there.get(("reference", reference))):
            told = _(
                "Claim %(number)d was brought in under this number and says something else. A file does not change "
                "what was reported: leave the row out, and put it right at the claim."
            )
            self.fault(row, "reference", told % {"number": other[0]})
        if not plan.member.open:
            self.fault(row, _named(row), _("The account of this member is closed. Open it again first."))
        if plan.member.user == self.by:
            self.fault(row, _named(row), _("This is your own claim. Somebody else brings it in."))
        if len(self.faults) > before:
            return None
        alike = _likeness(plan.fact, row.values["title"], row.values["provider"])
        return replace(plan, doubles=tuple(("claim", claim) for claim in there.get(alike, ())))

    def _there(self, member: int) -> Mapping[Any, list[int]]:
        """The member's claims by the mark of their row, their number in the old system, and what they are about."""
        if member not in self._indexes:
            index: dict[Any, list[int]] = defaultdict(list)
            for claim in self.known.claims.get(member, ()):
                for key in (("row", claim.row_digest), ("reference", claim.reference)):
                    index[key].append(claim.pk)
                if claim.stands:
                    index[_likeness(claim, claim.title, claim.provider)].append(claim.pk)
            self._indexes[member] = dict(index)
        return self._indexes[member]


def with_doubles_in_the_file(plans: list[RowPlan]) -> list[RowPlan]:
    """The same plans, each of the new ones with the lines above that may be the same activity."""
    seen: dict[tuple[Any, ...], list[int]] = {}
    found = []
    for plan in plans:
        key = (plan.member.pk, *_likeness(plan.fact, plan.values["title"], plan.values["provider"]))
        lines = seen.setdefault(key, [])
        of_file = tuple(("line", line) for line in lines) if plan.known is None else ()
        lines.append(plan.line)
        found.append(replace(plan, doubles=(*plan.doubles, *of_file)))
    return found


def told_of(double: Double) -> str:
    """What may be the same activity, as people name it."""
    kind, number = double
    return (_("claim %(n)d") if kind == "claim" else _("line %(n)d")) % {"n": number}


def told_of_all(doubles: list[Double]) -> str:
    """Several of them in one phrase."""
    return str(get_text_list([told_of(each) for each in doubles], _("and")))


def _named(row: Said) -> str:
    return "member_number" if row.values["member_number"] is not None else "email"


def _twice(kind: str, line: int) -> str:
    if kind == "reference":
        return _("Line %(line)d has this number for the same member already.") % {"line": line}
    told = _(
        "Line %(line)d says the same of the same member. If it was done twice, give each its number; else leave it out."
    )
    return told % {"line": line}


def _decision(values: Mapping[str, Any], activity: Activity) -> rules.Decision | None:
    """What was decided; of what needs no approval, that it was accepted when it was reported."""
    status, day = values["decision"], values["decided_on"] or values["reported_on"]
    if status is None and not activity.approval:
        status = ClaimStatus.ACCEPTED
    return rules.Decision(on=day, status=status, granted=values["granted"]) if status else None


def _fact(row: Said, activity: Activity, decision: rules.Decision | None) -> rules.Claim:
    return rules.Claim(
        id="",
        activity=activity.key,
        completed_on=row.values["completed_on"],
        reported_on=row.values["reported_on"],
        amount=row.values["amount"],
        attended=row.values["attended"],
        decisions=(decision,) if decision else (),
    )


def _digest(values: Mapping[str, Any], decision: rules.Decision | None) -> str:
    """The mark of a row: the same whatever the order of its columns and the way its numbers and days are written."""
    said = [str(values[name]) if values[name] not in {None, ""} else "" for name in OF_THE_ROW]
    said += [str(decision.status), decision.on.isoformat()] if decision else ["", ""]
    return sha256(json.dumps(said).encode()).hexdigest()


def _likeness(fact: Any, title: str | None, provider: str | None) -> tuple[Any, ...]:
    """What two reports of one activity have in common: day, title and provider; without words, day, kind and amount."""
    said = tuple(folded(text or "") for text in (title, provider))
    return (fact.completed_on, *(said if any(said) else (fact.activity, fact.amount)))
