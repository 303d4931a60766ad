"""The ledger in the back office: what members reported, every decision about it, and how it counts for each title."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from accounts import sessions
from cpe import policies, selectors
from cpe.admin.dossier import dossier
from cpe.admin.review import ReviewPages
from cpe.enums import ClaimStatus
from cpe.models import Claim


@admin.register(Claim)
class ClaimAdmin(ReviewPages):
    """Activities as they were reported; each look at one leaves a line."""

    sensitive = True

    def person_in(self, row: Model) -> int:
        """Whose claim it is."""
        assert isinstance(row, Claim)  # noqa: S101  the admin's own model
        return row.member.user_id

    def get_fieldsets(self, request: HttpRequest, obj: Claim | None = None) -> Any:
        """None: the page is made of blocks of its own."""
        return []

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The claim and all that bears on it (14 queries), and the way to decide on it."""
        row, by = kwargs["obj"], sessions.person(request)
        found = dossier(row, selectors.ledger_of(row.member_id, timezone.localdate()))
        found["may_decide"] = policies.can_decide(by, row) and row.state in (ClaimStatus.PENDING, ClaimStatus.ACCEPTED)
        found["own"] = not policies.is_somebody_elses(by, row)
        return super().render_change_form(request, {**context, **found}, *args, **kwargs)
