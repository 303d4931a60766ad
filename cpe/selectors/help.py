"""Reads of requests for help."""

from django.db.models import QuerySet

from cpe.enums import HelpState
from cpe.models import HelpRequest


def help_of(member: int) -> QuerySet[HelpRequest]:
    """What a member asked, the newest first, with titles and cycles (1 query)."""
    return HelpRequest.objects.filter(credential__member=member).select_related("credential__title", "cycle")


def help_asked_of(user: int) -> QuerySet[HelpRequest]:
    """What somebody asked and we did not answer yet, as rows to be asked for with others."""
    return HelpRequest.objects.filter(credential__member__user=user, state=HelpState.ASKED)
