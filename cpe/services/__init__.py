"""Acts of CPE: on policy versions, on previews of them, and on the ledger."""

from cpe.services.ledger import DECISIONS, ClaimRefused, decide, report
from cpe.services.previews import PreviewRefused, ask_preview, go_on_with_preview
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
    "ClaimRefused",
    "PreviewRefused",
    "StaleVersionError",
    "UnfitVersionError",
    "ask_preview",
    "changing",
    "copy",
    "decide",
    "discard",
    "go_on_with_preview",
    "publish",
    "put_forward",
    "report",
    "take_back",
]
