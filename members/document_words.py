"""What is said about the text of a document: its faults with their lines, and what publishing it brings."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.enums import TextFault
from members.models import Document, DocumentVersion
from members.rules.text_faults import Fault

FAULTS: Final[dict[TextFault, str | Promise]] = {
    TextFault.EMPTY: gettext_lazy("There is no text yet. Write or paste it, or choose a file."),
    TextFault.TOO_LONG: gettext_lazy("The text has %(said)s characters, and at most %(expected)s are possible."),
    TextFault.UNSEEN: gettext_lazy(
        "Line %(line)d holds a character that nobody sees (%(said)s). Write the line anew, without it."
    ),
    TextFault.HEADING_BARE: gettext_lazy("Line %(line)d is a heading without words. Write them after “# ”."),
    TextFault.HEADING_MARK: gettext_lazy(
        "Line %(line)d begins with “#” but is no heading: “%(said)s”. A heading begins with one “#” and a space."
    ),
    TextFault.HEADING_INSIDE: gettext_lazy(
        "The heading in line %(line)d would be read as part of the text above it. Put an empty line before it."
    ),
    TextFault.HEADING_EMPTY: gettext_lazy(
        "Nothing stands below the heading in line %(line)d. Write something there, or take the heading out."
    ),
    TextFault.NUMBER_BARE: gettext_lazy(
        "Line %(line)d is a number without words: “%(said)s”. Write the article after it, on the same line."
    ),
    TextFault.NUMBER_ORDER: gettext_lazy(
        "Line %(line)d begins with %(said)s, which is read as the number of an article; %(expected)s would be next. "
        "Mend the number, or let the paragraph begin with a word."
    ),
    TextFault.NUMBER_INSIDE: gettext_lazy(
        "Line %(line)d begins with “%(said)s.” within another block, and would be read as part of it. "
        "Put an empty line before an article, or break the line elsewhere."
    ),
    TextFault.LIST_ALONE: gettext_lazy(
        "The list in line %(line)d belongs to nothing. Take out the empty line before it, or write a sentence above."
    ),
    TextFault.ITEM_BARE: gettext_lazy("Line %(line)d is an item of a list without words. Write them after “- ”."),
    TextFault.ITEM_MARK: gettext_lazy(
        "Line %(line)d looks like an item of a list: “%(said)s”. An item begins with “-” and a space."
    ),
}

SHOWN: Final = 60
"""Characters of a line that are repeated in a sentence about it."""


def fault(found: Fault) -> str:
    """What is wrong, where, and how to mend it."""
    said = found.said if len(found.said) <= SHOWN else f"{found.said[:SHOWN]}…"
    return str(FAULTS[found.what]) % {"line": found.line, "said": said, "expected": found.expected}


def told_by_mail(count: int) -> str:
    """How many are told by mail."""
    return ngettext(
        "%(count)d person with a membership or a title is told by mail, once.",
        "%(count)d people with a membership or a title are told by mail, once each.",
        count,
    ) % {"count": count}


def effects(
    document: Document,
    before: DocumentVersion | None,
    *,
    first_day: date,
    today: date,
    agreed_to: bool,
    to_tell: int,
) -> Sequence[str]:
    """What publishing does, a sentence each. ``agreed_to``: whether members agree to the document."""
    day = date_format(first_day)
    told = [_("Everybody may read it at once, with its PDF and what is different from earlier versions.")]
    if first_day > today:
        told.append(_("It holds from %(day)s.") % {"day": day})
    else:
        told.append(_("It holds from today."))
    if before:
        told.append(_("Version %(label)s ends with it, and stays readable.") % {"label": before.label})
    if agreed_to:
        told.append(told_by_mail(to_tell))
        told.append(
            _("From %(day)s on, everybody in the register is asked to agree to it when they next sign in.")
            % {"day": day}
        )
    else:
        told.append(_("Nobody is told by mail and nobody is asked to agree: members do not agree to this document."))
    told.append(
        _("Nothing of it can be changed or taken back any more. What turns out wrong is put right by a later version.")
    )
    return told
