"""Who of the invented members asked for help."""

import pytest

from cpe.models import HelpRequest

pytestmark = [pytest.mark.demonstration, pytest.mark.django_db, pytest.mark.usefixtures("demonstrated")]


def test_one_request_waits_and_one_is_answered():
    asked = HelpRequest.objects.values_list("credential__title__code", "state")
    assert sorted(asked) == [("S-DPP", "asked"), ("S-ITSP", "answered")]
