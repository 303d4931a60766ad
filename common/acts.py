"""Acts by their code, such as ``members.registered``, and what people read for them.

Each app's ``acts.py`` registers its acts at start, and the words for what their lines name beside the
fields of models. A code stands in the audit log for good: it is never given another meaning.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

READ: Final = "common.read"
ERASED: Final = "common.details-erased"


@dataclass(frozen=True, slots=True)
class Named:
    """What people read for something a line names that is no field of the model, and for its values."""

    label: str | Promise
    choices: Mapping[str, str | Promise] = field(default_factory=dict)


ACTS: Final[dict[str, str | Promise]] = {}
"""Code → the sentence on the history page; who did it stands beside."""

NAMED: Final[dict[str, Named]] = {}
"""``app.model.name`` → its words."""

CODES: Final[dict[str, Mapping[str, str | Promise]]] = {}
"""Code of an act → the words for the codes its lines give as the reason."""

IN_CONFIDENCE: Final[set[str]] = set()
"""Acts whose values and reasons were said in confidence: no copy gives them to whom they are about."""


def register(
    acts: Mapping[str, str | Promise],
    *,
    named: Mapping[str, Named] | None = None,
    codes: Mapping[str, Mapping[str, str | Promise]] | None = None,
    in_confidence: Collection[str] = (),
) -> None:
    """Add acts. Raises ``ValueError`` for a code that is taken, ``LookupError`` for a confidence about no act."""
    if taken := ACTS.keys() & acts.keys():
        raise ValueError(f"Acts are registered once: {', '.join(sorted(taken))}.")
    if unknown := set(in_confidence) - acts.keys():
        raise LookupError(f"These acts are not registered: {', '.join(sorted(unknown))}.")
    ACTS.update(acts)
    NAMED.update(named or {})
    CODES.update(codes or {})
    IN_CONFIDENCE.update(in_confidence)


register(
    {
        READ: _("Looked at it."),
        ERASED: _("Erased the values kept with audit lines."),
        "common.duty-started": _("Started the duty by hand."),
        "common.virus-found": _("Found a virus in a file that was sent, and refused it."),
    }
)
