"""Invented members once more: the lives of a block of them under other names and numbers, by one statement a table.

Rows of a block stand one after the other in every table, so a copy adds the same number to every key of a table, and to
every key that points to it. Numbers that count on are drawn as acts draw them, and read as acts write them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.core.management.color import no_style
from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    JSONField,
    Max,
    Min,
    Model,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat, Greatest, Length, LPad, Substr

from accounts.models import User
from common import numbering
from common.errors import DomainError
from cpe.models import Claim, LedgerLine
from members.enums import InvoiceKind
from members.models import (
    Certificate,
    Contribution,
    Credential,
    Cycle,
    Invoice,
    InvoiceLine,
    Member,
    Membership,
    Outcome,
)
from members.services.invoices import DIGITS, SERIES
from members.services.people import free_numbers
from seco_portal.scale_rows import ADDRESS, DOMAIN, certificate_number

TABLES: Final[Mapping[type[Model], str]] = {
    User: "member",
    EmailAddress: "user__member",
    Member: "pk",
    Credential: "member",
    Cycle: "credential__member",
    Outcome: "credential__member",
    Certificate: "credential__member",
    Membership: "member",
    Contribution: "membership__member",
    Invoice: "member",
    InvoiceLine: "invoice__member",
    Claim: "member",
    LedgerLine: "claim__member",
}
"""Where a member has rows, each table with the way from there to the member."""


class NotAloneError(DomainError):
    """Somebody else wrote into the same tables meanwhile."""


@dataclass(frozen=True, slots=True)
class Block:
    """Members one after the other, the first of them at a place: the keys of their rows, table by table.

    ``invoices``: the numbers of their invoices, year by year.
    """

    place: int
    keys: Mapping[type[Model], range]
    invoices: Mapping[int, range]


def block(place: int, members: range) -> Block:
    """The block of the members with these keys (14 statements).

    Raises ``NotAloneError`` where other rows stand among theirs.
    """
    keys: dict[type[Model], range] = {}
    for model, way in TABLES.items():
        theirs = model._base_manager.filter(**{f"{way}__gte": members.start, f"{way}__lt": members.stop})
        found = theirs.aggregate(first=Min("pk"), last=Max("pk"), many=Count("pk"))
        if not found["many"]:
            continue
        keys[model] = range(found["first"], found["last"] + 1)
        if len(keys[model]) != found["many"]:
            raise NotAloneError(f"Rows of somebody else stand in {model._meta.db_table}, among those just made.")
    years = Invoice.objects.filter(member__gte=members.start, member__lt=members.stop).order_by().values_list("year")
    numbers = years.annotate(first=Min("sequence"), last=Max("sequence"))
    return Block(place, keys, {year: range(first, last + 1) for year, first, last in numbers})


def again(block: Block, place: int, chance: Random) -> None:
    """Write all of a block once more, its first member at this place (some 70 statements)."""
    further = {
        model: model._base_manager.aggregate(last=Max("pk"))["last"] + 1 - keys.start
        for model, keys in block.keys.items()
    }
    other = _other(block, further, place - block.place, chance)
    with connection.cursor() as cursor:
        for model, keys in block.keys.items():
            cursor.execute(*_copied(model, keys, further, other.get(model, {})))
        for statement in connection.ops.sequence_reset_sql(no_style(), list(block.keys)):
            cursor.execute(statement)


def _copied(
    model: type[Model], keys: range, further: Mapping[type[Model], int], other: Mapping[str, Combinable]
) -> tuple[str, tuple[Any, ...]]:
    """The statement that copies the rows with these keys, and its parameters."""
    values = []
    for field in model._meta.concrete_fields:
        to = model if field.primary_key else field.related_model
        as_it_is: Combinable = F(field.attname)
        if to is not None and to in further:
            as_it_is = ExpressionWrapper(as_it_is + further[to], BigIntegerField())
        values.append(other.get(field.name, as_it_is))
    rows = model._base_manager.filter(pk__gte=keys.start, pk__lt=keys.stop).order_by("pk").values_list(*values)
    select, params = rows.query.sql_with_params()
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in model._meta.concrete_fields)
    return f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) {select}", params


def _other(
    block: Block, further: Mapping[type[Model], int], places: int, chance: Random
) -> dict[type[Model], dict[str, Combinable]]:
    """What differs in a copy that stands so many places further, beside its keys."""
    first = block.keys[User].start
    certificates = block.keys.get(Certificate, range(0))
    numbers = [certificate_number(chance) for _certificate in certificates]
    return {
        User: {"email": _email("pk", block.place + places - first), "family_name": _renamed("family_name", places)},
        EmailAddress: {"email": _email("user_id", block.place + places - first)},
        Member: {"number": F("number") + _members_further(block)},
        Certificate: {"number": _one_of(numbers, F("pk") - certificates.start), "name": _renamed("name", places)},
        Invoice: {**_invoice_numbers(block.invoices), "bill_name": _renamed("bill_name", places)},
    }


def _email(key: str, further: int) -> Combinable:
    return _joined(Value(ADDRESS), _text(F(key) + further), Value(DOMAIN))


def _renamed(column: str, places: int) -> Combinable:
    """A name that ends with the place of who bears it."""
    words = Func(F(column), Value("0123456789"), function="RTRIM", output_field=TextField())
    place = Cast(Substr(F(column), Length(words) + 1), BigIntegerField())
    return _joined(words, _text(place + places))


def _members_further(block: Block) -> int:
    """How far the numbers of a copy's members lie behind those of the block: none of them is taken."""
    keys = block.keys[Member]
    mine = Member.objects.filter(pk__gte=keys.start, pk__lt=keys.stop).aggregate(
        first=Min("number"), last=Max("number")
    )
    while True:
        free = free_numbers(mine["last"] - mine["first"] + 1)
        if free[-1] - free[0] == len(free) - 1:
            return free[0] - int(mine["first"])


def _invoice_numbers(years: Mapping[int, range]) -> dict[str, Combinable]:
    """The next numbers of each year, and all that is written with them."""
    drawn = {
        year: numbering.draw_many(SERIES[InvoiceKind.INVOICE], len(numbers), year=year).start - numbers.start
        for year, numbers in years.items()
    }
    whens = [When(year=year, then=Value(further)) for year, further in drawn.items()]
    sequence = F("sequence") + Case(*whens, default=Value(0), output_field=IntegerField())
    figures, year = _text(sequence), _text(F("year"))
    padded = LPad(figures, Greatest(Length(figures), DIGITS), Value("0"))
    digits, number = _joined(year, padded), _joined(year, Value("-"), padded)
    # What common.creditor_reference reckons: R is 27, F is 15, and two zeros stand for what is looked for.
    rest = Cast(_joined(digits, Value("271500")), BigIntegerField()) % 97
    reference = _joined(Value("RF"), LPad(_text(98 - rest), 2, Value("0")), digits)
    return {"sequence": sequence, "number": number, "link": _joined(Value(ADDRESS), number), "reference": reference}


def _one_of(texts: Sequence[str], place: Combinable) -> Combinable:
    """The text at a place among these, which are handed over as one value."""
    return Func(
        Cast(Value(json.dumps(texts)), JSONField()),
        Cast(place, IntegerField()),
        template="(%(expressions)s)",
        arg_joiner=" ->> ",
        output_field=TextField(),
    )


def _text(number: Combinable) -> Combinable:
    return Cast(number, TextField())


def _joined(*texts: Combinable) -> Combinable:
    return Concat(*texts, output_field=TextField())
