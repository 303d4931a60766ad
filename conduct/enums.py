"""Words that conduct keeps in its rows, and those in which its rules answer."""

from enum import StrEnum
from typing import Final

OFFICER: Final = "conduct-officer"
"""The role of who receives reports."""
COMMITTEE: Final = "committee-member"
"""The role of who represents the institute on committees."""


class ReportState(StrEnum):
    """How far a report has come."""

    DRAFT = "draft"
    SENT = "sent"
    CONFIRMED = "confirmed"
    OPENED = "opened"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class Dismissed(StrEnum):
    """Why a report led to no case; the words of the letter say it in full."""

    NOT_A_MEMBER = "not-a-member"
    NOT_THE_CODE = "not-the-code"
    TOO_LITTLE = "too-little"
    DECIDED_BEFORE = "decided-before"
    OTHER = "other"


class Shut(StrEnum):
    """Why a page of a report does not open for whoever asks."""

    NO_DRAFT = "no-draft"
    SENT = "sent"
    SENT_CLOSED = "sent-closed"
    OTHER = "other"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    GONE = "gone"


class CaseState(StrEnum):
    """How far a case has come."""

    FORMING = "forming"
    NAMED = "named"
    EXPLAINING = "explaining"
    DELIBERATING = "deliberating"
    PROPOSED = "proposed"
    CLOSED = "closed"


class SeatKind(StrEnum):
    """Whom somebody on a committee stands for."""

    REPRESENTATIVE = "representative"
    PEER = "peer"


class SeatState(StrEnum):
    """How somebody stands to a seat they were invited to."""

    INVITED = "invited"
    SEATED = "seated"
    DECLINED = "declined"
    STEPPED_ASIDE = "stepped-aside"
    REPLACED = "replaced"


class ChallengeAnswer(StrEnum):
    """What became of a member's challenge of somebody on the committee."""

    STAYS = "stays"
    REPLACED = "replaced"


class Explained(StrEnum):
    """How a member answered what is alleged."""

    WRITTEN = "written"
    HEARING = "hearing"
    DECLINED = "declined"
    SILENT = "silent"


class Audience(StrEnum):
    """Who reads an entry of the room: the member too, or the committee and the case officer alone."""

    PARTIES = "parties"
    COMMITTEE = "committee"
    NOTE = "note"
    """A note of the committee; it goes after the judgement."""


class Outcome(StrEnum):
    """How a case came out."""

    NO_BREACH = "no-breach"
    EXPLAINED = "explained"
    BREACH = "breach"


class JudgementState(StrEnum):
    """How a proposed judgement stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    SENT_BACK = "sent-back"


class Step(StrEnum):
    """What happened with a report or a case: every act, and every opening."""

    REPORT_SENT = "report-sent"
    REPORT_CONFIRMED = "report-confirmed"
    REPORT_ADDED = "report-added"
    REPORT_WITHDRAWN = "report-withdrawn"
    REPORT_READ = "report-read"
    REPORT_TAKEN = "report-taken"
    REPORT_LEFT = "report-left"
    REPORT_HANDED_ON = "report-handed-on"
    REPORT_DISMISSED = "report-dismissed"
    REPORT_JOINED = "report-joined"
    CASE_OPENED = "case-opened"
    CASE_HANDED_ON = "case-handed-on"
    CASE_OFFERED = "case-offered"
    CASE_LEFT = "case-left"
    CASE_READ = "case-read"
    FILE_READ = "file-read"
    GLASS_BROKEN = "glass-broken"
    SEAT_INVITED = "seat-invited"
    SEAT_TAKEN = "seat-taken"
    SEAT_DECLINED = "seat-declined"
    SEAT_LEFT = "seat-left"
    SEAT_ENDED = "seat-ended"
    CHAIR_NAMED = "chair-named"
    COMMITTEE_NAMED = "committee-named"
    CHALLENGED = "challenged"
    CHALLENGE_ANSWERED = "challenge-answered"
    INVITED_TO_EXPLAIN = "invited-to-explain"
    EXTENDED = "extended"
    HEARING_ASKED = "hearing-asked"
    HEARING_SET = "hearing-set"
    HEARING_RECORDED = "hearing-recorded"
    EXPLAINED = "explained"
    DECLINED = "declined"
    SILENT = "silent"
    ENTRY_ADDED = "entry-added"
    FROZEN = "frozen"
    PROPOSED = "proposed"
    VOTED = "voted"
    SENT_BACK = "sent-back"
    JUDGED = "judged"
    NOTES_GONE = "notes-gone"
