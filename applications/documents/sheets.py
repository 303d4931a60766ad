"""What an application says, as a frozen sheet, and the fingerprint of it. Nothing is looked up later.

``Content`` holds what somebody signs: the same words, files and versions of documents give the same fingerprint, on any
day and in any language. What follows from it by the day (the term) stands beside it.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256

from django.core.serializers.json import DjangoJSONEncoder


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A position; ``ends_on`` is ``None`` while it is running."""

    organisation: str
    role: str
    standpoint: str
    begins_on: date
    begins_by_month: bool
    ends_on: date | None
    ends_by_month: bool
    in_field: bool
    at_level: bool
    share: int
    responsibility: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A person who can confirm."""

    name: str
    organisation: str
    role: str
    email: str
    phone: str
    relation: str
    agreed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """What is said about organisations that look alike."""

    names: str
    differ: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file beside the form, with the fingerprint of what is kept of it; ``what`` is the column it stands in."""

    what: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A document that is agreed to, as it is in force."""

    title: str
    label: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that an application says."""

    reference: str
    title: str
    given_name: str
    family_name: str
    email: str
    address: str
    postal_code: str
    town: str
    country: str
    phone: str
    jobs: tuple[Job, ...]
    level: str
    accomplishment: str
    people: tuple[Named, ...]
    alike: tuple[Alike, ...]
    files: tuple[Sent, ...]
    identity_way: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How the form was signed in the portal."""

    name: str
    at: datetime
    address: str
    short_term: bool


@dataclass(frozen=True, kw_only=True)
class FormSheet:
    """The form on a day: the sums of that day in words, and how many organisations the references are from."""

    content: Content
    on: date
    language: str
    in_field: str
    at_level: str
    term: str
    term_met: bool
    organisations: int
    complete: bool

    @property
    def name(self) -> str:
        """The name as written in the form."""
        return " ".join(filter(None, (self.content.given_name, self.content.family_name)))

    @property
    def without_term(self) -> bool:
        """Whether the five years were not met on that day."""
        return not self.term_met

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of what it says, as 64 hexadecimal digits."""
        said = json.dumps(asdict(self.content), sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
        return sha256(said.encode()).hexdigest()
