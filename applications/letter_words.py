"""The letters about a decision in words: why a criterion is not met, and what is still to do after an acceptance."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications.enums import Reason
from applications.models.answers import CRITERIA

SENTENCES: Final[Mapping[Reason, str | Promise]] = {
    Reason.OUTSIDE_FIELD: _("The work you describe was mainly in another field than that of the title."),
    Reason.TOO_LITTLE_IN_FIELD: _("Part of your work was in the field of the title, but too little of it."),
    Reason.RELEVANCE_NOT_SHOWN: _("What you wrote does not show that your work was in the field of the title."),
    Reason.UNDER_FIVE_YEARS: _("The work in the field that you show comes to less than five years."),
    Reason.TERM_NOT_SHOWN: _("The dates you give do not show five years of work in the field."),
    Reason.WITHOUT_INFLUENCE: _(
        "The advice you gave bound nobody. From outside an organisation, the title asks for more than that."
    ),
    Reason.CARRIED_OUT_ONLY: _(
        "You carried out what others decided. The title asks for responsibility for governance and decisions."
    ),
    Reason.LEVEL_NOT_SHOWN: _("What you wrote does not show what you were responsible for, or whom you influenced."),
    Reason.WORK_OF_OTHERS: _("The result you describe is mainly the work of others."),
    Reason.NO_RESULT: _("What you describe does not end in a result that can be seen."),
    Reason.RESULT_NOT_SHOWN: _("What you wrote does not show what you brought about yourself."),
}
"""Why a criterion is not met, as the letter says it."""


def grounds(named: list[list[str]]) -> list[dict[str, str]]:
    """What a letter says about each criterion that is not met: its name, the reason as a sentence, and the words."""
    names, sentences = dict(CRITERIA), {reason.value: told for reason, told in SENTENCES.items()}
    return [
        {
            "criterion": str(capfirst(str(names.get(criterion, criterion)))),
            "sentence": str(sentences.get(reason, "")),
            "words": words,
        }
        for criterion, reason, words in named
    ]


def steps(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The four things that stand between an acceptance and the award: what each is, whether it is done, what to do."""
    return [
        {
            "name": _t("Register of members"),
            "done": True,
            "told": _t("We entered you in our register of members. There is nothing you need to do."),
        },
        {"name": _t("First year"), "done": not facts["amount"], "told": _payment(facts)},
        {"name": _t("Signature"), "done": facts["signature"] == "seen", "told": _signature(facts)},
        {"name": _t("Identity"), "done": facts["identity"] == "verified", "told": _identity(facts)},
    ]


def _payment(facts: Mapping[str, Any]) -> str:
    if not facts["amount"]:
        return _t("Nothing is to be paid for it.")
    day, amount = date_format(facts["pay_by"], "j F Y"), facts["amount"]
    if not facts["invoice"]:
        told = _t("Pay EUR %(amount)s by %(day)s. The invoice comes with a mail of its own.")
        return told % {"amount": amount, "day": day}
    told = _t(
        "Pay EUR %(amount)s by %(day)s, with invoice %(number)s. The invoice comes with a mail of its own, and stands "
        "on your page."
    )
    return told % {"amount": amount, "day": day, "number": facts["invoice"]}


def _signature(facts: Mapping[str, Any]) -> str:
    if facts["signature"] == "seen":
        return _t("Your signature is there. There is nothing you need to do.")
    if facts["signature"] == "agree":
        return _t("Agree to the documents that hold for members; your first page leads there.")
    return _t("We still look at the scan of the form you signed by hand. You hear from us if something is missing.")


def _identity(facts: Mapping[str, Any]) -> str:
    if facts["identity"] == "verified":
        return _t("We verified your identity. There is nothing you need to do.")
    if facts["identity"] == "copy":
        return _t("We look at the masked copy of your document. You hear from us if something is missing.")
    when = date_format(localtime(facts["appointment_at"]), "j F Y, H:i")
    if facts["identity"] == "held":
        return _t("Your appointment was on %(when)s. We write down what came of it.") % {"when": when}
    if facts["identity"] == "appointment":
        return _t("Come to your appointment on %(when)s, with your document.") % {"when": when}
    return _t(
        "Choose an appointment on the page of your application, and have your document with you; or send a masked copy "
        "of it there."
    )
