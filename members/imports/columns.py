"""The columns of a register that is brought in: what each is called, and what stands in it."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

YEARS_OF_CREDITS: Final = ("credits_year_1", "credits_year_2", "credits_year_3")
CONTACT: Final = ("address", "postal_code", "town", "country", "phone")
NAMES: Final = ("given_name", "family_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its name in the header, what it holds, and an example. Columns that are not ``needed`` may be left out.

    ``personal``: it says something about the person, and is repeated in each of that person's rows. ``filled``: no
    cell of it may be empty.
    """

    name: str
    holds: str | Promise
    example: str
    needed: bool = True
    personal: bool = True
    filled: bool = False


COLUMNS: Final = (
    Column(
        name="email",
        holds=_("The e-mail address the person signs in with. Rows with the same address are one person."),
        example="ada@voorbeeld.example",
        filled=True,
    ),
    Column(name="given_name", holds=_("Given name, or the only name there is."), example="Ada", filled=True),
    Column(
        name="family_name",
        holds=_("Family name as the person writes it, prefix included; empty for one name."),
        example="van Verzonnen",
    ),
    Column(
        name="language",
        holds=_("Language of our mails as two letters, such as en; empty for English."),
        example="en",
        needed=False,
    ),
    Column(
        name="member_number",
        holds=_("The number in the old register, if it is to stay; empty for the next free one."),
        example="4711",
        needed=False,
    ),
    Column(name="registered_on", holds=_("The day the person became a member."), example="2016-07-01", filled=True),
    Column(
        name="address",
        holds=_("Street and number, up to three lines in one cell."),
        example="Verzonnenstraat 12",
        needed=False,
    ),
    Column(name="postal_code", holds=_("Postal code."), example="0000 AA", needed=False),
    Column(name="town", holds=_("Town or city."), example="Nergenshuizen", needed=False),
    Column(name="country", holds=_("Country."), example="Nederland", needed=False),
    Column(
        name="phone", holds=_("Telephone number with the country's number."), example="+31 00 000 0012", needed=False
    ),
    Column(
        name="title",
        holds=_("The code of a title in the catalogue. One row for each title of a person."),
        example="S-ISP",
        personal=False,
        filled=True,
    ),
    Column(
        name="awarded_on",
        holds=_("The day the title was first awarded, whatever was renewed since."),
        example="2016-07-01",
        personal=False,
        filled=True,
    ),
    Column(
        name="cycle_first_day",
        holds=_("The first day of the present three years; empty for Foundation titles."),
        example="2025-07-01",
        personal=False,
    ),
    Column(
        name="cycle_number",
        holds=_(
            "Which cycle since the award that is. Needed only where its first day is none of those reckoned from the "
            "award, three years apart."
        ),
        example="",
        needed=False,
        personal=False,
    ),
    Column(
        name="credits_year_1",
        holds=_("Credits counted so far in the first year of the cycle, in quarters; 0 for none."),
        example="20",
        personal=False,
    ),
    Column(
        name="credits_year_2",
        holds=_("Credits of the second year; empty or 0 while it has not begun."),
        example="0",
        personal=False,
    ),
    Column(
        name="credits_year_3",
        holds=_("Credits of the third year; empty or 0 while it has not begun."),
        example="0",
        personal=False,
    ),
    Column(
        name="fees_paid_until",
        holds=_("The last day of the membership year that was paid last; the same for every title of a person."),
        example="2027-06-30",
        filled=True,
    ),
)
"""Every column we read, in the order of the template. Others in a file are named and left alone."""

PERSONAL: Final = tuple(column.name for column in COLUMNS if column.personal and column.name != "email")
