"""Words the register keeps in its rows, and those in which its rules answer."""

from enum import IntEnum, StrEnum


class EarnedBy(StrEnum):
    """How the titles of a level are earned."""

    EXAM = "exam"
    ASSESSMENT = "assessment"


class OutcomeKind(StrEnum):
    """What a dated outcome says: of a cycle, of the whole credential, or of an earlier outcome."""

    RENEWED = "renewed"
    DECERTIFIED = "decertified"
    EXTENDED = "extended"
    REINSTATED = "reinstated"
    ENDED = "ended"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"

    @property
    def of_a_cycle(self) -> bool:
        """Whether it names the cycle it is about."""
        return self in OF_A_CYCLE


OF_A_CYCLE = frozenset({OutcomeKind.RENEWED, OutcomeKind.DECERTIFIED, OutcomeKind.EXTENDED, OutcomeKind.REINSTATED})


class Ground(StrEnum):
    """Why an outcome is what it is, by a code; reasons in somebody's own words stand in the audit log."""

    COMPLETE = "complete"
    CREDITS = "credits"
    FEES = "fees"
    CREDITS_AND_FEES = "credits-and-fees"
    FRAUD = "fraud"
    MERCY = "mercy"
    CANCELLED = "cancelled"
    FORGOTTEN = "forgotten"
    BREACH = "breach"
    TAKEN_BACK = "taken-back"
    MISTAKE = "mistake"

    @property
    def by_two(self) -> bool:
        """Whether it takes two people and a reason in their words."""
        return self in BY_TWO


BY_TWO = frozenset({Ground.MERCY, Ground.FRAUD})
OF_CREDITS = frozenset({Ground.CREDITS, Ground.CREDITS_AND_FEES})

GROUNDS = {
    OutcomeKind.RENEWED: (Ground.COMPLETE,),
    OutcomeKind.DECERTIFIED: (Ground.CREDITS, Ground.FEES, Ground.CREDITS_AND_FEES, Ground.FRAUD),
    OutcomeKind.EXTENDED: (Ground.MERCY,),
    OutcomeKind.REINSTATED: (Ground.MERCY,),
    OutcomeKind.ENDED: (Ground.CANCELLED, Ground.FORGOTTEN),
    OutcomeKind.REVOKED: (Ground.BREACH,),
    OutcomeKind.WITHDRAWN: (Ground.TAKEN_BACK, Ground.MISTAKE),
}
"""Kind of outcome → the grounds it may have."""


class RecheckWhy(StrEnum):
    """What happened that may change how a cycle came out."""

    PAYMENT = "payment"
    DECISION = "decision"
    APPEAL = "appeal"
    CORRECTION = "correction"
    REVERSAL = "reversal"
    EXTENSION = "extension"
    RELEASE = "release"


class StandingValue(StrEnum):
    """How a credential stands on a day."""

    VALID = "valid"
    GRACE = "grace"
    HELD = "held"
    DECERTIFIED = "decertified"
    ENDED = "ended"
    REVOKED = "revoked"

    @property
    def over(self) -> bool:
        """Whether the title may not be used."""
        return self in {StandingValue.DECERTIFIED, StandingValue.ENDED, StandingValue.REVOKED}


class PublicValue(StrEnum):
    """How a credential stands for everybody: less than its holder is told."""

    VALID = "valid"
    RENEWING = "renewing"
    NOT_VALID = "not-valid"


class CertificateWhy(StrEnum):
    """Why a certificate was issued."""

    AWARD = "award"
    BROUGHT = "brought-in"
    RENEWAL = "renewal"
    RESTORED = "restored"
    CORRECTED = "corrected"
    NAME = "name"


class DiaryKind(StrEnum):
    """What a day in a member's calendar is the last one of, or for."""

    EXPIRES = "expires"
    LAST_DAY = "last-day"
    ENDS = "ends"
    TAKEN = "taken"
    CONTRIBUTION = "contribution"


class ReasonCode(StrEnum):
    """What a standing rests on."""

    AWARDED = "awarded"
    WITHOUT_CYCLES = "without-cycles"
    BEFORE_FIRST_CYCLE = "before-first-cycle"
    RUNS_UNTIL = "runs-until"
    RENEWED = "renewed"
    REINSTATED = "reinstated"
    EXPIRED = "expired"
    EXTENDED = "extended"
    IN_TIME_UNTIL = "in-time-until"
    UNJUDGED_SINCE = "unjudged-since"
    DECERTIFIED = "decertified"
    ENDED = "ended"
    REVOKED = "revoked"


class Refusal(StrEnum):
    """Why an outcome makes no sense for a credential as it stands."""

    BEFORE_AWARD = "before-award"
    OTHERS_ROW = "others-row"
    GONE_ALREADY = "gone-already"
    NOTHING_TO_WITHDRAW = "nothing-to-withdraw"
    OTHER_CYCLE = "other-cycle"
    JUDGED_ALREADY = "judged-already"
    OVER_ALREADY = "over-already"
    CYCLE_RUNS = "cycle-runs"
    STILL_IN_TIME = "still-in-time"
    NOT_LONGER = "not-longer"
    LAST_DAY_PAST = "last-day-past"
    RENEWED_STAYS = "renewed-stays"
    NOT_DECERTIFIED = "not-decertified"
    AHEAD = "ahead"


class ContributionReason(StrEnum):
    """Why a contribution is asked."""

    YEAR = "year"
    DIFFERENCE = "difference"


class InvoiceKind(StrEnum):
    """Which of the two numbered documents."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit-note"


class CreditWhy(StrEnum):
    """Why an invoice was put right by a credit note."""

    MEMBERSHIP_ENDED = "membership-ended"
    BILLED_TO_ANOTHER = "billed-to-another"
    MISTAKE = "mistake"
    WAIVED = "waived"
    ACCEPTANCE_LAPSED = "acceptance-lapsed"
    ASKED_OTHERWISE = "asked-otherwise"


class Fared(StrEnum):
    """What became of a contribution by a day, as its member is told."""

    FREE = "free"
    TO_COME = "to-come"
    OPEN = "open"
    LATE = "late"
    PAID = "paid"
    CREDITED = "credited"


class Use(StrEnum):
    """What money on a bank line was used for."""

    INVOICE = "invoice"
    LINE = "line"
    OTHER = "other"


class How(StrEnum):
    """How it was found out what money was for."""

    EXACT = "exact"
    CONFIRMED = "confirmed"
    BY_HAND = "by-hand"
    REVERSAL = "reversal"


class Moved(StrEnum):
    """What a move of money was, as its member is told."""

    RECEIVED = "received"
    UNUSED = "unused"
    TAKEN_BACK = "taken-back"
    PAID_BACK = "paid-back"
    CAME_BACK = "came-back"
    CORRECTED = "corrected"


class ProposalState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"
    LAPSED = "lapsed"


class MatchGround(StrEnum):
    """Why money is proposed for an invoice."""

    REFERENCE_OTHER_AMOUNT = "reference-other-amount"
    SEVERAL_REFERENCES = "several-references"
    PART_OF_A_REFERENCE = "part-of-a-reference"
    IBAN_KNOWN = "iban-known"
    NAME_AND_AMOUNT = "name-and-amount"


class TriedPlace(IntEnum):
    """What a line of a trial says, in the order in which a person should read it."""

    FAULT = 0
    ATTENTION = 1
    CHANGED = 2
    NEW = 3
    UNCHANGED = 4


class ImportFault(StrEnum):
    """What makes no sense about a title that a register from outside brings along."""

    AWARD_AHEAD = "award-ahead"
    CYCLE_BEFORE_AWARD = "cycle-before-award"
    CYCLE_AHEAD = "cycle-ahead"
    CYCLE_LONG_OVER = "cycle-long-over"
    NUMBER_MISSING = "number-missing"
    NUMBER_OTHER = "number-other"
    NUMBER_TOO_HIGH = "number-too-high"


class DocumentKey(StrEnum):
    """The documents that members agree to."""

    CONDUCT = "code-of-conduct"
    TERMS = "terms-of-use"
    CPE = "cpe-policy"


class AgreedHow(StrEnum):
    """On which occasion somebody agreed to a document."""

    EXAM_CLAIM = "exam-claim"
    APPLICATION = "application"
    SIGN_IN = "sign-in"


class TextFault(StrEnum):
    """What in a text would not read as it was meant; ``members.rules.texts`` knows the mark-up."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    UNSEEN = "unseen"
    HEADING_BARE = "heading-bare"
    HEADING_MARK = "heading-mark"
    HEADING_INSIDE = "heading-inside"
    HEADING_EMPTY = "heading-empty"
    NUMBER_BARE = "number-bare"
    NUMBER_ORDER = "number-order"
    NUMBER_INSIDE = "number-inside"
    LIST_ALONE = "list-alone"
    ITEM_BARE = "item-bare"
    ITEM_MARK = "item-mark"


class Told(StrEnum):
    """What became of a paragraph, or of words in it, from one version of a text to another."""

    KEPT = "kept"
    TAKEN_OUT = "taken-out"
    ADDED = "added"
    CHANGED = "changed"


class ExamState(StrEnum):
    """Where a claim of a title after an exam is."""

    CLAIMED = "claimed"
    AWARDED = "awarded"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    UPHELD = "upheld"


class ExamRefusal(StrEnum):
    """Why a claim is refused, by a code; the reason in words stands beside it."""

    NOT_FOUND = "not-found"
    OTHER_PERSON = "other-person"
    NOT_PASSED = "not-passed"
    OTHER_TITLE = "other-title"
    UNREADABLE = "unreadable"
    OTHER = "other"


class Account(StrEnum):
    """The accounts of the books, in the order they are shown."""

    BANK = "bank"
    DEBTORS = "debtors"
    CONTRIBUTIONS = "contributions"
    VAT = "vat"
    UNPLACED = "unplaced"
    NOT_OURS = "not-ours"


class Age(StrEnum):
    """How long something is owed, in days after the last day to pay."""

    NOT_DUE = "not-due"
    TO_14 = "1-14"
    TO_30 = "15-30"
    TO_60 = "31-60"
    TO_90 = "61-90"
    OVER_90 = "over-90"


class ErasureState(StrEnum):
    """Where a request to be forgotten is."""

    ASKED = "asked"
    PUT_FORWARD = "put-forward"
    CARRIED_OUT = "carried-out"
    TAKEN_BACK = "taken-back"
