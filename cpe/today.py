"""What CPE adds to Today."""

from django.utils.translation import gettext_lazy as _

from common.today import WAITING, Line, register
from cpe.models import PolicyVersion

register(
    Line(
        section=WAITING,
        label=_("Policy versions waiting for a second person"),
        detail=_("Somebody who neither put the version forward nor changed it last reads and publishes it."),
        permission="cpe.publish_policyversion",
        changelist="cpe_policyversion",
        query="state__exact=put-forward",
        rows=lambda _user, _at: PolicyVersion.objects.put_forward(),
        kind="waiting",
    )
)
