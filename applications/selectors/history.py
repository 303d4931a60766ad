"""What the audit log tells of an application: the lines about it, its people, and who declared an interest in it."""

from django.db.models import Q

from applications.models import Application, Interest, Reference
from common.models import AuditLine
from common.models.audit import AuditLineQuerySet


def lines_about(row: Application) -> AuditLineQuerySet:
    """Those lines, newest first (1 query)."""
    found = Q(about_model=row._meta.label_lower, about_id=row.pk)
    for model in (Reference, Interest):
        keys = model.objects.filter(application=row).order_by().values("pk")
        found |= Q(about_model=model._meta.label_lower, about_id__in=keys)
    return AuditLine.objects.filter(found).order_by("-pk")
