"""CPE in the back office."""

from cpe.admin.activities import ActivityTypeAdmin
from cpe.admin.attendance import AttendanceAdmin, AttendanceListAdmin, AttendeeAdmin
from cpe.admin.claims import ClaimAdmin
from cpe.admin.events import EventAdmin
from cpe.admin.help import HelpRequestAdmin
from cpe.admin.imports import ClaimImportAdmin
from cpe.admin.previews import PolicyPreviewAdmin
from cpe.admin.versions import PolicyVersionAdmin

__all__ = [
    "ActivityTypeAdmin",
    "AttendanceAdmin",
    "AttendanceListAdmin",
    "AttendeeAdmin",
    "ClaimAdmin",
    "ClaimImportAdmin",
    "EventAdmin",
    "HelpRequestAdmin",
    "PolicyPreviewAdmin",
    "PolicyVersionAdmin",
]
