"""The answer of a replay: how every credential stands, cycle by cycle, and how each claim counts there."""

from collections.abc import Mapping
from textwrap import indent
from typing import Any, Final

from cpe.enums import Judged
from cpe.replay.fields import credits_text, dumped
from cpe.replay.reading import Credential, Member, Question
from cpe.rules.caps import Trace
from cpe.rules.cycles import Judgement, judge
from cpe.rules.policy import Policies

STANDINGS: Final[Mapping[Judged, str]] = {
    Judged.RUNNING: "valid",
    Judged.RENEWED: "valid",
    Judged.GRACE: "grace",
    Judged.HELD: "held",
    Judged.DECERTIFIED: "decertified",
}
"""How a credential stands, by the outcome of its last cycle."""


def answer(question: Question, policies: Policies) -> str:
    """The JSON document that answers the question: the same to the byte whenever it is asked.

    It is written member by member: the text of ten thousand takes less room than what it is made from.
    """
    told = [indent(dumped(_member(member, question, policies)), " " * 4).rstrip() for member in question.members]
    return dumped({"members": []}) if not told else '{\n  "members": [\n' + ",\n".join(told) + "\n  ]\n}\n"


def _member(member: Member, question: Question, policies: Policies) -> dict[str, Any]:
    told = [
        _credential(credential, judge(policies, member.case(credential), question.on))
        for credential in member.credentials
    ]
    return {"id": member.id, "credentials": told}


def _credential(credential: Credential, judgements: tuple[Judgement, ...]) -> dict[str, Any]:
    return {
        "title": credential.title,
        "standing": STANDINGS[judgements[-1].outcome if judgements else Judged.RUNNING],
        "cycles": [_cycle(judgement) for judgement in judgements],
    }


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
