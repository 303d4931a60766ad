"""The forms of somebody who was asked for a reference: can you act, who you are, what you can confirm; what is held."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.forms import BoundField, fields_for_model
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications.enums import Criterion, Declined, Says
from applications.forms.dates import DateBoxesField
from applications.models import Reference
from applications.models.answers import SAYS, STATEMENT
from applications.models.parts import RELATION
from applications.referee_words import CRITERIA, REFUSALS
from applications.rules.history import PeriodFault, Written, fault
from applications.rules.typed import TYPED, Boxes
from applications.services.answering import Answer, Statement
from applications.services.held import Details
from applications.words import room
from common.fields import NameFormField, ParagraphsFormField
from common.office import LabelsWithoutColon

YES: Final = "yes"
LONGEST: Final = 10_000
"""Characters of one field that a draft keeps; more is no answer any field takes."""
NEED_WORDS: Final = frozenset({Says.PARTLY, Says.DISPUTE})
FAULTS: Final = {
    PeriodFault.BEGINS_AHEAD: ("from", _("This lies ahead. Write a month that has come.")),
    PeriodFault.ENDS_AHEAD: ("until", _("This lies ahead. If it goes on, leave it empty.")),
    PeriodFault.ENDS_BEFORE: ("until", _("This is before the time began. Change one of the two months.")),
}


def typed_of(sent: Mapping[str, str]) -> dict[str, str]:
    """What was typed into a form, as a draft keeps it: each box that was sent, whatever stands in it."""
    return {name: _kept(str(sent[name])) for name in TYPED if name in sent}


def _kept(text: str) -> str:
    """A text that every database keeps."""
    return text.replace("\0", "").encode(errors="ignore").decode()[:LONGEST]


class Drafted(LabelsWithoutColon, forms.Form):
    """A form that shows what was typed before, right or not, without finding fault with it yet."""

    def show(self, typed: Mapping[str, str]) -> None:
        """Fill the boxes with a draft."""
        for name, field in self.fields.items():
            if any(key == name or key.startswith(f"{name}_") for key in typed):
                self.initial[name] = field.widget.value_from_datadict(dict(typed), {}, name)

    def tell_of(self, both: Collection[Boxes], kept: Mapping[str, str]) -> None:
        """Errors for fields that were changed in another window too, with what was saved there."""
        self.add_error(
            None,
            _t(
                "This page was changed in another window or on another device meanwhile. What you typed stands below. "
                "Where both differ, what you typed is not saved yet; save it again to replace what was saved there."
            ),
        )
        for boxes in both:
            name = boxes[0].removesuffix("_month")
            text = " ".join(filter(None, (kept.get(box, "") for box in boxes))) or _t("nothing")
            said = dict(getattr(self.fields[name], "choices", ())).get(text, text)
            self.add_error(name, _t("Saved in the other window: “%(text)s”") % {"text": said})


class CanActForm(LabelsWithoutColon, forms.Form):
    """Whether somebody acts as a reference."""

    act = forms.ChoiceField(
        label=_("Can you act as a reference?"),
        choices=[(YES, _("Yes, I can")), *((why.value, said) for why, said in REFUSALS.items())],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose whether you can act as a reference.")),
    )

    def why(self) -> Declined | None:
        """The reason of a refusal, if it is one."""
        return None if self.cleaned_data["act"] == YES else Declined(self.cleaned_data["act"])


class YouForm(Drafted):
    """Who answers, and how they know the applicant."""

    name = NameFormField(
        label=_("Your name"),
        max_length=150,
        help_text=_("As you write it yourself."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    role = NameFormField(
        label=_("Your own role"),
        max_length=150,
        help_text=_("What you do, or did when you worked together, such as “director of operations at Alfa”."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "organization-title"}),
        error_messages={"required": _("Write what you do, or did when you worked together.")},
    )

    def __init__(self, *args: Any, applicant: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"] = ParagraphsFormField(
            label=_t("How do you know %(applicant)s?") % {"applicant": applicant},
            max_length=RELATION,
            rows=4,
            help_text=" ".join([_t("In a sentence or two: from which work, and since when."), room(RELATION, 0)]),
            error_messages={"required": _t("Write in a sentence or two how you know each other.")},
        )


class MonthBoxes(forms.MultiWidget):
    """Month and year, each with its label; the group has the field's."""

    template_name = "applications/widgets/date.html"
    use_fieldset = True

    def __init__(self) -> None:
        box = {"inputmode": "numeric", "autocomplete": "off"}
        sizes = {"month": "2", "year": "4"}
        super().__init__({name: forms.TextInput(attrs={**box, "size": size}) for name, size in sizes.items()})

    def decompress(self, value: Any) -> list[str]:
        """The two boxes of a month as it was written."""
        return [str(value.month), str(value.year)] if isinstance(value, Written) else ["", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Each box with the word that stands above it."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for box, label in zip(context["widget"]["subwidgets"], (_t("Month"), _t("Year")), strict=True):
            box["label"] = label
        return context


class MonthField(DateBoxesField):
    """A ``Written`` month. Raises a sentence for each way in which it is none."""

    widget: Any = MonthBoxes

    def to_python(self, value: Any) -> Written | None:
        """What was written, ``None`` where nothing was. Raises ``ValidationError``."""
        return super().to_python(["", *value] if isinstance(value, list) else value)


@dataclass(frozen=True, slots=True)
class Block:
    """The fields about one criterion, with what it is called and asks."""

    criterion: Criterion
    name: str
    asks: str
    says: BoundField
    words: BoundField
    begins: BoundField
    until: BoundField

    @property
    def timed(self) -> bool:
        """Whether something stands in the boxes for the time, or is wrong there."""
        return bool(self.begins.errors or self.until.errors or any([*_boxes(self.begins), *_boxes(self.until)]))


def _boxes(field: BoundField) -> list[str]:
    value = field.value()
    return value if isinstance(value, list) else []


class AnswersForm(Drafted):
    """What somebody can confirm: a choice for each criterion, words where they are needed, the time they know."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for key, (name, _asks) in CRITERIA.items():
            said = {"criterion": str(name).lower()}
            choose = _t("Choose what you can say about the %(criterion)s.") % said
            self.fields[f"{key}-says"] = forms.ChoiceField(
                label=_t("What can you say about the %(criterion)s?") % said,
                choices=SAYS,
                widget=forms.RadioSelect,
                error_messages={"required": choose, "invalid_choice": choose},
            )
            words = ParagraphsFormField(
                label=_t("The %(criterion)s in your own words") % said,
                required=False,
                max_length=STATEMENT,
                rows=4,
                help_text=_t("Needed if you confirm part of it or dispute it; welcome in any case."),
            )
            words.needed = True  # type: ignore[attr-defined]
            self.fields[f"{key}-words"] = words
            begins, until = _t("You know of the %(criterion)s from"), _t("You know of the %(criterion)s until")
            running = _t("Leave it empty if you still work together.")
            self.fields[f"{key}-from"] = MonthField(label=begins % said, required=False)
            self.fields[f"{key}-until"] = MonthField(label=until % said, required=False, help_text=running)
        self.fields["remarks"] = ParagraphsFormField(
            label=_t("Anything else we should know"), required=False, max_length=STATEMENT, rows=4
        )

    def blocks(self) -> Iterator[Block]:
        """The four blocks, in order."""
        for key, (name, asks) in CRITERIA.items():
            fields = (self[f"{key}-{part}"] for part in ("says", "words", "from", "until"))
            yield Block(key, str(name), str(asks), *fields)

    def clean(self) -> dict[str, Any]:
        """Words where they are needed, and months that fit together."""
        cleaned = super().clean() or self.cleaned_data
        for key in Criterion:
            if cleaned.get(f"{key}-says") in NEED_WORDS and not cleaned.get(f"{key}-words", "missed"):
                told = {
                    Says.PARTLY: _t("Write which part you can confirm."),
                    Says.DISPUTE: _t("Write what is not as the applicant says."),
                }
                self.add_error(f"{key}-words", told[Says(cleaned[f"{key}-says"])])
            self._clean_time(key, cleaned)
        return cleaned

    def _clean_time(self, key: Criterion, cleaned: Mapping[str, Any]) -> None:
        begins, until = cleaned.get(f"{key}-from"), cleaned.get(f"{key}-until")
        if until and not begins and f"{key}-from" not in self.errors:
            self.add_error(f"{key}-from", _t("Write from which month, too."))
        elif begins and (found := fault(begins, until, self.today)) in FAULTS:
            part, told = FAULTS[found]
            self.add_error(f"{key}-{part}", str(told))

    def statements(self) -> Mapping[Criterion, Statement]:
        """What is said about each criterion; a month that is not over counts until today."""
        said = self.cleaned_data
        return {key: self._statement(key, said) for key in Criterion}

    def _statement(self, key: Criterion, said: Mapping[str, Any]) -> Statement:
        begins, until = said[f"{key}-from"], said[f"{key}-until"]
        return Statement(
            says=Says(said[f"{key}-says"]),
            words=said[f"{key}-words"],
            known_from=begins.first if begins else None,
            known_until=min(until.last, self.today) if until else None,
        )


def answer_of(you: YouForm, answers: AnswersForm) -> Answer:
    """The final answer that two forms hold, once both are right."""
    said = you.cleaned_data
    return Answer(
        name=said["name"],
        role=said["role"],
        relation=said["relation"],
        remarks=answers.cleaned_data["remarks"],
        statements=answers.statements(),
    )


class DetailsForm(LabelsWithoutColon, forms.Form):
    """Who somebody is and where we reach them, as they correct it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = ("name", "role", "organisation", "phone", "email")
        self.fields.update(fields_for_model(Reference, fields=columns))
        labels = {"name": _("Your name"), "role": _("Your role"), "organisation": _("Organisation")}
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs["dir"] = "auto"
        said = {
            "name": _("Write your name."),
            "role": _("Write what you do there."),
            "organisation": _("Write the organisation you work for, or worked for when you knew each other."),
            "email": _("Write an e-mail address at which we reach you."),
        }
        for name, sentence in said.items():
            self.fields[name].error_messages["required"] = sentence
        self.fields["email"].help_text = _(
            "If you change it, we mail a new link to the new address, and every earlier link stops working."
        )
        kinds = {"name": "name", "role": "organization-title", "organisation": "organization", "phone": "tel"}
        for name, kind in {**kinds, "email": "email"}.items():
            self.fields[name].widget.attrs["autocomplete"] = kind

    def clean_email(self) -> str:
        """The address, with the name of its domain as people read it: one mailbox is written one way."""
        mailbox, _at, domain = str(self.cleaned_data["email"]).rpartition("@")
        with suppress(UnicodeError):
            domain = domain.encode("ascii").decode("idna")
        return f"{mailbox}@{domain}"

    def said(self) -> Details:
        """What was typed, as acts take it."""
        said = {**self.cleaned_data, "phone": self.cleaned_data["phone"] or ""}
        return Details(**said)
