"""The version shipped with the product, in force from the beginning; then the triggers that keep versions as they are."""

from django.db import migrations

from cpe import rows
from cpe.kept import REFUSALS
from cpe.shipped import POLICY

SUMMARY = "The first version. It holds from the beginning."

EXPLANATIONS = {
    "webinar-attended": "An online talk of at most three hours, without a test. One that is longer or tested is a course. Its scheduled length counts.",
    "webinar-given": "Your own online talk, from preparing it to giving it. Length and preparation decide whether it brings the higher number.",
    "exam-question": "Questions or exercises for our exams. Each counts once we have taken it over.",
    "forum-moderation": "Keeping a professional forum in order. Say what you did, and how long it took you.",
    "mentoring": "Helping somebody towards an exam or in their career. The hours you spend together count.",
    "seco-foundation": "A course of ours at Foundation level, followed to its end.",
    "seco-practitioner": "A course of ours at Practitioner level, followed to its end.",
    "seco-expert": "A course of ours at Expert level, followed to its end.",
    "seco-short": "A short course or master class of ours.",
    "other-course": "Courses of others, trainings, and studying by yourself. The hours of study count, whatever the form.",
    "seminar-conference": "Hours of programme, without lunch, dinner, drinks and travel.",
    "exam-prep-given": "Hours in front of the group.",
    "coach-attended": "The hours you were there.",
    "coach-hosted": "Leading a session, with its preparation.",
    "book": "Books about the work of your title. Pages of several books may be one claim.",
    "article-read": "White papers and articles about the work of your title. Pages of several may be one claim.",
    "podcast": "Episodes about the work of your title. Hours of several may be one claim.",
    "teaching": "Hours in front of the group, in a subject of our tracks.",
    "material": "The hours of training for which the material is new or renewed. What is used again brings nothing; giving the training is an activity of its own.",
    "article-published": "The first publication of your own article, counted in pages of A4.",
}


MODELS = ("PolicyVersion", "LevelNumbers", "CapGroup", "ActivityType")


def fill(apps, schema_editor):
    make = {name: apps.get_model("cpe", name).objects.create for name in MODELS}
    levels = {level.key: level for level in apps.get_model("members", "Level").objects.all()}
    version = make["PolicyVersion"](**rows.version_columns(POLICY), summary=SUMMARY, state="published")
    for key, numbers in POLICY.levels.items():
        make["LevelNumbers"](version=version, level=levels[key], **rows.level_columns(numbers))
    groups = {
        key: make["CapGroup"](version=version, **rows.group_columns(group)) for key, group in POLICY.groups.items()
    }
    for place, activity in enumerate(POLICY.activities.values(), start=1):
        told = {"place": place, "explanation": EXPLANATIONS[activity.key], "group": groups.get(activity.group)}
        make["ActivityType"](version=version, **rows.activity_columns(activity), **told)


def empty(apps, schema_editor):
    for name in reversed(MODELS):
        apps.get_model("cpe", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("cpe", "0001_policies"), ("members", "0002_catalogue")]
    operations = [migrations.RunPython(fill, empty), *REFUSALS]
