"""Acts of CPE: on policy versions and previews, the ledger, imports of earlier claims, and cycles that are over."""

from cpe.services import joint
from cpe.services.drafts import (
    MOST_DRAFTS,
    add_evidence,
    discard_draft,
    end_drafts,
    end_evidence,
    move_evidence,
    remove_evidence,
    save_draft,
)
from cpe.services.help import MOST_CHARACTERS, HelpRefused, answer_help, ask_for_help
from cpe.services.imports import (
    WarningsUnread,
    ask_claim_trial,
    bring_claims_in,
    confirm_claim_trial,
    try_claims,
    work_on_claim_files,
)
from cpe.services.joint import JointRefused
from cpe.services.judging import end_titles, judge_again, judge_cycles
from cpe.services.ledger import DECISIONS, DecidedMeanwhile, Foreseen, Skipped, accept_many, decide, foresee, odd
from cpe.services.lines import MOST_FILES, ClaimRefused
from cpe.services.nights import (
    HoldRefused,
    ask_release,
    count_night,
    keep_renewal,
    refuse_release,
    release,
    speak_for,
    take_back_renewal,
)
from cpe.services.notices import note_calls_taken, remind, state_years
from cpe.services.previews import PreviewRefused, ask_preview, go_on_with_preview
from cpe.services.questions import answer, ask, not_asked
from cpe.services.reporting import Alike, Details, Tried, report, try_out, withdraw
from cpe.services.versions import (
    StaleVersionError,
    UnfitVersionError,
    changing,
    copy,
    discard,
    publish,
    put_forward,
    take_back,
)

__all__ = [
    "DECISIONS",
    "MOST_CHARACTERS",
    "MOST_DRAFTS",
    "MOST_FILES",
    "Alike",
    "ClaimRefused",
    "DecidedMeanwhile",
    "Details",
    "Foreseen",
    "HelpRefused",
    "HoldRefused",
    "JointRefused",
    "PreviewRefused",
    "Skipped",
    "StaleVersionError",
    "Tried",
    "UnfitVersionError",
    "WarningsUnread",
    "accept_many",
    "add_evidence",
    "answer",
    "answer_help",
    "ask",
    "ask_claim_trial",
    "ask_for_help",
    "ask_preview",
    "ask_release",
    "bring_claims_in",
    "changing",
    "confirm_claim_trial",
    "copy",
    "count_night",
    "decide",
    "discard",
    "discard_draft",
    "end_drafts",
    "end_evidence",
    "end_titles",
    "foresee",
    "go_on_with_preview",
    "joint",
    "judge_again",
    "judge_cycles",
    "keep_renewal",
    "move_evidence",
    "not_asked",
    "note_calls_taken",
    "odd",
    "publish",
    "put_forward",
    "refuse_release",
    "release",
    "remind",
    "remove_evidence",
    "report",
    "save_draft",
    "speak_for",
    "state_years",
    "take_back",
    "take_back_renewal",
    "try_claims",
    "try_out",
    "withdraw",
    "work_on_claim_files",
]
