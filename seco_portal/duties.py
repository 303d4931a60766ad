"""What the portal does by itself across its apps."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from common.duties import Duty, register
from common.retention import retain

register(
    Duty(
        name="common.retention",
        label=_("End what has reached its term"),
        detail=_("Deletes or empties what is kept no longer, table by table, as the privacy page promises."),
        every=time(3, 10),
        run=retain,
    )
)
