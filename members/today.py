"""What the register adds to Today."""

from django.utils.translation import gettext_lazy as _

from common.today import HOUSEKEEPING, Line, register
from members.models import Title

register(
    Line(
        section=HOUSEKEEPING,
        label=_("Titles shown by their code alone"),
        detail=_("Their full names were not given; name them once they are known."),
        permission="members.change_title",
        changelist="members_title",
        query="named=no",
        rows=lambda _user, _at: Title.objects.unnamed(),
    )
)
