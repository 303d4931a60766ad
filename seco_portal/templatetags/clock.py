"""Django's ``now``, by the clock that everything else goes by: that of a demonstration may be moved."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()


@register.simple_tag
def now(form: str) -> str:
    """The moment, written as a format says."""
    return date_format(timezone.localtime(), form)
