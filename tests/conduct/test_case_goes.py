"""A case goes whole once its term is over: reports, answers, votes, lines and every file, and not a day before."""

import datetime as dt

import pytest
import time_machine
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from common import personal_data
from common.files.states import FileState
from common.models import Upload
from conduct.enums import Audience
from conduct.models import Case
from conduct.services import explaining, judging, room
from tests.common.hostile.documents import pdf
from tests.conduct.cases import days, explaining_case, member, proposed

pytestmark = pytest.mark.django_db
KEPT_ARTICLES = {"article", "conductterms", "historicalconductterms"}


def _paper(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.pdf", pdf())


def test_case_with_all_that_belongs_to_it_goes_the_day_after_its_term() -> None:
    case, seats = explaining_case(member("S-ISP"))
    with time_machine.travel(days(12), tick=False):
        explaining.attach(case, _paper("answer"), by=case.member.user, at=days(12))
        room.write(case, Audience.COMMITTEE, "With a file.", by=case.officer, at=days(12), file=_paper("room"))
        explaining.explain(case, "The client had agreed.", by=case.member.user, at=days(12))
        case.refresh_from_db()
        case = judging.begin_deliberation(case, by=seats[0].person, at=days(13))
        closed, _seats, _made = proposed(case=case, seats=seats, confirmed=True, broken=False)
    (rule,) = (rule for rule in personal_data.rules() if rule.due(days(14)).model is Case)
    assert closed.kept_until == dt.date(2027, 11, 16)
    last, after = (dt.datetime(2027, 11, day, 9, tzinfo=dt.UTC) for day in (16, 17))
    assert not rule.due(last).exists()
    assert Upload.objects.filter(state=FileState.KEPT).count() == 3
    assert rule.act is not None
    assert rule.act(list(rule.due(after).values_list("pk", flat=True)), at=after) == 1
    left = {
        model._meta.model_name: model._base_manager.count()
        for model in apps.get_app_config("conduct").get_models()
        if model._meta.model_name not in KEPT_ARTICLES and model._base_manager.exists()
    }
    assert left == {}
    assert not Upload.objects.filter(state=FileState.KEPT).exists()
    assert not Upload.objects.exclude(name="").exists(), "nor what they were called"
