"""Forms of questions: what colleagues ask, what applicants answer, and the new day of an answer."""

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications.models import QuestionText
from applications.models.questions import ANSWER, ASKED, FILES
from applications.selectors.questions import texts
from applications.words import room
from common.fields import ParagraphsFormField
from common.files.fields import PaperField
from common.office import LabelsWithoutColon

WORDS: Final = 500
GAP: Final = "…"
"""What stands in texts where a colleague fills something in."""
AROUND: Final = re.compile(rf"(?:\S+ ){{0,2}}\S*{GAP}\S*(?: \S+){{0,2}}")
"""A gap with the words around it."""


class TextForm(LabelsWithoutColon, forms.Form):
    """A text that a question begins with."""

    begin = forms.ModelChoiceField(
        QuestionText.objects.none(),
        label=_("Begin with a text"),
        required=False,
        empty_label=_("Choose a text"),
        error_messages={"invalid_choice": _("This text is not offered any more. Choose another one.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["begin"]
        field.queryset = texts()


class AskForm(LabelsWithoutColon, forms.Form):
    """A question, in the colleague's words."""

    text = ParagraphsFormField(
        label=_("Question"),
        max_length=ASKED,
        rows=10,
        help_text=_("The applicant reads this as it stands here. Name one thing after the other, and what would help."),
        error_messages={"required": _("Write what you want to know.")},
    )
    as_it_stands = forms.BooleanField(label=_("Send it as it stands, with “…”"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound or GAP not in self.data.get("text", ""):
            del self.fields["as_it_stands"]

    def clean(self) -> dict[str, Any]:
        """A gap of a text that was begun with is named once, and sent only when that is said."""
        said: dict[str, Any] = super().clean() or {}
        if (found := AROUND.search(said.get("text", ""))) and not said.get("as_it_stands"):
            told = _t("This is not filled in yet: “%(gap)s”. Fill it in, or tick below that it is meant so.")
            self.add_error("text", told % {"gap": found[0].strip()})
        return said


class AnswerForm(LabelsWithoutColon, forms.Form):
    """An answer in words, with up to three files; those received before need not be chosen again."""

    text = ParagraphsFormField(
        label=_("In your words"),
        max_length=ANSWER,
        rows=10,
        error_messages={"required": _("Write your answer. A sentence is enough where a file says it all.")},
    )

    def __init__(self, *args: Any, kept: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = room(ANSWER, 0)
        for number in range(1, FILES - kept + 1):
            self.fields[f"file_{number}"] = PaperField(
                label=_t("File %(n)d") % {"n": kept + number},
                required=False,
                help_text=_t("PDF, JPEG or PNG, at most 10 MB."),
            )

    @property
    def papers(self) -> list[forms.BoundField]:
        """The fields for files."""
        return [self[name] for name in self.fields if name.startswith("file_")]


class PromiseForm(LabelsWithoutColon, forms.Form):
    """The new day of an answer, with words to the applicant."""

    day = forms.DateField(
        label=_("The applicant hears from us by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Name a day."),
            "invalid": _("Write a day as year, month and day, such as 2026-08-12."),
        },
    )
    words = ParagraphsFormField(
        label=_("Why, in words to the applicant"),
        required=False,
        max_length=WORDS,
        rows=4,
        help_text=_("May be left out. It stands in the mail as it is written here, and in the history."),
    )
