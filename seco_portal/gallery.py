"""What the gallery shows: a form with every kind of field, and invented rows for the components."""

from typing import Any, Final

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

LANGUAGES: Final = [("en", "English"), ("nl", "Nederlands"), ("el", "Ελληνικά")]

COLOURS: Final = (
    "paper", "mist", "ink", "ink-soft", "field-line", "line", "sea", "sea-deep", "brass", "wax", "moss", "amber", "sky",
)  # fmt: skip

STATUSES: Final = (
    ("valid", _("Valid")),
    ("waiting", _("Waiting for others")),
    ("attention", _("Needs attention")),
    ("ended", _("Ended")),
)

FACTS: Final = (
    (_("Held by"), "Noor de Vries"),
    (_("Awarded"), "1 July 2025"),
    (_("Valid until"), "30 June 2028"),
)

NAMES: Final = (
    "Wolfeschlegelsteinhausenbergerdorff-Papadiamantopoulou van den Eijnden-Schimmelpenninck",
    "Ξένια Παπαδημητρίου-Χατζηαναγνώστου",
    "Юлия Александровна Преображенская",
    "Nguyễn Thị Ánh Tuyết",
    "محمد بن عبد الله القحطاني",
    "王小明",
    "Suharto",
)


class EveryField(forms.Form):
    """One field of every kind the portal uses."""

    name = forms.CharField(label=_("Full name"), help_text=_("As it stands on your identity document."))
    email = forms.EmailField(label=_("E-mail address"))
    phone = forms.CharField(
        label=_("Telephone"), required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters; a sentence is fine."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    born_on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    reach = forms.ChoiceField(
        label=_("How may we reach you?"),
        choices=[("mail", _("By e-mail")), ("phone", _("By telephone"))],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label=_("What is it about?"),
        choices=[("title", _("A title")), ("fee", _("A contribution")), ("else", _("Something else"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    story = forms.CharField(label=_("In your own words"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    proof = forms.FileField(label=_("Proof"), help_text=_("PDF, JPEG or PNG, up to 10 MB."), required=False)
    agreed = forms.BooleanField(label=_("I have read the code of conduct"), help_text=_("It is two pages long."))


def examples() -> dict[str, Any]:
    """The context of the gallery page."""
    wrong = EveryField({"wrong-email": "noor@", "wrong-language": "xx"}, prefix="wrong")
    wrong.add_error(None, _("The two addresses do not belong to the same person."))
    return {
        "form": wrong,
        "filled": EveryField(prefix="plain", initial={"name": NAMES[0], "reach": "mail"}),
        "colours": COLOURS,
        "statuses": STATUSES,
        "names": NAMES,
        "facts": FACTS,
        "page": Paginator(range(250), 50).page(2),
    }
