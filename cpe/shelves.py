"""Shelves of CPE: proof of what members reported."""

from django.utils.translation import gettext_lazy as _

from common.files.shelves import Shelf, register
from cpe import policies

EVIDENCE = "cpe-evidence"

register(Shelf(key=EVIDENCE, name=_("Proof of an activity"), may_open=policies.can_open_evidence, of_membership=True))
