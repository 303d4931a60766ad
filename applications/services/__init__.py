"""Acts on officer applications. Each locks the application first, so of two at once the second sees the first one's."""

from applications.services.carrying import carry_over
from applications.services.drafts import ApplicationRefused, start, throw_away
from applications.services.expiry import expire, to_expire, to_warn, warn
from applications.services.parts import save_part
from applications.services.positions import add_position, change_position, remove_position

__all__ = [
    "ApplicationRefused",
    "add_position",
    "carry_over",
    "change_position",
    "expire",
    "remove_position",
    "save_part",
    "start",
    "throw_away",
    "to_expire",
    "to_warn",
    "warn",
]
