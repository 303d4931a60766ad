"""Acts on officer applications. Each locks the application first, so of two at once the second sees the first one's."""

from applications.services.carrying import carry_over
from applications.services.drafts import ApplicationRefused, expire, start, throw_away

__all__ = ["ApplicationRefused", "carry_over", "expire", "start", "throw_away"]
