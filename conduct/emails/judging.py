"""Mails to a committee that judges: a vote is asked, and a case that waits for it is brought to mind."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from comms.models import Message
from conduct.emails.cases import of_case
from conduct.emails.kinds import CASE, JUDGES, Words
from conduct.enums import CaseState, JudgementState
from conduct.models import Case, Judgement


def waits_for_vote(message: Message) -> bool:
    """Whether the proposed judgement still waits for the vote of who is mailed."""
    case = message.about.removeprefix(CASE)
    rows = Judgement.objects.filter(case__reference=case, state=JudgementState.PROPOSED)
    return rows.exclude(votes__seat__person=message.person_id).exists()


def waits_for_committee(message: Message) -> bool:
    """Whether a case still waits for its deliberation, or for a proposal."""
    rows = Case.objects.filter(reference=message.about.removeprefix(CASE))
    return rows.filter(state__in=[CaseState.EXPLAINING.value, CaseState.DELIBERATING.value]).exists()


TO_VOTE: Final = of_case(
    "to_vote",
    Words(
        name=_("Your vote is asked"),
        when=_("When a judgement is proposed; to the others on the committee."),
        subject=_("To vote: case %(reference)s"),
        reason=JUDGES,
        heading=_("Your vote is asked"),
        text=_("A judgement is proposed. Please read it and vote; it is sent only once everybody has voted."),
        label=_("Open the case"),
    ),
    still_true=waits_for_vote,
)
TO_VOTE_AGAIN: Final = of_case(
    "to_vote_again",
    Words(
        name=_("A reminder: your vote is asked"),
        when=_("A week after a judgement was proposed; to who has not voted."),
        subject=_("Still to vote: case %(reference)s"),
        reason=JUDGES,
        heading=_("Your vote is missing"),
        text=_("A judgement was proposed a week ago, and your vote is missing. The member waits for it."),
        label=_("Open the case"),
    ),
    still_true=waits_for_vote,
)
TO_GO_ON: Final = of_case(
    "to_go_on",
    Words(
        name=_("A reminder: a case waits for its committee"),
        when=_("Two weeks after the member answered, or the file was frozen, when nothing followed; to the chair."),
        subject=_("To go on: case %(reference)s"),
        reason=JUDGES,
        heading=_("The case waits for the committee"),
        text=_("For two weeks nothing followed in this case. Its page says what comes next; the member waits for it."),
        label=_("Open the case"),
    ),
    still_true=waits_for_committee,
)
