"""Forms about references: one person at a time, and the question about organisations that look alike."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Final

from django import forms
from django.forms import BoundField, fields_for_model
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications.forms import PartForm, fingerprint
from applications.models import OrganisationAnswer, Reference
from applications.models.parts import RELATION, WORDS
from applications.rules.organisations import Names, same
from applications.services.references import COLUMNS, Named, Said
from common.fields import ParagraphsFormField

MISSING: Final = {
    "name": _("Write the person's name."),
    "organisation": _("Write the organisation they work for, or worked for when you knew each other."),
    "role": _("Write what the person does there."),
    "email": _("Write an e-mail address at which we reach the person."),
    "relation": _("Write in a sentence or two how you worked together."),
}
HINTS: Final[dict[str, Any]] = {
    "name": _("As the person writes it: given name, then family name."),
    "organisation": _("Write it the same way for everybody who works there."),
    "email": _("Preferably the one at work. Each person needs an address of their own, and none of yours."),
    "phone": _("With the country's number, such as +31. We call only when our mails do not arrive."),
    "relation": _("For instance: I reported to her for three years, and we led the security programme together."),
}
OWN_NAMES: Final = ("name", "organisation", "role", "relation")
ONE, DIFFERENT = "one", "different"


def readable(email: str) -> str:
    """An address with the name of its domain as people read it."""
    mailbox, _at, domain = email.rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("ascii").decode("idna")
    return f"{mailbox}@{domain}"


class ReferenceForm(PartForm):
    """A person who can confirm, and whether they agreed. The columns' own fields, with our sentences."""

    def __init__(self, *args: Any, now: Named | None = None, **kwargs: Any) -> None:
        super().__init__(*args, now=asdict(now) if now else {}, **kwargs)
        self.fields.update(fields_for_model(Reference, fields=COLUMNS, help_texts=HINTS))
        label = self.fields["relation"].label
        self.fields["relation"] = ParagraphsFormField(
            label=label, max_length=RELATION, rows=4, help_text=HINTS["relation"]
        )
        self.fields["agreed"] = forms.BooleanField(
            label=_("This person has agreed to be contacted, and that I share their data with you."),
            required=False,
            help_text=_("You may tick it later. Without it the form cannot be signed, and we write to nobody."),
        )
        for name, sentence in MISSING.items():
            self.fields[name].error_messages["required"] = sentence
        for name in self.fields:
            self.fields[name].widget.attrs |= {"autocomplete": "off"} | ({"dir": "auto"} if name in OWN_NAMES else {})

    def clean_email(self) -> str:
        """The address, with the name of its domain as people read it: one mailbox is written one way."""
        return readable(str(self.cleaned_data["email"]))

    def said(self) -> Named:
        """What was typed, as acts take it."""
        return Named(**{name: self.cleaned_data[name] for name in (*COLUMNS, "agreed")})


@dataclass(frozen=True, slots=True)
class Group:
    """Names that look alike: who works there, and the two fields of the question."""

    names: Names
    people: tuple[Reference, ...]
    choice: BoundField
    words: BoundField

    @property
    def spelled(self) -> tuple[str, ...]:
        """The names as they were typed, each once."""
        return tuple(dict.fromkeys(reference.organisation for reference in self.people))


class OrganisationsForm(PartForm):
    """For each group of names that look alike: are they one organisation, or different ones, and why.

    Fields are called after the names they ask about, so an answer never lands at other names.
    """

    def __init__(
        self,
        *args: Any,
        alike: Sequence[Names],
        answers: Sequence[OrganisationAnswer],
        references: Sequence[Reference],
        **kwargs: Any,
    ) -> None:
        given = {answer.group: answer for answer in answers}
        self.asked = {fingerprint({"names": names}): names for names in alike}
        self.references = references
        now: dict[str, Any] = {}
        for key, names in self.asked.items():
            answer = given.get(names)
            now[f"one-{key}"] = "" if answer is None else DIFFERENT if answer.differ else ONE
            now[f"words-{key}"] = answer.words if answer else ""
        super().__init__(*args, now=now, **kwargs)
        for key in self.asked:
            self.fields[f"one-{key}"] = forms.ChoiceField(
                label=_("Are they one organisation, or different ones?"),
                choices=[(ONE, _("They are one organisation")), (DIFFERENT, _("They are different organisations"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose whether they are one organisation or different ones.")},
            )
            self.fields[f"words-{key}"] = ParagraphsFormField(
                label=_("If they are different: why?"),
                required=False,
                max_length=WORDS,
                rows=3,
                help_text=_("A sentence will do. The people who assess your application read it."),
            )

    def groups(self) -> Iterator[Group]:
        """The groups asked about, in order."""
        for key, names in self.asked.items():
            people = tuple(reference for reference in self.references if same(reference.organisation) in names)
            yield Group(names, people, self[f"one-{key}"], self[f"words-{key}"])

    def clean(self) -> dict[str, Any]:
        """The answers. Different organisations need a sentence why."""
        cleaned = super().clean()
        for key in self.asked:
            if cleaned.get(f"one-{key}") == DIFFERENT and not cleaned.get(f"words-{key}", "missed"):
                self.add_error(f"words-{key}", _t("Write why they are different organisations."))
        return cleaned

    def said(self) -> Mapping[Names, Said]:
        """The answers by the names they are about, as acts take them."""
        return {
            names: Said(self.cleaned_data[f"one-{key}"] == DIFFERENT, self.cleaned_data[f"words-{key}"])
            for key, names in self.asked.items()
        }
