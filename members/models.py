"""The register: the catalogue of titles, and the members in it.

The catalogue (levels, tracks, titles) is data with a history; its first rows come with a migration
(source: S1, S2 as decided in the domain rules). Personal names stand with the account, not here.
"""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.fields import NameField
from members.enums import EarnedBy
from members.fields import AddressField, PhoneField
from members.rules.contact import ADDRESS_LENGTH, PHONE_LENGTH, Contact

EARNED_BY = [(EarnedBy.EXAM.value, _("By exam")), (EarnedBy.ASSESSMENT.value, _("By an assessed application"))]


class Level(models.Model):
    """How senior a title is, what that says about its holder, and how it is earned."""

    key = models.SlugField(_("key"), unique=True, editable=False)
    name = NameField(_("name"), max_length=60, unique=True)
    meaning = models.CharField(
        _("meaning"), max_length=300, help_text=_("One or two sentences for the public page of titles.")
    )
    earned_by = models.CharField(_("earned"), max_length=20, choices=EARNED_BY)
    rank = models.PositiveSmallIntegerField(_("rank"), unique=True, help_text=_("1 is the first level."))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ("rank",)

    def __str__(self) -> str:
        return str(self.name)


class Track(models.Model):
    """A field of security or continuity in which titles are awarded."""

    key = models.SlugField(
        _("key"), unique=True, help_text=_("A short word for files and addresses; it stays when the name changes.")
    )
    name = NameField(_("name"), max_length=120, unique=True)
    rank = models.PositiveSmallIntegerField(_("place in lists"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ("rank", "name")

    def __str__(self) -> str:
        return str(self.name)


class TitleQuerySet(models.QuerySet["Title"]):
    """Questions about the catalogue."""

    def unnamed(self) -> "TitleQuerySet":
        """Titles still shown by their code alone."""
        return self.filter(name="")


class Title(models.Model):
    """A certification title: one level, one track, a code that never changes hands."""

    code = models.CharField(
        _("code"),
        max_length=20,
        help_text=_("As printed on certificates, such as S-ISP."),
        validators=[
            RegexValidator(
                r"\A[A-Z0-9]+(-[A-Z0-9]+)*\Z",
                _("Write the code in capital letters and digits, with hyphens between its parts, such as S-ISP."),
            )
        ],
    )
    name = NameField(_("name"), max_length=120, blank=True, help_text=_("Shown by its code until a name is given."))
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="titles", verbose_name=_("level"))
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="titles", verbose_name=_("track"))

    history = HistoricalRecords()
    objects = TitleQuerySet.as_manager()

    class Meta:
        verbose_name = _("title")
        verbose_name_plural = _("titles")
        ordering = ("track__rank", "level__rank", "code")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("code"),
                name="title_code_unique_any_case",
                violation_error_message=_("Another title has this code already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class Member(models.Model):
    """A person in the register, known by a number that is never used again."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="member", verbose_name=_("account")
    )
    number = models.PositiveIntegerField(_("member number"), unique=True, editable=False)
    registered_on = models.DateField(_("in the register since"))
    address = AddressField(
        _("address"),
        max_length=ADDRESS_LENGTH,
        blank=True,
        help_text=_("Street and number, or however your address is written; up to three lines."),
    )
    postal_code = NameField(_("postal code"), max_length=20, blank=True)
    town = NameField(_("town or city"), blank=True)
    country = NameField(_("country"), blank=True)
    phone = PhoneField(
        _("telephone"), max_length=PHONE_LENGTH, blank=True, help_text=_("With the country's number, such as +31.")
    )
    contact_changed_at = models.DateTimeField(_("address last changed"), null=True, editable=False)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} {self.user}"

    @property
    def contact(self) -> Contact:
        """Where this person can be reached, as they wrote it."""
        return Contact(
            address=self.address,
            postal_code=self.postal_code,
            town=self.town,
            country=self.country,
            phone=self.phone,
        )

    def move(self, contact: Contact, *, at: datetime) -> None:
        """Take over a new contact, with the moment it was given; saves nothing."""
        self.address = contact.address
        self.postal_code = contact.postal_code
        self.town = contact.town
        self.country = contact.country
        self.phone = contact.phone
        self.contact_changed_at = at
