"""Reads the forms of a page, so that a test can fill in what a person would see."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

WRITTEN = {"text", "email", "password", "search", "tel", "url", "textarea"}


@dataclass
class Form:
    """One form: its method, its address, what its controls hold, and which of them a person types into."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select: str | None = None
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        if not self.forms:
            return
        form, name = self.forms[-1], given.get("name", "")
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind in {"checkbox", "radio"} and "checked" not in given:
                return
            if kind not in {"submit", "button", "file", "image"}:
                form.values[name] = given.get("value", "on" if kind == "checkbox" else "")
            if kind in WRITTEN:
                form.written.append(name)
        elif tag == "textarea" and name:
            form.values[name], self._textarea = "", name
            form.written.append(name)
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in form.values):
            form.values[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea and self.forms:
            self.forms[-1].values[self._textarea] += data


def forms_of(html: str) -> list[Form]:
    """Every form of the page, in order."""
    parser = _Forms()
    parser.feed(html)
    return parser.forms
