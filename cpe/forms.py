"""Shapes of input: a day to read the rules of, why a version is taken back, versions to compare, what to preview."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.fields import LinesFormField
from cpe import imports, selectors, words
from cpe.models import PolicyVersion
from members.forms import UploadForm


class DayForm(forms.Form):
    """The day whose rules somebody wants to read."""

    on = forms.DateField(
        label=_("Rules of which day?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as year, month and day, such as 2027-03-01.")},
    )

    def day(self, *, today: date) -> date:
        """The day asked for; without one that can be read, today."""
        return self.cleaned_data.get("on") or today if self.is_valid() else today


class ReasonForm(forms.Form):
    """Why a version goes back to being a draft."""

    reason = LinesFormField(
        label=_("Why"),
        max_length=1000,
        help_text=_("For the colleague who drafted it, and for the history."),
        error_messages={"max_length": _("Write at most 1 000 characters.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class DraftForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A draft, or a row of one, as it was when its page was opened: what a colleague wrote since is not lost unseen.

    Cleaned under the lock of the version. Sent a second time after the sentence, it is saved.
    """

    as_read = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["as_read"].initial = self._edition()
        else:
            del self.fields["as_read"]

    def _edition(self) -> str:
        row = self.instance
        return selectors.edition(row if isinstance(row, PolicyVersion) else row.version)

    def clean_effective_on(self) -> date:
        """The first day. Raises ``ValidationError`` with a sentence for one that no cycle could follow."""
        day: date = self.cleaned_data["effective_on"]
        if day > selectors.LAST_DAY:
            raise forms.ValidationError(
                _("Write a day until %(day)s."), params={"day": date_format(selectors.LAST_DAY)}
            )
        return day

    def clean(self) -> dict[str, Any] | None:
        """Ask again if the draft was changed since. Raises ``ValidationError`` with a sentence."""
        cleaned, now = super().clean(), self._edition() if "as_read" in self.fields else None
        if now and self.data.get(self.add_prefix("as_read")) != now:
            self.data = {**dict(self.data.items()), self.add_prefix("as_read"): now}
            raise forms.ValidationError(
                _(
                    "Somebody changed this draft since you opened this page, perhaps you yourself in another tab. "
                    "Nothing is saved yet. Look at it in another tab, then save again to write what stands here."
                )
            )
        return cleaned


class VersionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """One of all versions, told apart by name, first day and state."""

    def label_from_instance(self, version: Any) -> str:
        """The name alone is not enough: drafts may share it."""
        told = {"name": version, "day": words.first_day(version.effective_on), "state": version.get_state_display()}
        return _t("%(name)s – from %(day)s, %(state)s") % told


class CompareForm(forms.Form):
    """Two versions to lay side by side."""

    before = VersionChoice(PolicyVersion.objects.all(), label=_("From"), empty_label=None)
    after = VersionChoice(PolicyVersion.objects.all(), label=_("To"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class PreviewForm(forms.Form):
    """What a version is judged by when somebody asks who gains and who loses."""

    first_day = forms.DateField(
        label=_("As if in force from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Left empty, it is judged as if it had always held. The ledger knows no days to come."),
        error_messages={"invalid": _("Write the day as year, month and day, such as 2026-03-01.")},
    )
    judged_on = forms.DateField(
        label=_("Judged on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Today or a day before: cycles as they stood by the end of it."),
        error_messages={"invalid": _("Write the day as year, month and day, such as 2026-03-01.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class ClaimUploadForm(UploadForm):
    """A file of earlier claims, to be tried; what is no table of ours is refused at once. Cleaned, it is its bytes."""

    called = "claims"
    read = staticmethod(imports.read)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.help_text = _("CSV in UTF-8 or Windows-1252, with a row for each activity; at most 10 MB.")
        field.error_messages["empty"] = _("This file is empty. Choose the one with the claims.")
