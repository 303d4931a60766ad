"""What the database refuses of policy versions, as steps of migrations.

A published version stays as it is, the rows of a version are written while it is a draft, and an activity shares a
limit of its own version. A migration that alters one of these tables lifts all of it first, and ends with it again:
``[*map(lift, REFUSALS), …, *REFUSALS]``.
"""

from typing import Final

from django.db import migrations

from common.append_only import DELETE, INSERT, TRUNCATE, UPDATE, refuse, refuse_rows

_KEPT: Final = "its rows are kept as they were written"
_VERSIONS: Final = "cpe_policyversion"
_ACTIVITIES: Final = "cpe_activitytype"
_PARTS: Final = ("cpe_levelnumbers", "cpe_capgroup", _ACTIVITIES)

_PUBLISHED: Final = "OLD.state = 'published'"
_NEW_OF_DECIDED: Final = "EXISTS (SELECT 1 FROM cpe_policyversion WHERE id = NEW.version_id AND state <> 'draft')"
_OLD_OF_DECIDED: Final = "EXISTS (SELECT 1 FROM cpe_policyversion WHERE id = OLD.version_id AND state <> 'draft')"
_OF_DECIDED: Final = {
    INSERT: _NEW_OF_DECIDED,
    UPDATE: f"OLD.version_id <> NEW.version_id OR {_OLD_OF_DECIDED}",
    DELETE: _OLD_OF_DECIDED,
}
_SHARES_ELSEWHERE: Final = (
    "NEW.group_id IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM cpe_capgroup WHERE id = NEW.group_id AND version_id = NEW.version_id)"
)

REFUSALS: Final[list[migrations.RunPython]] = [
    refuse_rows(_VERSIONS, "kept", {UPDATE: _PUBLISHED, DELETE: _PUBLISHED}, because=_KEPT),
    *(refuse_rows(table, "kept", _OF_DECIDED, because=_KEPT) for table in _PARTS),
    *(refuse(table, TRUNCATE) for table in (_VERSIONS, *_PARTS)),
    refuse_rows(
        _ACTIVITIES,
        "shares",
        {INSERT: _SHARES_ELSEWHERE, UPDATE: _SHARES_ELSEWHERE},
        because="it shares a limit of another version",
    ),
]
