"""Acts of CPE: on policy versions, on previews of them, on the ledger, and on imports of earlier claims."""

from cpe.services.drafts import (
    MOST_DRAFTS,
    add_evidence,
    discard_draft,
    end_drafts,
    end_evidence,
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
from cpe.services.ledger import DECISIONS, DecidedMeanwhile, Foreseen, Skipped, accept_many, decide, foresee, odd
from cpe.services.lines import MOST_FILES, ClaimRefused
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
    "bring_claims_in",
    "changing",
    "confirm_claim_trial",
    "copy",
    "decide",
    "discard",
    "discard_draft",
    "end_drafts",
    "end_evidence",
    "foresee",
    "go_on_with_preview",
    "not_asked",
    "odd",
    "publish",
    "put_forward",
    "remove_evidence",
    "report",
    "save_draft",
    "take_back",
    "try_claims",
    "try_out",
    "withdraw",
    "work_on_claim_files",
]
