"""How long what a member is still writing is kept.

Pure. Decided: 90 days after the last change.
"""

from datetime import date, timedelta
from typing import Final

KEPT: Final = timedelta(days=90)


def gone_after(changed_on: date) -> date:
    """The last day on which a draft that was changed on a day, and not again, is there."""
    return changed_on + KEPT
