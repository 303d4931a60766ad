"""How a committee judges: the file is frozen, one proposes, everybody votes, another one confirms; then all of it ends.

Only after the member explained, declined or let the day pass. Every act locks the member's account, then the case.
A judgement is final: there is no act against it. Source: S3.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.calendar import local_day
from common.files import keeping
from common.files.kinds import FileKind
from common.models import Upload
from common.sections import Section
from comms import outbox
from conduct import policies
from conduct.documents import case_file
from conduct.emails import cases as emails
from conduct.emails import judging as judging_emails
from conduct.emails import reports as report_emails
from conduct.enums import Audience, CaseState, JudgementState, Outcome, Step
from conduct.models import Case, Explanation, Finding, Judgement, Vote
from conduct.models.reports import LONG, SHORT
from conduct.rules import judging as rules
from conduct.selectors import make_up, terms_on
from conduct.selectors.judging import seated_of, votes_of
from conduct.services.intake import require_nameless
from conduct.services.steps import ConductRefused, locked_case, note, require_state, required
from conduct.shelves import FILE
from members.services.revoking import revoke


def begin_deliberation(case: Case, *, by: User, at: datetime) -> Case:
    """Freeze the file of a case, as the chair, and begin to deliberate; nothing is put into the room after that.

    The file is drawn before anything is locked; what was drawn is compared with what is there under the lock. Commits
    as it goes, so no transaction may be open around it. Raises ``Forbidden``, and ``ConductRefused`` before the member
    explained, declined or let the day pass, while the committee is not whole, or when something came meanwhile.
    """
    policies.require_chair(by, case)
    _require_ready(case, at)
    held = case_file.read(case)
    content = case_file.drawn(case, held, at=at)
    upload = keeping.keep_made(content, name=f"{case.reference}.pdf", kind=FileKind.PDF, shelf=FILE, owner=None, at=at)
    try:
        return _frozen(case, upload, held, by=by, at=at)
    except Exception:
        keeping.let_go([upload.pk], at=at)
        raise


@transaction.atomic
def _frozen(case: Case, upload: Upload, held: tuple[Section, ...], *, by: User, at: datetime) -> Case:
    row = locked_case(case)
    policies.require_chair(by, row)
    _require_ready(row, at)
    if case_file.read(row) != held:
        told = _("Something was added to this case a moment ago, so its file was not frozen. Read it, then try again.")
        raise ConductRefused(told)
    row.become(CaseState.DELIBERATING)
    row.file, row.frozen_at = keeping.take_up(upload, by=None), at
    row.save(update_fields=["state", "file", "frozen_at"])
    note(Step.FROZEN, case=row, by=by, at=at)
    outbox.queue_many(emails.IN_THE_ROOM, emails.to_committee(row, period="frozen", but=by), at=at)
    return row


def _require_ready(row: Case, at: datetime) -> None:
    """Raise ``ConductRefused`` unless a case can be deliberated on."""
    require_state(row, CaseState.EXPLAINING)
    if not Explanation.objects.filter(case=row, given_at__isnull=False).exists():
        told = _("Nothing is judged before the member explained, declined or let the day pass.")
        raise ConductRefused(told)
    if not make_up(row, local_day(at)).settled:
        raise ConductRefused(_("Somebody is missing on the committee, or a name can still be challenged."))


@transaction.atomic
def propose(
    case: Case,
    findings: Mapping[int, tuple[rules.Finding, str]],
    reasons: str,
    *,
    by: User,
    at: datetime,
) -> Judgement:
    """Propose a judgement, as somebody on the committee: findings by the number of each article concerned, with words.

    The outcome follows from them. The proposer's vote is for it; the others are asked for theirs. Raises ``Forbidden``,
    and ``ConductRefused`` where an article is missing, a finding is not whole, or the reasons name a reporter.
    """
    row = locked_case(case)
    seat = policies.require_seated(by, row)
    require_state(row, CaseState.DELIBERATING)
    _require_whole(row, at)
    concerned = {one.pk for one in row.concerned.all()}
    if findings.keys() != concerned or not all(found.whole for found, _words in findings.values()):
        raise ConductRefused(_("Judge each article: whether it was broken, and then knowingly, and explained."))
    said = required(reasons, _("Write the reasons, in words to the member."), LONG)
    words = {key: required(told, _("Write why, for each article."), SHORT) for key, (_f, told) in findings.items()}
    require_nameless("\n".join([said, *words.values()]), list(row.reports.all()))
    outcome = rules.outcome(found for found, _words in findings.values())
    made: Judgement = row.judgements.create(outcome=outcome.value, reasons=said, proposed_by=by, proposed_at=at)
    Finding.objects.bulk_create(
        Finding(
            judgement=made,
            concerned_id=key,
            broken=found.broken,
            knowingly=found.knowingly,
            explained=found.explained,
            words=words[key],
        )
        for key, (found, _words) in findings.items()
    )
    made.votes.create(seat=seat, agrees=True, cast_at=at)
    row.become(CaseState.PROPOSED)
    row.save(update_fields=["state"])
    note(Step.PROPOSED, case=row, by=by, at=at)
    outbox.queue_many(judging_emails.TO_VOTE, emails.to_committee(row, period=f"proposal {made.pk}", but=by), at=at)
    return made


@transaction.atomic
def vote(judgement: Judgement, *, agrees: bool, words: str, by: User, at: datetime) -> Vote:
    """Vote on a proposed judgement, once; against it with words. Raises ``Forbidden``, ``ConductRefused``."""
    row, found = _locked(judgement)
    seat = policies.require_seated(by, row)
    said = words.strip() if agrees else required(words, _("Write why you are against it."), SHORT)
    if len(said) > SHORT:
        raise ConductRefused(_("Write at most %(most)d characters.") % {"most": SHORT})
    if found.votes.filter(seat=seat).exists():
        raise ConductRefused(_("You voted already."))
    cast: Vote = found.votes.create(seat=seat, agrees=agrees, words=said, cast_at=at)
    note(Step.VOTED, case=row, by=by, at=at)
    return cast


@transaction.atomic
def send_back(judgement: Judgement, words: str, *, by: User, at: datetime) -> Judgement:
    """Send a proposed judgement back, as somebody on the committee, with why; another one is proposed then.

    Raises ``Forbidden``, ``ConductRefused``.
    """
    row, found = _locked(judgement)
    policies.require_seated(by, row)
    found.become(JudgementState.SENT_BACK)
    found.sent_back = required(words, _("Write why."), SHORT)
    found.decided_by, found.decided_at = by, at
    found.save(update_fields=["state", "sent_back", "decided_by", "decided_at"])
    row.become(CaseState.DELIBERATING)
    row.save(update_fields=["state"])
    note(Step.SENT_BACK, case=row, by=by, at=at)
    outbox.queue_many(emails.IN_THE_ROOM, emails.to_committee(row, period=f"sent back {found.pk}", but=by), at=at)
    return found


@transaction.atomic
def confirm(judgement: Judgement, *, by: User, at: datetime) -> Case:
    """Confirm a judgement that carried, as another one on the committee than its proposer. It is final.

    In one transaction the case closes, notes of the committee go, and where the outcome is a breach the membership and
    every title end with certificates, badges and the register's entry. Member, reporters and committee are told. Raises
    ``Forbidden``, and ``ConductRefused`` until all voted and most of them for it.
    """
    row, found = _locked(judgement)
    policies.require_seated(by, row)
    if found.proposed_by_id == by.pk:
        raise ConductRefused(_("You proposed this judgement. Another one on the committee confirms it."))
    _require_whole(row, at)
    if not rules.carries(votes_of(found, seated_of(row))):
        raise ConductRefused(_("Not everybody on the committee has voted, or most are not for it."))
    outcome, on = Outcome(found.outcome), local_day(at)
    found.become(JudgementState.CONFIRMED)
    found.decided_by, found.decided_at = by, at
    found.save(update_fields=["state", "decided_by", "decided_at"])
    if outcome is Outcome.BREACH:
        revoke(row.member, reads_until=terms_on(on).read_until(on), at=at)
    row.become(CaseState.CLOSED)
    row.outcome, row.closed_at = outcome.value, at
    row.kept_until = terms_on(on).closed_until(on, outcome)
    row.save(update_fields=["state", "outcome", "closed_at", "kept_until"])
    note(Step.JUDGED, case=row, by=by, at=at)
    _forget_notes(row, at=at)
    _tell(row, at=at)
    return row


def _forget_notes(row: Case, *, at: datetime) -> None:
    notes = row.entries.filter(audience=Audience.NOTE)
    files = [key for key in notes.values_list("file", flat=True) if key]
    if notes.delete()[0]:
        note(Step.NOTES_GONE, case=row, by=None, at=at)
    keeping.let_go(files, at=at)


def _tell(row: Case, *, at: datetime) -> None:
    outbox.queue(emails.JUDGED, emails.to_member(row), at=at)
    outbox.queue_many(emails.CASE_CLOSED, [emails.to(row.officer, row), *emails.to_committee(row)], at=at)
    reported = [report_emails.to_reporter(one) for one in row.reports.all() if one.email]
    outbox.queue_many(report_emails.CLOSED, reported, at=at)


def _locked(judgement: Judgement) -> tuple[Case, Judgement]:
    """Case and judgement, locked. Raises ``ConductRefused`` for one that does not wait any more."""
    row = locked_case(judgement.case)
    require_state(row, CaseState.PROPOSED)
    found = row.judgements.select_for_update(of=("self",)).filter(pk=judgement.pk).first()
    if found is None or found.state != JudgementState.PROPOSED:
        raise ConductRefused(_("This proposal does not wait any more."))
    return row, found


def _require_whole(row: Case, at: datetime) -> None:
    made = make_up(row, local_day(at))
    if made.missing or not made.has_chair:
        raise ConductRefused(_("The committee is not whole any more. The case officer replaces who left."))
    if not made.settled:
        raise ConductRefused(_("Somebody was asked and has not answered, or a name can still be challenged."))
