"""Reads of requests for help."""

from django.db.models import QuerySet

from cpe.models import HelpRequest


def help_of(member: int) -> QuerySet[HelpRequest]:
    """What a member asked, the newest first, with titles and cycles (1 query)."""
    return HelpRequest.objects.filter(credential__member=member).select_related("credential__title", "cycle")
