"""The answer of a replay: how every credential stands, cycle by cycle, and how each claim counts there."""

from datetime import UTC, date, datetime
from textwrap import indent
from typing import Any, Final

from cpe.enums import Judged
from cpe.replay.fields import credits_text, dumped
from cpe.replay.reading import Credential, Member, Question
from cpe.rules.caps import Trace
from cpe.rules.cycles import Judgement, judge
from cpe.rules.policy import Policies
from members.enums import OutcomeKind
from members.rules.standing import CredentialFact, OutcomeFact, standing

KINDS: Final = {Judged.RENEWED: OutcomeKind.RENEWED, Judged.DECERTIFIED: OutcomeKind.DECERTIFIED}
"""How a cycle came out → the outcome that a sweep would record."""

RECORDED: Final = datetime.min.replace(tzinfo=UTC)
"""Here nothing is recorded later than it is known."""


def answer(question: Question, policies: Policies) -> str:
    """The JSON document that answers the question: the same to the byte whenever it is asked.

    It is written member by member: the text of ten thousand takes less room than what it is made from.
    """
    told = [indent(dumped(_member(member, question, policies)), " " * 4).rstrip() for member in question.members]
    return dumped({"members": []}) if not told else '{\n  "members": [\n' + ",\n".join(told) + "\n  ]\n}\n"


def _member(member: Member, question: Question, policies: Policies) -> dict[str, Any]:
    told = [
        _credential(credential, judge(policies, member.case(credential), question.on), question.on)
        for credential in member.credentials
    ]
    return {"id": member.id, "credentials": told}


def _credential(credential: Credential, judgements: tuple[Judgement, ...], on: date) -> dict[str, Any]:
    return {
        "title": credential.title,
        "standing": _standing(credential, judgements, on),
        "cycles": [_cycle(judgement) for judgement in judgements],
    }


def _standing(credential: Credential, judgements: tuple[Judgement, ...], on: date) -> str | None:
    """How the register answers, had a sweep recorded these outcomes."""
    outcomes = [
        OutcomeFact(
            id=judgement.window.number,
            kind=KINDS[judgement.outcome],
            effective_on=judgement.outcome_on,
            recorded_at=RECORDED,
            cycle=judgement.window.number,
        )
        for judgement in judgements
        if judgement.outcome_on
    ]
    first = judgements[0].window if judgements else None
    stood = standing(CredentialFact(awarded_on=credential.awarded_on, first_cycle=first), outcomes, on)
    return stood.value.value if stood else None


def _cycle(judgement: Judgement) -> dict[str, Any]:
    window, tally = judgement.window, judgement.tally
    return {
        "number": window.number,
        "from": window.first.isoformat(),
        "until": window.expires_on.isoformat(),
        "last_day": judgement.last_day.isoformat(),
        "outcome": judgement.outcome.value,
        "outcome_on": judgement.outcome_on and judgement.outcome_on.isoformat(),
        "required": credits_text(judgement.required),
        "counted": credits_text(tally.counted),
        "fees_open": judgement.fees_open,
        "years": [
            {
                "from": first.isoformat(),
                "until": last.isoformat(),
                "target": credits_text(judgement.target),
                "counted": credits_text(counted),
            }
            for (first, last), counted in zip(window.years, tally.years, strict=True)
        ],
        "claims": [_claim(trace) for trace in tally.traces],
    }


def _claim(trace: Trace) -> dict[str, Any]:
    return {
        "id": trace.claim.id,
        "credits": credits_text(trace.credits),
        "counted": credits_text(trace.counted),
        "reductions": [{"rule": rule.value, "credits": credits_text(lost)} for rule, lost in trace.losses],
    }
