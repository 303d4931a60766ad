"""Accounts' line of Today."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import today

today.register(
    today.Line(
        section=today.HOUSEKEEPING,
        label=_("Colleagues without a second factor"),
        detail=_("They hold a role, and cannot work in it until they set one up."),
        permission="accounts.change_user",
        changelist="accounts_user",
        query="second_factor=missing",
        rows=lambda _user, _at: User.objects.get_queryset().appointed_without_second_factor(),
    )
)
