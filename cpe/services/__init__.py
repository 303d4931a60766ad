"""Acts of CPE: on policy versions, on previews of them, and on the ledger."""

from cpe.services.drafts import (
    MOST_DRAFTS,
    add_evidence,
    discard_draft,
    end_drafts,
    end_evidence,
    remove_evidence,
    save_draft,
)
from cpe.services.ledger import DECISIONS, decide
from cpe.services.lines import MOST_FILES, ClaimRefused
from cpe.services.previews import PreviewRefused, ask_preview, go_on_with_preview
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
    "MOST_DRAFTS",
    "MOST_FILES",
    "Alike",
    "ClaimRefused",
    "Details",
    "PreviewRefused",
    "StaleVersionError",
    "Tried",
    "UnfitVersionError",
    "add_evidence",
    "ask_preview",
    "changing",
    "copy",
    "decide",
    "discard",
    "discard_draft",
    "end_drafts",
    "end_evidence",
    "go_on_with_preview",
    "publish",
    "put_forward",
    "remove_evidence",
    "report",
    "save_draft",
    "take_back",
    "try_out",
    "withdraw",
]
