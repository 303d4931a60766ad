"""A member with something on every page of CPE, counted back from a day."""

import datetime as dt
from decimal import Decimal
from typing import Any

from common.calendar import anniversary
from cpe import services
from cpe.enums import ClaimStatus, Denial
from cpe.models import ClaimDraft
from members.models import Member
from tests.cpe.test_ledger import with_titles
from tests.factories.members import MemberFactory
from tests.people import person

LONG = "Security Engineering, third edition: a guide to building dependable distributed systems"
REPORTED = (
    ("webinar-attended", "3", 200, "Zero trust in practice", "ISACA Netherlands Chapter"),
    ("webinar-attended", "3", 190, "Threat modelling", "ISACA Netherlands Chapter"),
    ("webinar-attended", "3", 180, "", ""),
    ("webinar-attended", "1.5", 16, "Passkeys for everybody", "SECO-Institute"),
    ("webinar-attended", "1.5", 6, "Reading logs", "SECO-Institute"),
    ("book", "320", 150, "The Cuckoo's Egg", "Clifford Stoll"),
    ("seminar-conference", "6", 52, "One Conference, The Hague", "NCSC-NL"),
    ("teaching", "12", 420, "Risk for managers", "Hogeschool Utrecht"),
    ("article-published", "7", 500, "Who reads the risk register?", "Informatiebeveiliging"),
    ("podcast", "18", 460, "", ""),
)


def a_full_member(today: dt.date, at: dt.datetime, **more: Any) -> Member:
    """Titles of two levels, claims in every state, one capped, one waiting, one denied, one corrected, a draft."""
    first = anniversary(today, -3) + dt.timedelta(days=41)
    titles = {"S_ISP": first, "S_CISO": anniversary(today, -1) + dt.timedelta(days=80)}
    member = with_titles(MemberFactory(registered_on=first, **more), titles)
    reviewer = person(f"Reviewer of {member.number}", "cpe-reviewer")

    def report(activity: str, amount: str, ago: int, title: str, provider: str, **as_well: Any) -> Any:
        moment = at - dt.timedelta(days=ago)
        return services.report(
            member,
            activity=activity,
            completed_on=moment.date(),
            amount=Decimal(amount),
            attended=Decimal(amount) if activity == "webinar-attended" else None,
            details=services.Details(title=title, provider=provider),
            by=member.user,
            at=moment + dt.timedelta(days=1),
            **as_well,
        )

    for told in REPORTED:
        claim = report(*told)
        if claim.state == ClaimStatus.PENDING:
            services.decide(claim, ClaimStatus.ACCEPTED, by=reviewer, at=at)
    denied = report("exam-question", "4", 120, "Questions about ISO 27001", "SECO-Institute")
    services.decide(denied, ClaimStatus.DENIED, why=Denial.TWICE, words="They are in the bank.", by=reviewer, at=at)
    wrong = report("mentoring", "5", 44, "A mentee", "")
    report("mentoring", "4", 44, "A mentee, put right", "", corrects=wrong.pk)
    report("book", "1080", 20, LONG, "Ross Anderson")
    ClaimDraft.objects.create(member=member, typed={"title": "A course in Delft"}, begun_at=at, changed_at=at)
    return member
