"""Forms of officer applications. A page that was open elsewhere meanwhile is found by what it saw."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from common.office import LabelsWithoutColon


def fingerprint(values: Mapping[str, Any]) -> str:
    """What a page saw, in 16 characters."""
    return sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:16]


class PartForm(LabelsWithoutColon, forms.Form):
    """A part of the form, filled in with what is kept ``now``.

    When something else was saved since the page was opened, it says so once: what was typed stays, and sending it
    again replaces the other. Sent twice, it is no other than itself.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, now: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.initial = {**now, **self.initial, "seen": fingerprint(now)}

    def clean(self) -> dict[str, Any]:
        """The fields. Raises ``ValidationError`` once for a page that is older than what is kept."""
        cleaned = super().clean() or self.cleaned_data
        current = self.initial["seen"]
        same = fingerprint({name: cleaned.get(name) for name in self.now}) == current
        if cleaned.pop("seen", "") != current and not same:
            self.data = {**{name: self.data[name] for name in self.data}, "seen": current}
            raise forms.ValidationError(
                _(
                    "This part was changed in another window meanwhile. What you typed stands below and is not saved "
                    "yet; save it again to replace what was saved there."
                ),
                code="stale",
            )
        return cleaned

    def need(self, *names: str) -> None:
        """Fields that may be left out for now, and are no choice all the same: the task list asks for them."""
        for name in names:
            self.fields[name].needed = True  # type: ignore[attr-defined]
