"""What a number says, in words and as JSON: on the page, on paper, and in what is signed."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members import words
from members.enums import PublicValue
from members.rules.verifying import Answer, NumberFault, Said

TODAY: Final[Mapping[Said, str | Promise]] = {
    Said.VALID: gettext_lazy("This title is valid"),
    Said.RENEWING: gettext_lazy("This title is valid, renewal in progress"),
    Said.NOT_VALID: gettext_lazy("This title is not valid"),
    Said.NOT_YET: gettext_lazy("This title is not awarded yet"),
}
THEN: Final[Mapping[Said, str | Promise]] = {
    Said.VALID: gettext_lazy("This title was valid on %(day)s"),
    Said.RENEWING: gettext_lazy("This title was valid on %(day)s, renewal in progress"),
    Said.NOT_VALID: gettext_lazy("This title was not valid on %(day)s"),
    Said.NOT_YET: gettext_lazy("This title was not awarded yet on %(day)s"),
}
STATUS: Final[Mapping[Said, tuple[str, str | Promise]]] = {
    **{Said(value): (words.PUBLIC_SHAPES[value], words.PUBLIC_VALUES[value]) for value in PublicValue},
    Said.NOT_YET: ("attention", gettext_lazy("Not awarded yet")),
}
"""What is said → the shape of a status, and its word."""
FAULTS: Final[Mapping[NumberFault, str | Promise]] = {
    NumberFault.EMPTY: gettext_lazy("Type the number of the certificate, such as M4PD-W2H8-6CVY-4."),
    NumberFault.FOREIGN: gettext_lazy(
        "“%(shown)s” stands in no number of ours: they have digits, and letters without I, L, O and U. "
        "Compare this number with the certificate."
    ),
    NumberFault.SHORT: gettext_lazy(
        "This number has %(shown)s characters, and ours have 13 without the hyphens. Something is missing: "
        "compare it with the certificate."
    ),
    NumberFault.LONG: gettext_lazy(
        "This number has %(shown)s characters, and ours have 13 without the hyphens. There is too much of it: "
        "compare it with the certificate."
    ),
    NumberFault.CHECK: gettext_lazy(
        "The check character at the end does not fit this number, so at least one character is mistyped, or two "
        "changed places. Compare it with the certificate."
    ),
}
UNKNOWN: Final = gettext_lazy(
    "We know no title by this number. Compare it with the certificate; if it stands there the same, ask whoever "
    "showed it to you, or us."
)


def number_fault(found: tuple[NumberFault, str]) -> str:
    """Why something typed cannot be a number of ours, and what to do."""
    fault, shown = found
    return str(FAULTS[fault]) % {"shown": shown}


def heading(answer: Answer) -> str:
    """The answer in one line."""
    told = (TODAY if answer.is_today else THEN)[answer.said]
    return str(told) % {"day": _day(answer.on)}


def statuses(answer: Answer) -> list[tuple[str, str]]:
    """The answer as shapes and words: of the day asked for, and of today where that is told apart."""
    told = [STATUS[answer.said]]
    if answer.said.stands != answer.today.stands:
        told.append(("valid", _("Valid today")) if answer.today.stands else ("ended", _("Not valid today")))
    return [(shape, str(word)) for shape, word in told]


def renamed(answer: Answer) -> str:
    """That a paper with this number shows another name, where it does; never which."""
    if not answer.renamed:
        return ""
    return _(
        "The holder's name has changed since the certificate with this number was issued, so that a copy of that one "
        "shows another name."
    )


def explained(answer: Answer) -> str:
    """What an answer of one word leaves open; empty where nothing is."""
    if answer.renewal_until and answer.until:
        return _(
            "The certificate expired on %(day)s; renewal is possible until %(last)s. The renewal is in progress, "
            "and the title stands until it is decided."
        ) % {"day": _day(answer.until), "last": _day(answer.renewal_until)}
    if answer.said is Said.RENEWING and answer.until:
        return _(
            "The certificate expired on %(day)s. The renewal is in progress, and the title stands until it is decided."
        ) % {"day": _day(answer.until)}
    if answer.said is Said.NOT_VALID:
        return _(
            "We say since when, and neither who held it nor why it ended. A title that is earned again has a "
            "certificate with a number of its own: ask whoever showed you this one for it."
        )
    if answer.said.stands and not answer.today.stands:
        return _("The title is not valid today, so we do not say who held it.")
    return ""


def today(answer: Answer) -> str:
    """Beside an answer about a past day, how the title stands on the day of the asking."""
    if answer.since_today:
        return _("The title has not been valid since %(day)s, and is not valid today, on %(today)s.") % {
            "today": _day(answer.asked_on),
            "day": _day(answer.since_today),
        }
    if answer.today is Said.RENEWING:
        return _("Today, on %(today)s, it is valid, renewal in progress.") % {"today": _day(answer.asked_on)}
    return _("Today, on %(today)s, it is valid.") % {"today": _day(answer.asked_on)}


def rows(answer: Answer) -> Iterator[tuple[str, str]]:
    """The facts of an answer, each by its name."""
    if answer.name:
        # The page loads the letters of western Europe; a name with others is set in the reader's own type, all of it.
        kind = "holder" if all(ord(letter) < 0x100 for letter in answer.name) else "holder other"
        yield _("Held by"), format_html('<span class="{}" dir="auto">{}</span>', kind, answer.name)
    yield _("Code of the title"), answer.code
    yield _("Level and track"), f"{answer.level} · {answer.track}"
    yield _("Awarded"), _day(answer.awarded_on)
    if answer.first and answer.first != answer.awarded_on:
        yield _("Renewed from"), _day(answer.first)
    if answer.until and answer.said is Said.RENEWING:
        yield _("Expired on"), _day(answer.until)
    elif answer.until:
        yield _("Valid until"), _day(answer.until)
    elif answer.first and answer.endless:
        yield _("Valid until"), _("no end by itself")
    if answer.renewal_until:
        yield _("Renewal is possible until"), _day(answer.renewal_until)
    if answer.since:
        yield _("Not valid since"), _day(answer.since)
    yield _("Issued by"), settings.INSTITUTE["name"]


def statement(answer: Answer) -> dict[str, Any]:
    """The answer for a program: every key always there, days as ``YYYY-MM-DD``. docs/verification.md tells of each."""
    return {
        "number": answer.number,
        "answer": answer.said.value,
        "asked_for": answer.on.isoformat(),
        "known_at": answer.known_at.isoformat(timespec="seconds"),
        "answer_today": answer.today.value,
        "title": {"code": answer.code, "name": answer.title, "level": answer.level, "track": answer.track},
        "holder": answer.name or None,
        "holder_renamed": answer.renamed if answer.name else None,
        "awarded_on": answer.awarded_on.isoformat(),
        "valid_from": _iso(answer.first),
        "valid_until": _iso(answer.until),
        "renewal_until": _iso(answer.renewal_until),
        "not_valid_since": _iso(answer.since),
        "not_valid_since_today": _iso(answer.since_today),
        "current_number": answer.current,
        "issuer": settings.INSTITUTE["name"],
        "page": page_of(answer.number),
    }


def page_of(number: str) -> str:
    """The whole address where anybody sees how the title of a number stands; it is on paper, so it stays for good."""
    return f"{settings.BASE_URL}{reverse('members:verify-number', args=[number])}"


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
