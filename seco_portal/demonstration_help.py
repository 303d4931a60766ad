"""Which of the invented members wrote that they will not make it, and what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from accounts.models import User
from cpe import services
from cpe.models import HelpRequest
from members.models import Credential


@dataclass(frozen=True, slots=True)
class Asked:
    """Who will not make it with a title, asked so many days ago, and what was answered, if it was."""

    person: str
    title: str
    why: str
    wish: str
    ago: int
    answer: str = ""


HELP: Final = (
    Asked("greek", "S-DPP", "I was ill from March to August.", "Time until the summer.", ago=3),
    Asked(
        "one-name",
        "S-ITSP",
        "My employer stopped, and with it every course I had planned.",
        "Advice on what still fits.",
        ago=25,
        answer="The planner shows what is left. If you come close, write again: two of us can move the last day.",
    ),
)
"""Requests for help with a title: one waits, one was answered a week later."""


def ask(users: Mapping[str, User], clerk: User, *, at: datetime) -> None:
    """Ask for help, and answer; whoever asked before is left alone."""
    for asked in HELP:
        user = users[asked.person]
        held = Credential.objects.filter(member__user=user, title__code=asked.title).first()
        if held is None or HelpRequest.objects.filter(credential__member__user=user).exists():
            continue
        moment = at - timedelta(days=asked.ago)
        row = services.ask_for_help(held.member, held.pk, why=asked.why, wish=asked.wish, by=user, at=moment)
        if asked.answer:
            services.answer_help(row, words=asked.answer, by=clerk, at=moment + timedelta(days=7))
