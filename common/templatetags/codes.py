"""What pages do with codes and numbers within a text."""

from django import template
from django.utils.safestring import SafeString

from common import pdf

register = template.Library()


@register.filter
def unbroken(text: object) -> SafeString:
    """A text whose codes stay on one line each, on a page as on paper: ``S-CISO`` does not break after its hyphen."""
    return pdf.unbroken(str(text))
