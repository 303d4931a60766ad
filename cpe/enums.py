"""Words of CPE: policy versions and what is wrong with one, what is counted, how claims stand and cycles came out."""

from enum import IntEnum, StrEnum


class Unit(StrEnum):
    """What the amount of an activity counts."""

    HOURS = "hours"
    PAGES = "pages"
    A4_PAGES = "a4-pages"
    QUESTIONS = "questions"
    COURSES = "courses"
    SESSIONS = "sessions"
    WEBINARS = "webinars"

    @property
    def whole(self) -> bool:
        """Whether half of one makes no sense."""
        return self in {Unit.QUESTIONS, Unit.COURSES, Unit.SESSIONS, Unit.WEBINARS}


class ClaimStatus(StrEnum):
    """How a claim stands on a day."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DENIED = "denied"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"


class Denial(StrEnum):
    """Why a claim is denied, or accepted for less; the words of the letter say more."""

    UNRELATED = "unrelated"
    ORDINARY_WORK = "ordinary-work"
    RECYCLED = "recycled"
    PUBLISHED_BEFORE = "published-before"
    TWICE = "twice"
    TOO_MUCH = "too-much"
    NO_PROOF = "no-proof"
    PROOF_UNFIT = "proof-unfit"
    OTHER = "other"

    @property
    def of_proof(self) -> bool:
        """Whether it can be said only as long as proof may be asked for."""
        return self in {Denial.NO_PROOF, Denial.PROOF_UNFIT}


class Unfit(StrEnum):
    """What makes no sense about the amount of a claim."""

    NOT_POSITIVE = "not-positive"
    NOT_WHOLE = "not-whole"
    TOO_LONG = "too-long"
    ATTENDANCE_MISSING = "attendance-missing"
    ATTENDANCE_NOT_ASKED = "attendance-not-asked"
    ATTENDED_TOO_LONG = "attended-too-long"
    MORE_THAN_THE_DAYS_HOLD = "more-than-the-days-hold"


class Loss(StrEnum):
    """The rule that took credits from a claim, in the order in which the rules are asked."""

    NOT_ACCEPTED = "not-accepted"
    LATE = "late"
    ATTENDANCE = "attendance"
    ITEM_CAP = "item-cap"
    ACTIVITY_CAP = "activity-cap"
    ANNUAL_CAP = "annual-cap"


class Judged(StrEnum):
    """How a cycle came out, or how it stands while nothing is decided."""

    RUNNING = "running"
    GRACE = "grace"
    HELD = "held"
    RENEWED = "renewed"
    DECERTIFIED = "decertified"


class HelpState(StrEnum):
    """Where a request for help is."""

    ASKED = "asked"
    ANSWERED = "answered"


class EventState(StrEnum):
    """Where a webinar or course of the institute's own is."""

    PLANNED = "planned"
    HELD = "held"
    CALLED_OFF = "called-off"


class ClaimPlace(IntEnum):
    """What a line of a trial of earlier claims says, in the order in which a person should read it."""

    FAULT = 0
    TWICE = 1
    DOUBLE = 2
    TITLE = 3
    NEW = 4
    KNOWN = 5


class AlikeWhy(StrEnum):
    """By what another claim looks like one: a file, the name of the thing, or an attendance list of ours."""

    FILE = "file"
    NAME = "name"
    LIST = "list"


class Came(StrEnum):
    """What became of somebody's presence at an event."""

    CLAIMED = "claimed"
    REPORTED = "reported"
    SHORT = "short"
    NO_TITLE = "no-title"


class ListPlace(IntEnum):
    """What a line of a trial of an attendance list says, in the order in which a person should read it."""

    FAULT = 0
    BROKEN = 1
    UNKNOWN = 2
    WITHOUT = 3
    REPORTED = 4
    NEW = 5
    KNOWN = 6


class Pace(StrEnum):
    """How a certification year goes against its target."""

    MET = "met"
    ON_TRACK = "on-track"
    BEHIND = "behind"


class VersionState(StrEnum):
    """Where a policy version is on its way into force."""

    DRAFT = "draft"
    PUT_FORWARD = "put-forward"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class Unsound(StrEnum):
    """What keeps a policy version from making sense as a whole."""

    LEVEL_WITHOUT_NUMBERS = "level-without-numbers"
    CYCLE_WITHOUT_MINIMUM = "cycle-without-minimum"
    MINIMUM_WITHOUT_CYCLE = "minimum-without-cycle"
    TARGET_WITHOUT_MINIMUM = "target-without-minimum"
    MINIMUM_OUT_OF_REACH = "minimum-out-of-reach"
    LIMIT_NOT_POSITIVE = "limit-not-positive"
    DAY_WITHOUT_LIMIT = "day-without-limit"
    NO_ACTIVITY = "no-activity"
    GROUP_UNUSED = "group-unused"
    GROUP_UNKNOWN = "group-unknown"
    TWO_YEAR_LIMITS = "two-year-limits"
    NOT_POSITIVE = "not-positive"
    STEP_UNKNOWN = "step-unknown"
    PART_OF_WHOLE = "part-of-whole"
    NOBODY_DECIDES = "nobody-decides"
    BOUNDS_WITHOUT_REVIEWER = "bounds-without-reviewer"
    BOUNDS_OUT_OF_ORDER = "bounds-out-of-order"
    BOUNDS_OUT_OF_STEP = "bounds-out-of-step"
    RATE_OUT_OF_BOUNDS = "rate-out-of-bounds"
    SHARE_UNREADABLE = "share-unreadable"
    SHARE_WITHOUT_HOURS = "share-without-hours"
    BRINGS_NOTHING = "brings-nothing"


class Subject(StrEnum):
    """What a difference between two policy versions is about."""

    VERSION = "version"
    LEVEL = "level"
    GROUP = "group"
    ACTIVITY = "activity"


class Aspect(StrEnum):
    """What differs: the thing as a whole, or one thing the rules say about it."""

    ADDED = "added"
    REMOVED = "removed"
    ANNUAL_LIMIT = "annual-limit"
    YEAR_TARGET = "year-target"
    CYCLE_MINIMUM = "cycle-minimum"
    NAME = "name"
    RATE = "rate"
    ITEM_CAP = "item-cap"
    YEAR_CAP = "year-cap"
    LONGEST = "longest"
    ATTENDANCE = "attendance"
    APPROVAL = "approval"
    BOUNDS = "bounds"


class HoldWhy(StrEnum):
    """Why a cycle past its last day was not judged yet, or a renewal waits to be looked at."""

    OWED = "owed"
    DUE = "due"
    BRAKE = "brake"
    UNREACHABLE = "unreachable"
    WENT_BACK = "went-back"


class NoticeKind(StrEnum):
    """What is written about a cycle on a day that follows from its own."""

    REMINDER = "reminder"
    STATEMENT = "statement"


class JointKind(StrEnum):
    """What two people decide together about a title."""

    EXTENSION = "extension"
    REINSTATEMENT = "reinstatement"
    FRAUD = "fraud"


class JointState(StrEnum):
    """Where such a decision is: one person put it forward, another confirms it or does not."""

    PUT_FORWARD = "put-forward"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    TAKEN_BACK = "taken-back"


class JointUnfit(StrEnum):
    """Why two people cannot decide this about a title as it stands."""

    NO_CYCLES = "no-cycles"
    OVER = "over"
    NOT_LOST = "not-lost"
    NOT_RENEWED = "not-renewed"
    STILL_IN_TIME = "still-in-time"
