"""Forms with which an application is signed: by name in the portal, or by hand with a scan."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications.rules.signing import same_name
from common.fields import NameFormField
from common.files.fields import PaperField
from common.office import LabelsWithoutColon
from members.exam_forms import add_ticks
from members.models import DocumentVersion


class _ShortTerm(LabelsWithoutColon, forms.Form):
    """A tick for who submits before the term is met; ``seen`` is the fingerprint of what was read."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    short_term = forms.BooleanField(
        label=_("I know that I do not meet the five years yet, and submit the application all the same."),
        error_messages={"required": _("Tick this if you want to submit the application all the same.")},
    )

    def __init__(self, *args: Any, term_met: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if term_met:
            del self.fields["short_term"]


class SignForm(_ShortTerm):
    """A name as a signature, and a tick for every document not agreed to yet."""

    name = NameFormField(
        label=_("Your name, as your signature"),
        max_length=301,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        error_messages={"required": _("Type your name to sign.")},
    )

    def __init__(self, *args: Any, written: str, asked: Sequence[DocumentVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.written, self.asked = written, asked
        add_ticks(self, asked)
        self.order_fields(
            ["seen", "short_term", *(name for name in self.fields if name not in {"name", "seen"}), "name"]
        )

    def clean_name(self) -> str:
        """The name, which is the one in the form. Raises ``ValidationError``."""
        name: str = self.cleaned_data["name"]
        if not same_name(name, self.written):
            told = _t("Sign with your name as it stands in the form: %(name)s.")
            raise forms.ValidationError(told % {"name": self.written}, code="other-name")
        return name


class ScanForm(_ShortTerm):
    """The scan of the form that was signed by hand. One that was accepted before need not be chosen again."""

    scan = PaperField(
        label=_("Scan of the signed form"),
        help_text=_("All pages in one PDF, or a photo of the page with your signature as JPEG or PNG; at most 10 MB."),
        missing=_("Choose the scan of the form you signed."),
    )

    def __init__(self, *args: Any, has_scan: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_scan:
            self.keep_scan()

    def keep_scan(self) -> None:
        """A scan is there: the page asks for another one only if the person wants to."""
        self.fields["scan"].required = False
        self.fields["scan"].label = self["scan"].label = _t("Another file in its place")
