"""What a certification year came to: once for each year of a title that stands, exactly."""

import datetime as dt

import pytest

from common import duties
from common.jobs import Report
from comms.kinds import KINDS
from comms.models import Message
from comms.rendering import write
from cpe import selectors, services
from cpe.models import Notice
from members.enums import Ground, OutcomeKind
from members.models import Credential, Cycle
from members.services import Ruling, record_outcomes
from tests.cpe.nights import LAST, D, E, a_title, earned, moment, night

pytestmark = [pytest.mark.django_db, pytest.mark.also_sqlite]

DAY = dt.timedelta(days=1)


def state(on: dt.date) -> Report:
    """The morning of a day."""
    return duties.perform("cpe.statements", now=moment(on, 7))


def statements(title: Credential) -> list[Message]:
    return list(Message.objects.filter(person=title.member.user, kind="cpe.year_statement").order_by("pk"))


def text(mail: Message) -> str:
    kind = KINDS[mail.kind]
    facts = kind.load(mail.facts)
    found = write(kind, facts, to=mail.recipient, reference="–", at=mail.queued_at, language="en")
    return f"{found.subject}\n{found.text}"


def test_each_year_is_stated_once_when_it_is_over():
    title = a_title()
    earned(title, "20", "15", "0")
    for day in (D(2024, 12, 31), D(2025, 1, 1), D(2025, 1, 2), D(2025, 12, 31), D(2026, 1, 1), E, E + DAY, LAST):
        state(day)
    mails = statements(title)
    assert [(mail.period, mail.queued_at.date()) for mail in mails] == [
        ("year 1", D(2025, 1, 1)),
        ("year 2", D(2026, 1, 1)),
        ("year 3", D(2027, 1, 1)),
    ]
    first, second, third = map(text, mails)
    assert first.startswith("Year 1 of S-ISP, to 31 December 2024: 20 of 20 CPE\n")
    assert "came to 20 of 20 credits. Its target is met." in first
    assert "came to 15 of 20 credits. That is less than its target." in second
    assert "The cycle that ends on 31 December 2026 has 35 of 60 credits so far; 25 credits are missing." in second
    assert "The cycle that ended on 31 December 2026 has 35 of 60 credits; 25 credits are missing." in third
    assert "report it by 31 March 2027 at the latest" in third


def test_the_last_year_of_a_renewed_cycle_is_stated_too():
    title = a_title()
    earned(title, "20", "20", "20")
    night(E + DAY)
    state(E + DAY)
    (mail,) = statements(title)
    assert (mail.period, mail.facts["is_renewed"], mail.facts["missing"]) == ("year 3", True, "")
    assert "Your title is renewed." in text(mail)


def test_a_year_is_stated_for_sixty_days():
    title, late = a_title(), a_title(on=D(2024, 1, 3))
    state(D(2025, 3, 2))
    assert ([mail.period for mail in statements(title)], len(statements(late))) == ([], 1)


def test_nothing_is_stated_of_a_title_that_is_over():
    title = a_title()
    gone_on = D(2024, 12, 20)
    revoked = Ruling(credential=title.pk, kind=OutcomeKind.REVOKED, ground=Ground.BREACH, effective_on=gone_on)
    record_outcomes([revoked], at=moment(gone_on))
    assert state(D(2025, 1, 1)).parts == {"written": 0, "not needed": 1}
    assert state(D(2025, 1, 2)).considered == 0
    assert (statements(title), Notice.objects.get().needed) == ([], False)


def test_a_statement_is_dropped_where_the_title_ended_before_it_went_out():
    title = a_title()
    state(D(2025, 1, 1))
    (mail,) = statements(title)
    kind = KINDS["cpe.year_statement"]
    assert kind.still_true(mail)
    revoked = Ruling(credential=title.pk, kind=OutcomeKind.REVOKED, ground=Ground.BREACH, effective_on=D(2025, 1, 1))
    record_outcomes([revoked], at=moment(D(2025, 1, 1)))
    assert not kind.still_true(mail)


def test_statements_take_as_many_database_statements_for_thirty_as_for_three(django_assert_max_num_queries):
    selectors.policies()
    for many in (3, 30):
        titles = [a_title() for _ in range(many)]
        cycles = list(Cycle.objects.filter(credential__in=titles).values_list("pk", flat=True))
        with django_assert_max_num_queries(14):
            made = services.state_years(cycles, on=D(2025, 1, 1), at=moment(D(2025, 1, 1), 7))
        assert made == {"written": many, "not needed": 0}
