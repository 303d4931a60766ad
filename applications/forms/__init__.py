"""Forms of officer applications. A page that was open elsewhere meanwhile is found by what it saw."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from common.office import LabelsWithoutColon


def fingerprint(values: Mapping[str, Any]) -> str:
    """What a page saw, in 16 characters."""
    return sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:16]


def flat(choices: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Choices one by one, those of groups too."""
    for value, word in choices:
        if isinstance(word, list | tuple):
            yield from flat(word)
        else:
            yield str(value), str(word)


class PartForm(LabelsWithoutColon, forms.Form):
    """A part of the form, filled in with what is kept ``now``; every field by itself knows what the page saw in it.

    What was saved elsewhere since the page was opened stays in a field that was not touched here. A field that was
    changed in both places says so once, with what was saved there: what was typed stays, and sending it again replaces
    the other. Sent twice, a form is no other than itself.

    ``keeps``: what was saved elsewhere stays where nothing was typed here; else that, too, is asked about.
    """

    keeps = True
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, now: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.prints = {name: fingerprint({name: value}) for name, value in sorted(now.items())}
        self.initial = {**now, **self.initial, "seen": ".".join(self.prints.values())}

    def clean(self) -> dict[str, Any]:
        """The fields, with what was saved elsewhere in those nobody touched here; errors for those changed in both."""
        cleaned = super().clean() or self.cleaned_data
        saw = dict(zip(self.prints, cleaned.pop("seen", "").split("."), strict=False))
        both = []
        for name, current in self.prints.items():
            typed = fingerprint({name: cleaned.get(name)})
            if current in {saw.get(name), typed}:
                continue
            if self.keeps and typed == saw.get(name):
                cleaned[name] = self.now[name]
            else:
                both.append(name)
        if both:
            self._say_so(both, saw)
        return cleaned

    def _say_so(self, both: Collection[str], saw: Mapping[str, str]) -> None:
        """Errors for fields that were changed in both places; the page has seen them then."""
        seen = [print_ if name in both else saw.get(name, print_) for name, print_ in self.prints.items()]
        self.data = {**{name: self.data[name] for name in self.data}, "seen": ".".join(seen)}
        self.add_error(None, self.changed())
        for name in both:
            if text := self._saved(name):
                self.add_error(name, self.kept() % {"text": text})

    def changed(self) -> str:
        """That it was changed elsewhere, and what can be done."""
        return _(
            "This part was changed in another window meanwhile. What you typed stands below and is not saved "
            "yet; save it again to replace what was saved there."
        )

    def kept(self) -> str:
        """What was saved in a field elsewhere, with room for its ``text``."""
        return _("Saved in the other window: “%(text)s”")

    def _saved(self, name: str) -> str:
        """What was saved in a field, as its page shows it; nothing where that cannot be said in a line."""
        value, field = self.now[name], self.fields[name]
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            return next((word for known, word in flat(choices) if known == str(value)), "")
        return value if isinstance(value, str) and isinstance(field, forms.CharField) else ""

    def need(self, *names: str) -> None:
        """Fields that may be left out for now, and are no choice all the same: the task list asks for them."""
        for name in names:
            self.fields[name].needed = True  # type: ignore[attr-defined]
