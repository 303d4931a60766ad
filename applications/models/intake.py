"""The application: one person's request for one officer title, from draft to what becomes of it."""

from datetime import date, datetime
from functools import partial
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from applications.enums import ApplicationState, IdentityVerdict, IdentityWay, QuestionState, Quorum, SignedHow, Turn
from applications.rules.drafts import kept_until
from applications.states import APPLICATION, HANDED_IN, OPEN, TURNS, UNTIL_AWARD
from common import references
from common.calendar import local_day
from common.fields import NameField
from common.lives import held_to, move
from common.models import Upload
from members.models import Reachable, Title

STATES = [
    (ApplicationState.DRAFT.value, _("draft")),
    (ApplicationState.SUBMITTED.value, _("submitted")),
    (ApplicationState.SCREENING.value, _("being screened")),
    (ApplicationState.REFERENCES.value, _("references asked")),
    (ApplicationState.ASSESSMENT.value, _("being assessed")),
    (ApplicationState.INFORMATION.value, _("information requested")),
    (ApplicationState.ACCEPTED.value, _("accepted")),
    (ApplicationState.REJECTED.value, _("rejected")),
    (ApplicationState.AWARDED.value, _("awarded")),
    (ApplicationState.LAPSED.value, _("lapsed")),
    (ApplicationState.WITHDRAWN.value, _("withdrawn")),
]
LIVE_WAYS = [(IdentityWay.VIDEO.value, _("by video")), (IdentityWay.IN_PERSON.value, _("in person"))]
WAYS = [*LIVE_WAYS, (IdentityWay.COPY.value, _("by a masked copy"))]
QUORUMS = [
    (Quorum.REACHED.value, _("enough people confirm")),
    (Quorum.OPEN.value, _("answers are awaited")),
    (Quorum.AT_RISK.value, _("at risk: answers are late")),
    (Quorum.IMPOSSIBLE.value, _("too few people can still confirm")),
]
SIGNED = [(SignedHow.PORTAL.value, _("in the portal")), (SignedHow.SCAN.value, _("by hand, as a scan"))]

DECIDED: Final = [
    ApplicationState.ACCEPTED.value,
    ApplicationState.REJECTED.value,
    ApplicationState.AWARDED.value,
    ApplicationState.LAPSED.value,
]
TEXT: Final = 6000
"""Characters of what somebody writes about level or accomplishment."""

REASON: Final = 500
"""Characters of a reason that a colleague gives."""

new_reference = partial(references.new, "A")


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Questions about applications."""

    def drafts(self) -> "ApplicationQuerySet":
        """Those that nobody but the applicant knows of."""
        return self.filter(state=ApplicationState.DRAFT)

    def handed_in(self) -> "ApplicationQuerySet":
        """Those that were submitted once, whatever became of them."""
        return self.exclude(state=ApplicationState.DRAFT)

    def without_appointment(self, at: datetime) -> "ApplicationQuerySet":
        """Those under way or accepted, not verified yet, without an appointment still to come: we propose one.

        Not those whose masked copy waits to be looked at.
        """
        found = self.filter(state__in=[state.value for state in UNTIL_AWARD]).exclude(appointment__starts_at__gt=at)
        copies: Any = self.model._meta.get_field("identity_copies").related_model
        found = found.filter(~Exists(copies.objects.unjudged().filter(application=OuterRef("pk"))))
        return found.exclude(identity_checks__verdict=IdentityVerdict.VERIFIED.value)

    def scans_unseen(self) -> "ApplicationQuerySet":
        """Those signed by hand whose scan nobody has looked at; one whose applicant we wait for is not ours to see."""
        states = [state.value for state in UNTIL_AWARD if state != ApplicationState.INFORMATION]
        found = self.filter(state__in=states, signed_how=SignedHow.SCAN.value, scan_checked_at__isnull=True)
        return found.exclude(state=ApplicationState.ACCEPTED.value, questions__state=QuestionState.OPEN.value)

    def waiting(self) -> "ApplicationQuerySet":
        """Those that we owe an answer."""
        return self.filter(state__in=[state.value for state in HANDED_IN])

    def overdue(self, on: date) -> "ApplicationQuerySet":
        """Those whose day of our answer has passed; the clock of one that waits for its applicant stands still."""
        return self.waiting().filter(due_on__lt=on)

    def due_by(self, on: date, until: date) -> "ApplicationQuerySet":
        """Those to be answered from a day until another."""
        return self.waiting().filter(due_on__gte=on, due_on__lte=until)

    def open(self) -> "ApplicationQuerySet":
        """Those that nothing has ended."""
        return self.filter(state__in=[state.value for state in OPEN])


class Application(Reachable):
    """One person's request for one officer title.

    ``due_on`` is the working day by which we answer as the clock stands, none while it stands still; ``first_due_on``
    the one we named on receipt; ``promised_on`` the newest one we named after a day had passed. ``quorum`` is what the
    references came to at the last look; pages count anew. ``opened_early``: why assessment began without it.

    Names and contact are as written in this form. ``form`` is its PDF as it stood: sealed once it is submitted;
    before that, prepared to be signed by hand, and dropped once the draft says something else. ``form_sha256`` is of
    that file, ``content_sha256`` of what it says. ``short_term``: signed although the term is not met yet.
    """

    reference = models.CharField(_("reference"), max_length=24, unique=True, default=new_reference, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications", verbose_name=_("applicant")
    )
    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="applications", verbose_name=_("title"))
    state = models.CharField(
        _("state"), max_length=12, choices=STATES, default=ApplicationState.DRAFT.value, editable=False
    )
    started_at = models.DateTimeField(_("begun"))
    changed_at = models.DateTimeField(_("last changed"))
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)

    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="handled_applications",
        verbose_name=_("looked after by"),
    )
    screening_at = models.DateTimeField(_("screening began"), null=True)
    references_at = models.DateTimeField(_("references asked"), null=True)
    assessment_at = models.DateTimeField(_("assessment opened"), null=True)
    opened_early = models.TextField(_("why assessment began early"), max_length=REASON, blank=True)
    first_due_on = models.DateField(_("first day named for the answer"), null=True)
    due_on = models.DateField(_("answer by"), null=True)
    promised_on = models.DateField(_("day named after that"), null=True)
    quorum = models.CharField(_("references"), max_length=12, choices=QUORUMS, blank=True, editable=False)

    given_name = NameField(_("given name"), blank=True)
    family_name = NameField(_("family name"), blank=True)
    level = models.TextField(_("your level"), max_length=TEXT, blank=True)
    accomplishment = models.TextField(_("your accomplishment"), max_length=TEXT, blank=True)

    resume = models.OneToOneField(
        Upload, on_delete=models.SET_NULL, null=True, related_name="application", verbose_name=_("résumé")
    )
    supplement = models.OneToOneField(
        Upload, on_delete=models.SET_NULL, null=True, related_name="supplements", verbose_name=_("supplement")
    )
    identity_way = models.CharField(_("identity check"), max_length=12, choices=WAYS, blank=True)

    form = models.OneToOneField(
        Upload, on_delete=models.SET_NULL, null=True, related_name="form_of", verbose_name=_("form as PDF")
    )
    form_sha256 = models.CharField(_("fingerprint of the form"), max_length=64, blank=True)
    content_sha256 = models.CharField(_("fingerprint of what it says"), max_length=64, blank=True)
    signed_name = NameField(_("signed as"), max_length=301, blank=True)
    signed_how = models.CharField(_("signed"), max_length=12, choices=SIGNED, blank=True)
    scan_checked_at = models.DateTimeField(_("signature on the scan seen"), null=True)
    scan_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("seen by")
    )
    signed_scan = models.OneToOneField(
        Upload, on_delete=models.SET_NULL, null=True, related_name="scan_of", verbose_name=_("signed scan")
    )
    short_term = models.BooleanField(_("submitted with less than five years"), default=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ("-started_at", "-pk")
        permissions: ClassVar = [
            ("handle_application", _("Can take an application through its stages, ask, and see to its references")),
            ("assess_application", _("Can judge an application, propose and confirm its answer")),
            ("view_figures", _("Can see the figures about applications")),
        ]
        constraints: ClassVar = [
            held_to(APPLICATION, name="application_state_known"),
            models.UniqueConstraint(
                fields=["person", "title"],
                condition=Q(state__in=[state.value for state in OPEN]),
                name="application_open_once_per_person_and_title",
            ),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.DRAFT.value, submitted_at__isnull=True)
                | (~Q(state=ApplicationState.DRAFT.value) & Q(submitted_at__isnull=False) & ~Q(form_sha256="")),
                name="application_submitted_with_its_form",
            ),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.DRAFT.value)
                | Q(signed_how=SignedHow.PORTAL.value)
                | Q(signed_how=SignedHow.SCAN.value),
                name="application_submitted_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in HANDED_IN], first_due_on__isnull=False)
                | (~Q(state__in=[state.value for state in HANDED_IN]) & Q(due_on__isnull=True)),
                name="application_due_while_we_owe_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_at__isnull=False)
                | (~Q(state__in=DECIDED) & Q(decided_at__isnull=True)),
                name="application_decided_when",
            ),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.WITHDRAWN.value, withdrawn_at__isnull=False)
                | (~Q(state=ApplicationState.WITHDRAWN.value) & Q(withdrawn_at__isnull=True)),
                name="application_withdrawn_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-started_at", "-id"], name="application_newest"),
            models.Index(
                fields=["changed_at", "id"], condition=Q(state=ApplicationState.DRAFT.value), name="application_drafts"
            ),
            models.Index(fields=["-submitted_at", "-id"], name="application_handed_in"),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(state__in=[state.value for state in HANDED_IN]),
                name="application_waiting_by_due",
            ),
            models.Index(fields=["handler", "due_on"], name="application_by_handler"),
        ]

    def __str__(self) -> str:
        return f"{self.title.code} · {self.reference}"

    @property
    def name(self) -> str:
        """The name as written in the form."""
        return " ".join(filter(None, (self.given_name, self.family_name)))

    @property
    def answer_by(self) -> date | None:
        """The day we hold to now: the newest one we named; none while the clock stands still."""
        if self.due_on is None or self.state == ApplicationState.INFORMATION:
            return None
        return max(self.due_on, self.promised_on or self.due_on)

    @property
    def turn(self) -> Turn | None:
        """Whose turn it is; nobody's in one that is not under way."""
        if self.state not in HANDED_IN:
            return None
        return TURNS.get(ApplicationState(self.state), Turn.OURS)

    @property
    def kept_until(self) -> date:
        """The last day, inclusive, on which a draft is kept."""
        return kept_until(local_day(self.changed_at))

    def become(self, state: ApplicationState) -> None:
        """Take the application to a state; saves nothing. Raises ``IllegalMove``."""
        move(self, state, APPLICATION)
