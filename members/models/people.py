"""The members: people in the register. Personal names stand with the account, not here."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import NameField
from members.fields import AddressField, PhoneField
from members.rules.contact import ADDRESS_LENGTH, PHONE_LENGTH, Contact


class Reachable(models.Model):
    """Where somebody can be reached by post and telephone, as they write it."""

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

    class Meta:
        abstract = True

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


class Member(Reachable):
    """A person in the register, known by a number that is never used again."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="member", verbose_name=_("account")
    )
    number = models.PositiveIntegerField(_("member number"), unique=True, editable=False)
    registered_on = models.DateField(_("in the register since"))
    contact_changed_at = models.DateTimeField(_("address last changed"), null=True, editable=False)
    listed_at = models.DateTimeField(_("in the public register since"), null=True, editable=False)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ("number",)
        indexes = (models.Index(fields=["registered_on"], name="member_registered"),)

    def __str__(self) -> str:
        return f"{self.number} {self.user}"

    def move(self, contact: Contact, *, at: datetime) -> None:
        """Take over a new contact, with the moment it was given; saves nothing."""
        self.address = contact.address
        self.postal_code = contact.postal_code
        self.town = contact.town
        self.country = contact.country
        self.phone = contact.phone
        self.contact_changed_at = at
