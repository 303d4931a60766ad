"""The forms of a case: who judges, more time, the hearing, what is written into the room, the glass."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.fields import ParagraphsFormField
from common.files.fields import PaperField
from common.office import LabelsWithoutColon
from conduct.enums import Audience, ChallengeAnswer
from conduct.forms.officer import day, words
from conduct.models.cases import CHALLENGES
from conduct.models.reports import LONG, SHORT
from conduct.selectors.finding import peer

YES: Final = "yes"
NO: Final = "no"


class RepresentativeForm(LabelsWithoutColon, forms.Form):
    """Which representative of the institute is asked."""

    who = forms.ChoiceField(
        label=_("Who"), widget=forms.RadioSelect, error_messages={"required": _("Choose one of them.")}
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["who"].choices = [(key, str(person)) for key, person in self.people.items()]  # type: ignore[attr-defined]
        self.fields["who"].widget.use_fieldset = True

    @property
    def person(self) -> User:
        """Who."""
        return self.people[self.cleaned_data["who"]]


class PeerForm(LabelsWithoutColon, forms.Form):
    """Which holder of a title is asked."""

    who = forms.CharField(
        label=_("Member number or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write one of the two.")},
        help_text=_("Of somebody who holds a title, letter for letter."),
    )

    person: User

    def clean_who(self) -> str:
        """Somebody in the register. Raises ``ValidationError``."""
        typed: str = self.cleaned_data["who"]
        found = peer(typed)
        if found is None:
            raise forms.ValidationError(
                _("No member has this number or address. Look whether it is written as they write it."), code="nobody"
            )
        self.person = found
        return typed


class AnswerForm(LabelsWithoutColon, forms.Form):
    """Whether somebody who was challenged stays."""

    answer = forms.ChoiceField(
        label=_("Our answer"),
        choices=CHALLENGES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two answers.")},
    )
    reason = words(
        _("Why"), _("Write why, in words to the member."), _("The member reads it on the page of the case."), rows=5
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].widget.use_fieldset = True

    @property
    def said(self) -> ChallengeAnswer:
        """The answer."""
        return ChallengeAnswer(self.cleaned_data["answer"])


class MoreTimeForm(LabelsWithoutColon, forms.Form):
    """A later day to explain, and why."""

    until = day(_("New last day to explain"), _("At most six months ahead."))
    reason = words(_("Why"), _("Write why."), _("It stands with the case, and the member can read it."), rows=3)


class HearingForm(LabelsWithoutColon, forms.Form):
    """When a hearing is, and where or how to join."""

    on = day(_("Day"))
    time = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("In Amsterdam."),
        error_messages={
            "invalid": _("Write the time as hours and minutes, such as 14:30."),
            "required": _("Choose a time."),
        },
    )
    place = words(
        _("Place, or how to join"),
        _("Write where it is, or how to join."),
        _("The member and the committee read it."),
        rows=3,
    )

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        begins = datetime.combine(self.cleaned_data["on"], self.cleaned_data["time"])
        return timezone.make_aware(begins)


class RecordForm(LabelsWithoutColon, forms.Form):
    """The record of a hearing, and whether the member came."""

    came = forms.ChoiceField(
        label=_("Did the member come?"),
        choices=[(YES, _("Yes: this is their explanation")), (NO, _("No: the day to explain goes on"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two answers.")},
    )
    record = words(
        _("Record"),
        _("Write the record."),
        _("What was asked and answered. The member reads it. Up to 30,000 characters."),
        most=LONG * 3,
        rows=14,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["came"].widget.use_fieldset = True

    @property
    def there(self) -> bool:
        """Whether the member came."""
        return bool(self.cleaned_data["came"] == YES)


class EntryForm(LabelsWithoutColon, forms.Form):
    """Something for the room, and who reads it."""

    audience = forms.ChoiceField(
        label=_("Who reads it"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who reads it.")},
    )
    text = words(_("Text"), _("Write something."), _("Up to 10,000 characters."), most=LONG, rows=8)
    file = PaperField(
        label=_("File"), required=False, help_text=_("PDF, JPEG or PNG, up to 10 MB. It can be left out.")
    )

    def __init__(self, *args: Any, member_knows: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(Audience.COMMITTEE.value, _("The committee and the case officer alone"))]
        if member_knows:
            choices.append((Audience.PARTIES.value, _("The member too, who is mailed that there is something to read")))
        self.fields["audience"].choices = choices  # type: ignore[attr-defined]
        self.fields["audience"].widget.use_fieldset = True

    @property
    def readers(self) -> Audience:
        """Who reads it."""
        return Audience(self.cleaned_data["audience"])


class GlassForm(LabelsWithoutColon, forms.Form):
    """Why a case is opened from outside."""

    reason = ParagraphsFormField(
        label=_("Why you must open this case"),
        max_length=SHORT,
        rows=4,
        help_text=_("The chair and the case officer read it."),
        error_messages={"required": _("Write why you must open this case.")},
    )
