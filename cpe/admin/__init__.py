"""CPE in the back office."""

from cpe.admin.activities import ActivityTypeAdmin
from cpe.admin.claims import ClaimAdmin
from cpe.admin.ending import CycleAdmin
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
    "ClaimAdmin",
    "ClaimImportAdmin",
    "CycleAdmin",
    "CycleSweepAdmin",
    "CycleTermsAdmin",
    "HelpRequestAdmin",
    "HoldAdmin",
    "JointDecisionAdmin",
    "PolicyPreviewAdmin",
    "PolicyVersionAdmin",
]
