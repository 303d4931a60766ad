"""CPE in the back office."""

from cpe.admin.activities import ActivityTypeAdmin
from cpe.admin.attendance import AttendanceAdmin, AttendanceListAdmin, AttendeeAdmin
from cpe.admin.claims import ClaimAdmin
from cpe.admin.ending import CycleAdmin
from cpe.admin.events import EventAdmin
from cpe.admin.help import HelpRequestAdmin
from cpe.admin.holds import HoldAdmin
from cpe.admin.imports import ClaimImportAdmin
from cpe.admin.joint import JointDecisionAdmin
from cpe.admin.nights import CycleSweepAdmin
from cpe.admin.previews import PolicyPreviewAdmin
from cpe.admin.terms import CycleTermsAdmin
from cpe.admin.versions import PolicyVersionAdmin

__all__ = [
    "ActivityTypeAdmin",
    "AttendanceAdmin",
    "AttendanceListAdmin",
    "AttendeeAdmin",
    "ClaimAdmin",
    "ClaimImportAdmin",
    "CycleAdmin",
    "CycleSweepAdmin",
    "CycleTermsAdmin",
    "EventAdmin",
    "HelpRequestAdmin",
    "HoldAdmin",
    "JointDecisionAdmin",
    "PolicyPreviewAdmin",
    "PolicyVersionAdmin",
]
