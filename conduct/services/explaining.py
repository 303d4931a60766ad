"""How a member answers what is alleged: in writing, at a hearing, by declining, or not at all.

Every act locks the member's account, then the case. Without one of these there is no deliberation. Source: S3.
"""

from datetime import date, datetime
from typing import Any, Final

from django.core.files.base import File
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common.calendar import local_day
from common.files import keeping
from common.files.refusals import refused
from common.models import Upload
from comms import outbox
from conduct import policies
from conduct.emails import cases as emails
from conduct.emails import hearings as hearing_emails
from conduct.enums import CaseState, Explained, Step
from conduct.models import Case, Explanation, Extension, Hearing
from conduct.models.reports import LONG, SHORT
from conduct.rules.terms import furthest
from conduct.selectors import make_up, terms_on
from conduct.services.intake import require_nameless
from conduct.services.steps import ConductRefused, locked_case, note, require_state, required
from conduct.shelves import EXPLANATION

MOST_FILES: Final = 10


@transaction.atomic
def ask_to_explain(case: Case, *, by: User | None, at: datetime) -> Case:
    """Ask the member to explain, until a day; by the night once every name is settled, or by the case officer then.

    Queues ``conduct.asked_to_explain``. Raises ``Forbidden``, and ``ConductRefused`` while the committee is not
    complete or a name can still be challenged.
    """
    row = locked_case(case)
    if by is not None:
        policies.require_case_officer(by, row)
    require_state(row, CaseState.NAMED)
    on = local_day(at)
    if not make_up(row, on).settled:
        raise ConductRefused(_("Somebody is missing on the committee, or a name can still be challenged."))
    row.become(CaseState.EXPLAINING)
    row.asked_at, row.explain_by = at, terms_on(on).explain_by(on)
    row.save(update_fields=["state", "asked_at", "explain_by"])
    note(Step.INVITED_TO_EXPLAIN, case=row, by=by, at=at)
    outbox.queue(emails.ASKED, emails.to_member(row, until=row.explain_by), at=at)
    return row


@transaction.atomic
def extend(case: Case, until: date, reason: str, *, by: User, at: datetime) -> Extension:
    """Give the member more time, with the reason; the day before stays to be seen. Queues ``conduct.extended``.

    Raises ``Forbidden``, and ``ConductRefused`` for a day that is no later or too far, or once the member answered.
    """
    row = locked_case(case)
    policies.require_case_officer(by, row)
    require_state(row, CaseState.EXPLAINING)
    _require_unanswered(row)
    said = required(reason, _("Write why."), SHORT)
    require_nameless(said, list(row.reports.all()))
    assert row.explain_by is not None  # noqa: S101  a constraint says so
    if until <= max(row.explain_by, local_day(at)):
        raise ConductRefused(_("Choose a day after the one that holds now."))
    _require_near(until, at)
    made: Extension = row.extensions.create(before=row.explain_by, until=until, reason=said, given_at=at, given_by=by)
    row.explain_by = until
    row.save(update_fields=["explain_by"])
    note(Step.EXTENDED, case=row, by=by, at=at)
    outbox.queue(emails.EXTENDED, emails.to_member(row, until=until, period=f"{until:%Y-%m-%d}"), at=at)
    return made


@transaction.atomic
def save(case: Case, words: str, *, by: User, at: datetime) -> Explanation:
    """Keep what the member has written so far; nobody else reads it. Raises ``Forbidden``, ``ConductRefused``."""
    _row, draft = _draft(case, by=by, at=at)
    if len(words) > LONG:
        raise ConductRefused(_("Write at most %(most)d characters.") % {"most": LONG})
    draft.words, draft.saved_at = words.strip(), at
    draft.save(update_fields=["words", "saved_at"])
    return draft


def attach(case: Case, file: "File[Any]", *, by: User, at: datetime) -> Upload:
    """Receive a document and put it with the member's draft. Commits as it goes, so no transaction may be open around.

    Raises ``FileRefused``, ``Forbidden`` and ``ConductRefused``.
    """
    upload = keeping.receive(file, shelf=EXPLANATION, owner=by, at=at)
    try:
        with transaction.atomic():
            _row, draft = _draft(case, by=by, at=at)
            if draft.files.count() >= MOST_FILES:
                raise refused("too-many", most=MOST_FILES)
            draft.files.create(file=keeping.take_up(upload, by=by))
    except Exception:
        keeping.let_go([upload.pk], at=at)
        raise
    return upload


@transaction.atomic
def detach(case: Case, reference: str, *, by: User, at: datetime) -> None:
    """Take a document off the draft and let it go. Raises ``Forbidden``, ``ConductRefused``."""
    _row, draft = _draft(case, by=by, at=at)
    for found in draft.files.filter(file__reference=reference):
        found.delete()
        keeping.let_go([found.file_id], at=at)


@transaction.atomic
def explain(case: Case, words: str, *, by: User, at: datetime) -> Explanation:
    """Give the explanation in writing, with the documents put to it; it is final. Queues word to who opens the case.

    Until the end of the day that was told. Raises ``Forbidden``, ``ConductRefused``.
    """
    row, draft = _draft(case, by=by, at=at)
    draft.words = required(words, _("Write your explanation."), LONG)
    return _given(row, draft, Explained.WRITTEN, Step.EXPLAINED, by=by, at=at)


@transaction.atomic
def decline(case: Case, *, by: User, at: datetime) -> Explanation:
    """Decline to explain; it is final, and what was written so far goes. Raises ``Forbidden``, ``ConductRefused``."""
    row, draft = _draft(case, by=by, at=at)
    _empty(draft, at=at)
    return _given(row, draft, Explained.DECLINED, Step.DECLINED, by=by, at=at)


@transaction.atomic
def ask_hearing(case: Case, wishes: str, *, by: User, at: datetime) -> Hearing:
    """Ask to explain at a hearing, with wishes for day and place; again, it changes the wishes while no day is set.

    Queues word to who opens the case. Raises ``Forbidden``, ``ConductRefused``.
    """
    row = _asked(case, by=by, at=at)
    said = wishes.strip()
    if len(said) > SHORT:
        raise ConductRefused(_("Write at most %(most)d characters.") % {"most": SHORT})
    found: Hearing | None = Hearing.objects.filter(case=row).first()
    if found is not None and found.set_at:
        raise ConductRefused(_("A day for your hearing is set. Write to who judges if you cannot come."))
    if found is None:
        found = Hearing(case=row, asked_at=at)
        note(Step.HEARING_ASKED, case=row, by=by, at=at)
        _tell_all(row, "hearing asked", at=at)
    found.wishes = said
    found.save()
    return found


@transaction.atomic
def set_hearing(case: Case, starts_at: datetime, place: str, *, by: User, at: datetime) -> Hearing:
    """Set or move a hearing the member asked for: when, and where or how to join. Queues ``conduct.hearing_set``.

    The day to explain moves to the hearing's, where that is later. By the chair or the case officer; committee and case
    officer are mailed the day, too. Raises ``Forbidden``, and ``ConductRefused`` for a day that has passed or is too
    far, and once the member answered.
    """
    row = locked_case(case)
    _require_officer_or_chair(by, row)
    require_state(row, CaseState.EXPLAINING)
    _require_unanswered(row)
    found = _hearing(row)
    if starts_at <= at:
        raise ConductRefused(_("Choose a time to come."))
    _require_near(local_day(starts_at), at)
    found.place = required(place, _("Write where it is, or how to join."), SHORT)
    require_nameless(found.place, list(row.reports.all()))
    found.starts_at, found.set_at = starts_at, at
    found.save(update_fields=["place", "starts_at", "set_at"])
    day = local_day(starts_at)
    if row.explain_by is None or day > row.explain_by:
        row.explain_by = day
        row.save(update_fields=["explain_by"])
    note(Step.HEARING_SET, case=row, by=by, at=at)
    period = f"hearing {starts_at:%Y-%m-%d %H:%M}"
    outbox.queue(hearing_emails.SET, emails.to_member(row, until=day, period=period), at=at)
    inside = [mail for mail in hearing_emails.to_inside(row, until=day, period=period) if mail.person != by]
    outbox.queue_many(hearing_emails.SET_INSIDE, inside, at=at)
    return found


@transaction.atomic
def record_hearing(case: Case, record: str, *, came: bool, by: User, at: datetime) -> Hearing:
    """Write the record of a hearing, once it was; where the member came, that is their explanation.

    A draft that was not given goes then; what was given before stays. Where they did not come, the day to explain goes
    on. By the chair or the case officer; the member reads it. Raises ``Forbidden``, ``ConductRefused``.
    """
    row = locked_case(case)
    _require_officer_or_chair(by, row)
    require_state(row, CaseState.EXPLAINING)
    found = _hearing(row)
    if found.starts_at is None or found.starts_at > at or found.recorded_at:
        raise ConductRefused(_("The hearing is still to come, or its record was written already."))
    found.record = required(record, _("Write the record."), LONG * 3)
    require_nameless(found.record, list(row.reports.all()))
    found.came, found.recorded_at, found.recorded_by = came, at, by
    found.save(update_fields=["record", "came", "recorded_at", "recorded_by"])
    note(Step.HEARING_RECORDED, case=row, by=by, at=at)
    draft = Explanation.objects.filter(case=row).first() or Explanation(case=row)
    if came and not draft.given_at:
        _empty(draft, at=at)
        _given(row, draft, Explained.HEARING, Step.EXPLAINED, by=by, at=at)
    outbox.queue(emails.TO_READ, emails.to_member(row, period="record"), at=at)
    return found


@transaction.atomic
def note_silence(case: Case, *, at: datetime) -> bool:
    """Record that the day to explain passed without an answer; whether it had. By the night.

    Who asked for a hearing has not kept silent before its record says that they did not come.
    """
    row = locked_case(case)
    late = row.state == CaseState.EXPLAINING and row.explain_by is not None and row.explain_by < local_day(at)
    draft = Explanation.objects.filter(case=row).first() or Explanation(case=row)
    if not late or draft.given_at or Hearing.objects.filter(case=row, recorded_at=None).exists():
        return False
    _empty(draft, at=at)
    _given(row, draft, Explained.SILENT, Step.SILENT, by=None, at=at)
    return True


def _asked(case: Case, *, by: User, at: datetime) -> Case:
    """The case of a member who can answer, locked. Raises ``Forbidden``; once answered or late, ``ConductRefused``."""
    row = locked_case(case)
    policies.require_party(by, row)
    require_state(row, CaseState.EXPLAINING)
    _require_unanswered(row)
    if row.explain_by is not None and row.explain_by < local_day(at):
        raise ConductRefused(_("The last day to explain has passed."))
    return row


def _draft(case: Case, *, by: User, at: datetime) -> tuple[Case, Explanation]:
    """The same with the member's draft. Raises ``Forbidden``, ``ConductRefused``."""
    row = _asked(case, by=by, at=at)
    draft, _new = Explanation.objects.get_or_create(case=row, defaults={"saved_at": at})
    return row, draft


def _empty(draft: Explanation, *, at: datetime) -> None:
    """Let go what was written and not given: nobody but the member reads a draft."""
    draft.words = ""
    if draft.pk:
        files = list(draft.files.values_list("file", flat=True))
        draft.files.all().delete()
        keeping.let_go(files, at=at)


def _given(row: Case, draft: Explanation, how: Explained, step: Step, *, by: User | None, at: datetime) -> Explanation:
    draft.how, draft.saved_at, draft.given_at = how.value, at, at
    draft.save()
    note(step, case=row, by=by, at=at)
    _tell_all(row, how.value, at=at)
    return draft


def _tell_all(row: Case, period: str, *, at: datetime) -> None:
    mails = [emails.to(row.officer, row, period=period), *emails.to_committee(row, period=period)]
    outbox.queue_many(emails.ANSWERED, mails, at=at)


def _hearing(row: Case) -> Hearing:
    found: Hearing | None = Hearing.objects.filter(case=row).first()
    if found is None:
        raise ConductRefused(_("The member asked for no hearing."))
    return found


def _require_near(day: date, at: datetime) -> None:
    """Raise ``ConductRefused`` for a day so far ahead that the case would stand still: a slip in the year, say."""
    last = furthest(local_day(at))
    if day > last:
        told = _("Choose a day at most six months ahead: until %(day)s.")
        raise ConductRefused(told % {"day": date_format(last, "j F Y")})


def _require_unanswered(row: Case) -> None:
    if Explanation.objects.filter(case=row, given_at__isnull=False).exists():
        raise ConductRefused(_("The member answered already."))


def _require_officer_or_chair(by: User, row: Case) -> None:
    if not policies.is_case_officer(by, row):
        policies.require_chair(by, row)
