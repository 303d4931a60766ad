"""Policy versions, with the numbers of the levels, the limits activities share, and the activities."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields
import cpe.fields


def colleague(name):
    return models.ForeignKey(
        blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
        to=settings.AUTH_USER_MODEL, verbose_name=name,
    )  # fmt: skip


def moment(name):
    return models.DateTimeField(blank=True, editable=False, null=True, verbose_name=name)


def of_version(related_name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to="cpe.policyversion",
        verbose_name="policy version",
    )  # fmt: skip


def held(model, constraint):
    return migrations.AddConstraint(model_name=model, constraint=constraint)


def above_zero(column):
    return models.Q((f"{column}__isnull", True), (f"{column}__gt", 0), _connector="OR")


class Migration(migrations.Migration):
    initial = True

    dependencies = [("members", "0002_catalogue"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    # fmt: off
    operations = [
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", common.fields.NameField(help_text="What people call it, such as Version of 2027.",
                    max_length=60, verbose_name="name")),
                ("effective_on",
                    models.DateField(help_text="The first day it judges: activities completed, and cycles that begin, from then on.",
                    verbose_name="in force from")),
                ("state", models.CharField(choices=[("draft", "draft"), ("put-forward", "waiting for a second person"),
                    ("published", "published"), ("discarded", "discarded")], default="draft", editable=False,
                    max_length=12, verbose_name="state")),
                ("annual_factor", cpe.fields.FactorField(blank=True,
                    help_text="How often a level's yearly number counts at most in one certification year; empty for no limit.",
                    null=True, verbose_name="times the yearly number")),
                ("annual_from", models.DateField(blank=True,
                    help_text="Claims reported before this day count beside the limit; empty if it holds for all.",
                    null=True, verbose_name="for claims reported from")),
                ("summary", cpe.fields.LinesField(blank=True, help_text="For members, in two or three sentences.",
                    verbose_name="what is new")),
                ("drafted_at", moment("drafted")),
                ("edited_at", moment("last changed")),
                ("put_forward_at", moment("put forward")),
                ("published_at", moment("published on")),
                ("drafted_by", colleague("drafted by")),
                ("edited_by", colleague("last changed by")),
                ("published_by", colleague("published by")),
                ("put_forward_by", colleague("put forward by")),
            ],
            options={"verbose_name": "policy version", "verbose_name_plural": "policy versions", "ordering": ("-effective_on",
                "-pk")},
        ),
        migrations.CreateModel(
            name="LevelNumbers",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year_target", common.fields.CreditsField(help_text="A target that drives reminders.",
                    verbose_name="credits a year")),
                ("cycle_minimum", common.fields.CreditsField(blank=True,
                    help_text="What three years must bring; empty where there is no cycle and nothing to report.",
                    null=True, verbose_name="credits a cycle")),
                ("level", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+",
                    to="members.level", verbose_name="level")),
                ("version", of_version("levels")),
            ],
            options={"verbose_name": "numbers of a level", "verbose_name_plural": "numbers of the levels",
                "ordering": ("level__rank",)},
        ),
        migrations.CreateModel(
            name="CapGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(help_text="A short word; it stays the same from version to version.",
                    verbose_name="key")),
                ("name", common.fields.NameField(max_length=60, verbose_name="name")),
                ("year_cap", common.fields.CreditsField(verbose_name="most credits a year")),
                ("version", of_version("groups")),
            ],
            options={"verbose_name": "shared limit", "verbose_name_plural": "shared limits", "ordering": ("key",)},
        ),
        migrations.CreateModel(
            name="ActivityType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(help_text="A short word; it stays the same from version to version.",
                    verbose_name="key")),
                ("name", common.fields.NameField(help_text="What the member does, such as Read books.", max_length=80,
                    verbose_name="name")),
                ("explanation", cpe.fields.LinesField(blank=True,
                    help_text="For members: what counts, and what does not.", verbose_name="explanation")),
                ("place", models.PositiveSmallIntegerField(default=0, verbose_name="place in lists")),
                ("unit", models.CharField(choices=[("hours", "hours"), ("pages", "pages"), ("a4-pages", "A4 pages"),
                    ("questions", "questions"), ("courses", "courses"), ("sessions", "sessions"), ("webinars",
                    "webinars")], max_length=12, verbose_name="counted in")),
                ("credits", common.fields.CreditsField(blank=True, help_text="Empty where the reviewer says how many.",
                    null=True, verbose_name="credits")),
                ("per", cpe.fields.UnitsField(default=1, help_text="So many of what is counted, such as 100 pages.",
                    verbose_name="for every")),
                ("step", models.PositiveSmallIntegerField(choices=[(1, "down to quarters of a credit"), (4,
                    "down to whole credits")], default=1, verbose_name="rounded")),
                ("item_cap", common.fields.CreditsField(blank=True, null=True,
                    verbose_name="most credits for one claim")),
                ("year_cap", common.fields.CreditsField(blank=True, null=True, verbose_name="most credits a year")),
                ("longest", cpe.fields.UnitsField(blank=True, null=True, verbose_name="most that one claim is for")),
                ("attendance", models.PositiveSmallIntegerField(blank=True, help_text="In percent.", null=True,
                    verbose_name="share that must be attended")),
                ("approval", models.BooleanField(default=False, verbose_name="waits for approval")),
                ("least", common.fields.CreditsField(blank=True, null=True, verbose_name="least a reviewer grants")),
                ("most", common.fields.CreditsField(blank=True, null=True, verbose_name="most a reviewer grants")),
                ("each", models.BooleanField(default=False, help_text="Otherwise for the whole claim.",
                    verbose_name="granted for each item")),
                ("group", models.ForeignKey(blank=True, help_text="Instead of a limit of its own.", null=True,
                    on_delete=django.db.models.deletion.RESTRICT, related_name="activities", to="cpe.capgroup",
                    verbose_name="shared limit")),
                ("version", of_version("activities")),
            ],
            options={"verbose_name": "activity", "verbose_name_plural": "activities", "ordering": ("place", "pk")},
        ),
        held("policyversion", models.CheckConstraint(condition=models.Q(("state__in", ["draft", "put-forward",
            "published", "discarded"])), name="policy_version_state_known")),
        held("policyversion", models.UniqueConstraint(condition=models.Q(("state__in", ["put-forward", "published"])),
            fields=("effective_on",), name="policy_version_day_of_its_own",
            violation_error_message="Another version takes effect on this day already.")),
        held("policyversion", models.CheckConstraint(condition=above_zero("annual_factor"),
            name="policy_version_limit_positive",
            violation_error_message="Write how many times as a number above 0, or leave it empty.")),
        held("policyversion", models.CheckConstraint(condition=models.Q(("annual_from__isnull", True),
            ("annual_factor__isnull", False), _connector="OR"), name="policy_version_day_needs_limit",
            violation_error_message="A first day needs the limit it is for: say how many times.")),
        held("policyversion", models.CheckConstraint(condition=models.Q(models.Q(("state__in", ["put-forward",
            "published"]), _negated=True), models.Q(("put_forward_at__isnull", False), ("put_forward_by__isnull",
            False)), ("effective_on", datetime.date(1, 1, 1)), _connector="OR"),
            name="policy_version_put_forward_by_somebody")),
        held("policyversion", models.CheckConstraint(condition=models.Q(models.Q(("state", "published"),
            _negated=True), models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
            ("effective_on", datetime.date(1, 1, 1)), _connector="OR"), name="policy_version_published_by_somebody")),
        held("policyversion", models.CheckConstraint(condition=models.Q(("published_by__isnull", True),
            models.Q(models.Q(("published_by", models.F("put_forward_by")), _negated=True), models.Q(("published_by",
            models.F("edited_by")), _negated=True)), _connector="OR"),
            name="policy_version_published_by_a_second_person")),
        held("levelnumbers", models.UniqueConstraint(fields=("version", "level"),
            name="level_numbers_once_per_version", violation_error_message="This level has its numbers already.")),
        held("levelnumbers", models.CheckConstraint(condition=models.Q(("year_target__gte", 0),
            above_zero("cycle_minimum")), name="level_numbers_positive",
            violation_error_message="Credits a year are 0 or more, credits a cycle above 0 or left empty.")),
        held("capgroup", models.UniqueConstraint(fields=("version", "key"), name="cap_group_key_once_per_version",
            violation_error_message="This version has a shared limit of that key already.")),
        held("capgroup", models.CheckConstraint(condition=models.Q(("year_cap__gt", 0)), name="cap_group_positive",
            violation_error_message="A shared limit is above 0.")),
        held("activitytype", models.UniqueConstraint(fields=("version", "key"), name="activity_key_once_per_version",
            violation_error_message="This version has an activity of that key already.")),
        held("activitytype", models.CheckConstraint(condition=models.Q(("unit__in", ["hours", "pages", "a4-pages",
            "questions", "courses", "sessions", "webinars"])), name="activity_unit_known")),
        held("activitytype", models.CheckConstraint(condition=models.Q(("step__in", [1, 4])),
            name="activity_step_known")),
        held("activitytype", models.CheckConstraint(condition=models.Q(("per__gt", 0), above_zero("credits"),
            above_zero("item_cap"), above_zero("year_cap"), above_zero("longest")), name="activity_numbers_positive",
            violation_error_message="Credits, amounts and limits are above 0, or left empty.")),
        held("activitytype", models.CheckConstraint(condition=models.Q(("attendance__isnull", True),
            models.Q(("attendance__gte", 1), ("attendance__lte", 100)), _connector="OR"),
            name="activity_share_in_percent",
            violation_error_message="The share that must be attended lies between 1 and 100 percent.")),
        held("activitytype", models.CheckConstraint(condition=models.Q(("year_cap__isnull", True), ("group__isnull",
            True), _connector="OR"), name="activity_one_year_limit",
            violation_error_message="An activity has a yearly limit of its own or a shared one, not both.")),
        held("activitytype", models.CheckConstraint(condition=models.Q(models.Q(("each", False), ("least__isnull",
            True), ("most__isnull", True)), models.Q(("least__isnull", False), ("most__isnull", False)),
            _connector="OR"), name="activity_bounds_have_both_ends",
            violation_error_message="Say both the least and the most a reviewer grants, or neither.")),
        held("activitytype", models.CheckConstraint(condition=models.Q(("least__isnull", True), models.Q(("least__gte",
            0), ("least__lte", models.F("most")), ("most__gt", 0)), _connector="OR"), name="activity_bounds_in_order",
            violation_error_message="The least a reviewer grants is 0 or more, and not above the most.")),
        held("activitytype", models.CheckConstraint(condition=models.Q(("credits__isnull", False), ("least__isnull",
            False), _connector="OR"), name="activity_credits_or_bounds",
            violation_error_message="Without credits, say the least and the most a reviewer grants.")),
    ]
