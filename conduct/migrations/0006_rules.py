"""What the database holds rows to, the first terms, and what is never changed."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import migrations, models

from common.append_only import DELETE, TRUNCATE, UPDATE, refuse


def ship(apps: Any, _editor: Any) -> None:
    """The first terms, in force from the beginning."""
    terms = apps.get_model("conduct", "ConductTerms")
    terms.objects.get_or_create(effective_on=date(2000, 1, 1))


def unship(apps: Any, _editor: Any) -> None:
    """Without them, where nothing else was set."""
    apps.get_model("conduct", "ConductTerms").objects.all().delete()


class Migration(migrations.Migration):
    """What the database holds rows to, the first terms, and what is never changed."""

    dependencies = [
        ("conduct", "0005_committees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(fields=("version", "number"), name="article_once"),
        ),
        migrations.AddConstraint(
            model_name="casearticle",
            constraint=models.UniqueConstraint(fields=("case", "article"), name="casearticle_once"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "explaining")), fields=["explain_by"], name="case_explaining"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("kept_until__isnull", False)), fields=["kept_until"], name="case_kept_until"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["forming", "named", "explaining", "deliberating", "proposed", "closed"])
                ),
                name="case_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["forming", "named", "explaining", "deliberating", "proposed"])),
                fields=("member",),
                name="case_open_once_per_member",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("acted_until__gte", models.F("acted_from"))), name="case_acted_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "forming"), ("named_at__isnull", False), _connector="OR"),
                name="case_names_are_told_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["forming", "named"]),
                    models.Q(("asked_at__isnull", False), ("explain_by__isnull", False)),
                    _connector="OR",
                ),
                name="case_asks_to_explain_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False),
                        ("kept_until__isnull", False),
                        ("state", "closed"),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "closed"), _negated=True),
                        ("closed_at__isnull", True),
                        ("kept_until__isnull", True),
                        ("outcome", ""),
                    ),
                    _connector="OR",
                ),
                name="case_closed_by_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("given_at__isnull", True), ("how", "")),
                    models.Q(("given_at__isnull", False), ("how__in", ["written", "hearing", "declined", "silent"])),
                    _connector="OR",
                ),
                name="explanation_given_says_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how", "written"), _negated=True), models.Q(("words", ""), _negated=True), _connector="OR"
                ),
                name="explanation_written_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("before"))), name="extension_is_longer"
            ),
        ),
        migrations.AddConstraint(
            model_name="hearing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("place", ""), ("set_at__isnull", True), ("starts_at__isnull", True)),
                    models.Q(
                        ("set_at__isnull", False), ("starts_at__isnull", False), models.Q(("place", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="hearing_set_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="hearing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("came__isnull", True),
                        ("record", ""),
                        ("recorded_at__isnull", True),
                        ("recorded_by__isnull", True),
                    ),
                    models.Q(
                        ("came__isnull", False),
                        ("recorded_at__isnull", False),
                        ("recorded_by__isnull", False),
                        ("starts_at__isnull", False),
                        models.Q(("record", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hearing_record_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["proposed", "confirmed", "sent-back"])), name="judgement_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["proposed", "confirmed"])),
                fields=("case",),
                name="judgement_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "confirmed"), _negated=True),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="judgement_takes_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(fields=("judgement", "concerned"), name="finding_once_per_article"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("broken", True), ("explained__isnull", False), ("knowingly__isnull", False)),
                    models.Q(("broken", False), ("explained__isnull", True), ("knowingly__isnull", True)),
                    _connector="OR",
                ),
                name="finding_is_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("state", "confirmed")), fields=["confirmed_at"], name="report_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(condition=models.Q(("goes_on__isnull", False)), fields=["goes_on"], name="report_goes"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "sent", "confirmed", "opened", "dismissed", "withdrawn"])),
                name="report_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("goes_on__isnull", False), ("state__in", ["draft", "sent"])),
                    models.Q(models.Q(("state__in", ["draft", "sent"]), _negated=True), ("goes_on__isnull", True)),
                    _connector="OR",
                ),
                name="report_goes_unless_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"),
                    models.Q(
                        ("sent_at__isnull", False),
                        models.Q(("about", ""), _negated=True),
                        models.Q(("account", ""), _negated=True),
                        models.Q(("name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="report_sent_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("acted_until__isnull", True), ("acted_until__gte", models.F("acted_from")), _connector="OR"
                ),
                name="report_acted_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", False), ("state", "opened")),
                    models.Q(models.Q(("state", "opened"), _negated=True), ("case__isnull", True)),
                    _connector="OR",
                ),
                name="report_opened_has_a_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "dismissed"),
                        models.Q(("dismissed", ""), _negated=True),
                        models.Q(("letter", ""), _negated=True),
                    ),
                    models.Q(models.Q(("state", "dismissed"), _negated=True), ("dismissed", ""), ("letter", "")),
                    _connector="OR",
                ),
                name="report_dismissed_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="roomentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["parties", "committee", "note"])), name="roomentry_audience_known"
            ),
        ),
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(condition=models.Q(("state", "invited")), fields=["ends_on"], name="seat_invited"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["invited", "seated", "declined", "stepped-aside", "replaced"])),
                name="seat_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("case", "person"), name="seat_once_per_person"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("chair", True)), fields=("case",), name="seat_one_chair"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("chair", False), ("state", "seated"), _connector="OR"), name="seat_chair_is_seated"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("challenge", ""), ("challenged_at__isnull", True)),
                    models.Q(
                        ("challenge_by__isnull", False),
                        ("challenged_at__isnull", False),
                        models.Q(("challenge", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="seat_challenge_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("challenge_answer", ""), ("challenge_reason", "")),
                    models.Q(
                        ("challenged_at__isnull", False),
                        models.Q(("challenge_answer", ""), _negated=True),
                        models.Q(("challenge_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="seat_challenge_is_answered_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="trace",
            constraint=models.CheckConstraint(
                condition=models.Q(("report__isnull", False), ("case__isnull", False), _connector="OR"),
                name="trace_belongs_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(fields=("judgement", "seat"), name="vote_once"),
        ),
        refuse("conduct_article", UPDATE, DELETE, TRUNCATE),
        refuse("conduct_trace", UPDATE),
        migrations.RunPython(ship, unship),
    ]
