"""Conduct: reports, cases, seats and what is written in a room, all plainly invented."""

import datetime as dt

import factory

from common import private_links
from common.calendar import add_months, local_day
from conduct.models import (
    Article,
    Case,
    CaseArticle,
    ConductTerms,
    Explanation,
    ExplanationFile,
    Extension,
    Finding,
    Hearing,
    Judgement,
    Report,
    ReportAddition,
    ReportFile,
    RoomEntry,
    Seat,
    Trace,
    Vote,
)
from conduct.models.reports import ENDED
from members.models import DocumentVersion
from tests.factories.accounts import UserFactory
from tests.factories.files import UploadFactory
from tests.factories.members import MemberFactory

AT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 2)


class ConductTermsFactory(factory.django.DjangoModelFactory[ConductTerms]):
    """The shipped numbers from a day ahead."""

    class Meta:
        model = ConductTerms

    effective_on = factory.Sequence(lambda n: dt.date(2040, 1, 1) + dt.timedelta(n))


class ReportFactory(factory.django.DjangoModelFactory[Report]):
    """A report that was confirmed and waits for a case officer.

    ``draft`` and ``sent``: one that is not so far; ``opened``: one in a case.
    """

    class Meta:
        model = Report

    state = "confirmed"
    seed = factory.LazyFunction(private_links.new_seed)
    secret_sha256 = factory.LazyAttribute(lambda row: private_links.fingerprint(private_links.secret_of(row.seed)))
    about = "Iris Voorbeeld"
    acted_from = acted_until = dt.date(2026, 10, 5)
    account = "She handed the list of a client to a competitor."
    knows_by = "I saw the mail in which it was sent."
    name = "Quirijn Melder"
    email = factory.Sequence(lambda n: f"reporter{n}@people.example")
    relation = "We worked in one team."
    begun_at = changed_at = sent_at = confirmed_at = AT
    ended_at = factory.LazyAttribute(lambda row: AT if row.state in ENDED else None)
    kept_until = factory.LazyAttribute(lambda row: add_months(local_day(row.ended_at), 12) if row.ended_at else None)

    class Params:
        draft = factory.Trait(state="draft", sent_at=None, confirmed_at=None, goes_on=DAY + dt.timedelta(7))
        sent = factory.Trait(state="sent", confirmed_at=None, goes_on=DAY + dt.timedelta(14))
        opened = factory.Trait(state="opened", case=factory.SubFactory("tests.factories.conduct.CaseFactory"))


class ReportAdditionFactory(factory.django.DjangoModelFactory[ReportAddition]):
    """Something a reporter added."""

    class Meta:
        model = ReportAddition

    report = factory.SubFactory(ReportFactory)
    text = "There was a second mail on the next day."
    added_at = AT


class ReportFileFactory(factory.django.DjangoModelFactory[ReportFile]):
    """A file of a report."""

    class Meta:
        model = ReportFile

    report = factory.SubFactory(ReportFactory)
    file = factory.SubFactory(UploadFactory, owner=None, shelf="conduct-report", expires_at=None)


class ArticleFactory(factory.django.DjangoModelFactory[Article]):
    """An article of the first version of the code, beyond those it has."""

    class Meta:
        model = Article

    version = factory.LazyFunction(lambda: DocumentVersion.objects.get(document__key="code-of-conduct"))
    number = factory.Sequence(lambda n: f"9.{n}")
    heading = "What others may expect of you"
    text = "You keep what you promised."


class CaseFactory(factory.django.DjangoModelFactory[Case]):
    """A case whose committee is being formed."""

    class Meta:
        model = Case

    member = factory.SubFactory(MemberFactory)
    officer = factory.SubFactory(UserFactory, roles=("conduct-officer",))
    opened_at = AT
    code = factory.LazyFunction(lambda: DocumentVersion.objects.get(document__key="code-of-conduct"))
    acted_from = acted_until = dt.date(2026, 10, 5)
    alleged = "A client's list was handed to a competitor."


class CaseArticleFactory(factory.django.DjangoModelFactory[CaseArticle]):
    """An article that a case is about."""

    class Meta:
        model = CaseArticle

    case = factory.SubFactory(CaseFactory)
    article = factory.SubFactory(ArticleFactory)


class SeatFactory(factory.django.DjangoModelFactory[Seat]):
    """A representative who was invited; ``seated``: who sits; ``chair``: in the chair."""

    class Meta:
        model = Seat

    case = factory.SubFactory(CaseFactory)
    person = factory.SubFactory(UserFactory, roles=("committee-member",))
    kind = "representative"
    invited_at = AT
    ends_on = DAY + dt.timedelta(7)

    class Params:
        seated = factory.Trait(state="seated", answered_at=AT)


class TraceFactory(factory.django.DjangoModelFactory[Trace]):
    """A case that was opened to be read."""

    class Meta:
        model = Trace

    case = factory.SubFactory(CaseFactory)
    step = "case-read"
    by = factory.SelfAttribute("case.officer")
    at = AT


class ExtensionFactory(factory.django.DjangoModelFactory[Extension]):
    """Two weeks more."""

    class Meta:
        model = Extension

    case = factory.SubFactory(CaseFactory)
    before = dt.date(2026, 12, 2)
    until = dt.date(2026, 12, 16)
    reason = "The member is abroad until the tenth."
    given_at = AT
    given_by = factory.SelfAttribute("case.officer")


class ExplanationFactory(factory.django.DjangoModelFactory[Explanation]):
    """A written explanation; ``draft``: one that is not given yet."""

    class Meta:
        model = Explanation

    case = factory.SubFactory(CaseFactory)
    how = "written"
    words = "The client had agreed to it; the mail of 1 October shows that."
    saved_at = given_at = AT

    class Params:
        draft = factory.Trait(how="", given_at=None)


class ExplanationFileFactory(factory.django.DjangoModelFactory[ExplanationFile]):
    """A document of the member's."""

    class Meta:
        model = ExplanationFile

    explanation = factory.SubFactory(ExplanationFactory)
    file = factory.SubFactory(UploadFactory, shelf="conduct-explanation", expires_at=None)


class HearingFactory(factory.django.DjangoModelFactory[Hearing]):
    """A hearing that was asked for."""

    class Meta:
        model = Hearing

    case = factory.SubFactory(CaseFactory)
    asked_at = AT
    wishes = "By video, in the afternoon."


class RoomEntryFactory(factory.django.DjangoModelFactory[RoomEntry]):
    """Something for committee and case officer alone."""

    class Meta:
        model = RoomEntry

    case = factory.SubFactory(CaseFactory)
    audience = "committee"
    text = "The client confirmed by telephone that the list is theirs."
    author = factory.SelfAttribute("case.officer")
    written_at = AT


class JudgementFactory(factory.django.DjangoModelFactory[Judgement]):
    """A proposal that a breach was explained."""

    class Meta:
        model = Judgement

    case = factory.SubFactory(CaseFactory)
    outcome = "explained"
    reasons = "The client had agreed."
    proposed_by = factory.SubFactory(UserFactory, roles=("committee-member",))
    proposed_at = AT

    class Params:
        decided = factory.Trait(decided_at=AT, decided_by=factory.SubFactory(UserFactory, roles=("committee-member",)))
        confirmed = factory.Trait(state="confirmed", decided=True)
        sent_back_once = factory.Trait(state="sent-back", decided=True)


class FindingFactory(factory.django.DjangoModelFactory[Finding]):
    """An article that was broken knowingly, and explained."""

    class Meta:
        model = Finding

    judgement = factory.SubFactory(JudgementFactory)
    concerned = factory.SubFactory(CaseArticleFactory, case=factory.SelfAttribute("..judgement.case"))
    broken = knowingly = explained = True
    words = "The client had agreed."


class VoteFactory(factory.django.DjangoModelFactory[Vote]):
    """A vote for a proposal."""

    class Meta:
        model = Vote

    judgement = factory.SubFactory(JudgementFactory)
    seat = factory.SubFactory(SeatFactory, seated=True, case=factory.SelfAttribute("..judgement.case"))
    agrees = True
    cast_at = AT
