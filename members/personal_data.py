"""What the register keeps about people, why and how long."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from common.personal_data import Datum, Ends, Kind, Scrub, register, register_with_history
from members.models import Level, Member, Title, Track

_TERM = _("As long as you are in the register.")

_NUMBER = Datum(
    kind=Kind.IDENTITY,
    why=_("So that you, and nobody else, are meant by what we write about your titles."),
    term=_("For good, without your name: a number is never given to somebody else."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_SINCE = Datum(
    kind=Kind.TRACE,
    why=_("To know since when you are in the register."),
    term=_("For good, without your name: it says since when the number is taken."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_ADDRESS = Datum(
    kind=Kind.CONTACT,
    why=_("To send you letters and invoices."),
    term=_TERM,
    scrub=Scrub.BLANK,
)
_PHONE = Datum(
    kind=Kind.CONTACT,
    why=_("To reach you when a date is close and our mails stay unanswered."),
    term=_TERM,
    scrub=Scrub.BLANK,
)
_CHANGED = Datum(
    kind=Kind.TRACE,
    why=_("To see how recent your address is."),
    term=_TERM,
    scrub=Scrub.BLANK,
)
_ACCOUNT = Datum(
    kind=Kind.IDENTITY,
    why=_("To connect your place in the register with your account and your name."),
    term=_("For good; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
register(
    Member,
    held={
        "user": _ACCOUNT,
        "number": _NUMBER,
        "registered_on": _SINCE,
        "address": _ADDRESS,
        "postal_code": _ADDRESS,
        "town": _ADDRESS,
        "country": _ADDRESS,
        "phone": _PHONE,
        "contact_changed_at": _CHANGED,
    },
)

_CATALOGUE: tuple[tuple[type[Model], set[str]], ...] = (
    (Level, {"key", "name", "meaning", "earned_by", "rank"}),
    (Track, {"key", "name", "rank"}),
    (Title, {"code", "name", "level", "track"}),
)


for _model, _free in _CATALOGUE:
    register_with_history(
        _model,
        free=_free,
        name=_("History of the catalogue"),
        why=_("To know which colleague changed the catalogue of titles."),
    )
