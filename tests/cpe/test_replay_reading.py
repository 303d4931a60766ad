import json
from typing import Any, Final

import pytest

from tests.cpe.replaying import claim, document, faults, fee, held, lettered, member, told

SOUND: Final = document(
    member(
        held("S-ISP"),
        held("SECO-F", level="foundation"),
        held("S-CISO", "2025-06-01", level="officer"),
        claims=lettered(
            claim("webinar-attended", "1.5", attended="1.25", granted="1.50"),
            claim("webinar-attended", "3.0000", attended="0"),
            claim("webinar-given", "2", status="pending", granted="12"),
            claim("forum-moderation", "7.5", granted="2.5"),
            claim("forum-moderation", "40", status="denied", decided_on="2025-04-01"),
            claim("exam-question", "5", granted="3", decided_on=None),
            claim("book", "0320.5", status="appealed"),
            claim("teaching", "999999999999.9999", attended=None, granted="0"),
            claim("teaching", "8", "2026-08-01", status="withdrawn"),
        ),
        fees=[fee("2025-01-01", "2025-01-20"), fee("2026-01-01"), fee("2027-01-01", "2026-12-01")],
    ),
    member(id="m2"),
)
"""Everything a document may say."""


def test_a_sound_document_has_no_fault() -> None:
    assert faults(SOUND) == []
    assert faults(document()) == []


def _with_claim(activity: str = "teaching", amount: str = "1", **more: Any) -> dict[str, Any]:
    return document(member(held(), claims=[claim(activity, amount, **more)]))


def _without(key: str) -> dict[str, Any]:
    found = claim("webinar-attended", "1")
    del found[key]
    return document(member(held(), claims=[found]))


CLAIM: Final = "members[0].claims[0]"
NO_DAY: Final = "This is no day: write one that exists, such as 2026-12-31."
NO_DECIMAL: Final = "Write a plain decimal such as 1.25: at most 12 digits before the point and 4 after it."
STATUSES: Final = "Here belongs one of these: pending, accepted, denied, appealed, withdrawn."
LEVELS: Final = "Here belongs one of these: expert, foundation, officer, practitioner."

FAULTS: Final = {
    "amount nothing": (_with_claim(amount="0"), f"{CLAIM}.amount", "Here belongs more than 0."),
    "amount nothing in decimals": (_with_claim(amount="0.0000"), f"{CLAIM}.amount", "Here belongs more than 0."),
    "amount negative": (_with_claim(amount="-1"), f"{CLAIM}.amount", "This is negative."),
    "amount a number": (_with_claim(amount=1.5), f"{CLAIM}.amount", "Here belongs text, not a number."),
    "amount null": (_with_claim(amount=None), f"{CLAIM}.amount", "Here belongs text, not null."),
    "amount a list": (_with_claim(amount=["1"]), f"{CLAIM}.amount", "Here belongs text, not a list."),
    "amount true": (_with_claim(amount=True), f"{CLAIM}.amount", "Here belongs text, not true or false."),
    "amount missing": (_without("amount"), f"{CLAIM}.amount", "This key is missing."),
    "questions not whole": (_with_claim("exam-question", "1.5"), f"{CLAIM}.amount", "Only whole questions count."),
    "courses not whole": (_with_claim("seco-short", "0.5"), f"{CLAIM}.amount", "Only whole courses count."),
    "sessions not whole": (_with_claim("coach-hosted", "1.0001"), f"{CLAIM}.amount", "Only whole sessions count."),
    "webinars not whole": (_with_claim("webinar-given", "1.5"), f"{CLAIM}.amount", "Only whole webinars count."),
    "webinar too long": (
        _with_claim("webinar-attended", "3.0001"),
        f"{CLAIM}.amount",
        "This lasts at most 3 hours; what is longer is a course.",
    ),
    "attended missing": (_without("attended"), f"{CLAIM}.attended", "Say how many hours of it were attended."),
    "attended null": (
        _with_claim("webinar-attended", attended=None),
        f"{CLAIM}.attended",
        "Say how many hours of it were attended.",
    ),
    "attended too long": (
        _with_claim("webinar-attended", attended="1.0001"),
        f"{CLAIM}.attended",
        "More was attended than there was.",
    ),
    "attended no decimal": (_with_claim("webinar-attended", attended="all"), f"{CLAIM}.attended", NO_DECIMAL),
    "attended elsewhere": (
        _with_claim(attended="1"),
        f"{CLAIM}.attended",
        "Attendance is not asked of this activity.",
    ),
    "completed after reported": (
        _with_claim(reported_on="2025-03-02"),
        f"{CLAIM}.completed_on",
        "This was completed after it was reported.",
    ),
    "decided before reported": (
        _with_claim(decided_on="2025-03-02"),
        f"{CLAIM}.decided_on",
        "This was decided before it was reported.",
    ),
    "pending, yet decided before reported": (
        _with_claim(status="pending", decided_on="2025-03-02"),
        f"{CLAIM}.decided_on",
        "This was decided before it was reported.",
    ),
    "granted negative": (_with_claim(granted="-1"), f"{CLAIM}.granted", "This is negative."),
    "granted no decimal": (_with_claim(granted="1,5"), f"{CLAIM}.granted", NO_DECIMAL),
    "granted no quarters": (
        _with_claim(granted="0.3"),
        f"{CLAIM}.granted",
        "Credits are counted in quarters.",
    ),
    "granted above the rate": (
        _with_claim(granted="1.25"),
        f"{CLAIM}.granted",
        "This activity allows from 0.00 to 1.00 credits.",
    ),
    "granted without attendance": (
        _with_claim("webinar-attended", "1", attended="0.5", granted="1"),
        f"{CLAIM}.granted",
        "This activity allows from 0.00 to 0.00 credits.",
    ),
    "granted below the bounds": (
        _with_claim("webinar-given", "2", granted="9"),
        f"{CLAIM}.granted",
        "This activity allows from 10.00 to 12.00 credits in steps of 1.00.",
    ),
    "granted above the bounds": (
        _with_claim("webinar-given", "1", granted="7"),
        f"{CLAIM}.granted",
        "This activity allows from 5.00 to 6.00 credits in steps of 1.00.",
    ),
    "granted off the steps": (
        _with_claim("webinar-given", "1", granted="5.5"),
        f"{CLAIM}.granted",
        "This activity allows from 5.00 to 6.00 credits in steps of 1.00.",
    ),
    "granted too much for the forum, though withdrawn": (
        _with_claim("forum-moderation", "90", granted="5.25", status="withdrawn"),
        f"{CLAIM}.granted",
        "This activity allows from 0.00 to 5.00 credits in steps of 0.25.",
    ),
    "granted missing": (
        _with_claim("forum-moderation", "2"),
        f"{CLAIM}.granted",
        "Say how many credits the reviewer granted.",
    ),
    "granted null": (
        _with_claim("forum-moderation", "2", granted=None),
        f"{CLAIM}.granted",
        "Say how many credits the reviewer granted.",
    ),
    "status unknown": (_with_claim(status="done"), f"{CLAIM}.status", STATUSES),
    "status in capitals": (_with_claim(status="Accepted"), f"{CLAIM}.status", STATUSES),
    "status missing": (_without("status"), f"{CLAIM}.status", "This key is missing."),
    "activity unknown": (_with_claim("golf"), f"{CLAIM}.activity", "No activity has this key."),
    "activity missing": (_without("activity"), f"{CLAIM}.activity", "This key is missing."),
    "claim key unknown": (_with_claim(colour="red"), f"{CLAIM}.colour", "No such key belongs here."),
    "claim key strange": (_with_claim(**{"a.b [0]": 1}), f'{CLAIM}["a.b [0]"]', "No such key belongs here."),
    "claim id empty": (_with_claim(id=""), f"{CLAIM}.id", "This text cannot be empty."),
    "claim id a number": (_with_claim(id=7), f"{CLAIM}.id", "Here belongs text, not a number."),
    "claim id twice": (
        document(member(held(), claims=[claim(), claim()])),
        "members[0].claims[1].id",
        "This was used before.",
    ),
    "member id twice": (document(member(), member()), "members[1].id", "This was used before."),
    "member id missing": (
        document({"credentials": [], "claims": [], "fees": []}),
        "members[0].id",
        "This key is missing.",
    ),
    "fees missing": (document({"id": "m", "credentials": [], "claims": []}), "members[0].fees", "This key is missing."),
    "title unknown": (document(member(held("S-XYZ"))), "members[0].credentials[0].title", "No title has this code."),
    "title in small letters": (
        document(member(held("s-isp"))),
        "members[0].credentials[0].title",
        "No title has this code.",
    ),
    "title empty at foundation": (
        document(member(held("", level="foundation"))),
        "members[0].credentials[0].title",
        "This text cannot be empty.",
    ),
    "level of another title": (
        document(member(held(level="expert"))),
        "members[0].credentials[0].level",
        "The level of this title is practitioner.",
    ),
    "level unknown": (document(member(held(level="master"))), "members[0].credentials[0].level", LEVELS),
    "awarded after the day": (
        document(member(held(since="2026-01-16"))),
        "members[0].credentials[0].awarded_on",
        "The award lies after the day asked for.",
    ),
    "award missing": (
        document(member({"title": "S-ISP"})),
        "members[0].credentials[0].awarded_on",
        "This key is missing.",
    ),
    "title open twice": (
        document(member(held(), held(since="2026-01-01"))),
        "members[0].credentials[1].title",
        "This title was still open on the day it was awarded again.",
    ),
    "title open twice, the later one first": (
        document(member(held(since="2026-01-01"), held())),
        "members[0].credentials[0].title",
        "This title was still open on the day it was awarded again.",
    ),
    "foundation open twice": (
        document(member(held("F", level="foundation"), held("F", "2026-01-01", level="foundation"))),
        "members[0].credentials[1].title",
        "This title was still open on the day it was awarded again.",
    ),
    "booking missing": (
        document(member(held(), fees=[{"due_on": "2025-01-01"}])),
        "members[0].fees[0].booked_on",
        "This key is missing.",
    ),
    "due day null": (
        document(member(held(), fees=[{"due_on": None, "booked_on": None}])),
        "members[0].fees[0].due_on",
        "Here belongs text, not null.",
    ),
    "fee no object": (document(member(fees=["paid"])), "members[0].fees[0]", "Here belongs an object, not text."),
    "claims no list": (
        document({**member(), "claims": {}}),
        "members[0].claims",
        "Here belongs a list, not an object.",
    ),
    "members null": ({"on": "2026-01-15", "members": None}, "members", "Here belongs a list, not null."),
    "members missing": ({"on": "2026-01-15"}, "members", "This key is missing."),
    "day asked missing": ({"members": []}, "on", "This key is missing."),
    "day asked too far": (document(on="9996-01-01"), "on", "The days of a cycle are counted until 9995-12-31."),
    "key unknown": ({**document(), "policies": []}, "policies", "No such key belongs here."),
    "a list": ([], "", "Here belongs an object, not a list."),
    "a number": (3, "", "Here belongs an object, not a number."),
    "nothing": (None, "", "Here belongs an object, not null."),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_named_with_its_place_and_nothing_else_is(case: str) -> None:
    asked, at, why = FAULTS[case]
    assert faults(asked) == [(at, why)]


@pytest.mark.parametrize(
    "written",
    ["1.", ".5", "1,5", "1e2", "+1", " 1", "1 ", "1\n", "", "1.00001", "1234567890123", "NaN", "٣", "1_0", "0x1"],
)
def test_an_amount_is_a_plain_decimal(written: str) -> None:
    assert faults(_with_claim(amount=written)) == [(f"{CLAIM}.amount", NO_DECIMAL)]


@pytest.mark.parametrize("key", ["completed_on", "reported_on", "decided_on"])
@pytest.mark.parametrize(
    "written",
    ["2025-02-29", "2025-13-01", "0000-01-01", "20250303", "2025-W10-1", "2025-3-3", "3 Mar 2025", "", "2025-03-03Z"],
)
def test_a_day_exists_and_is_written_in_full(key: str, written: str) -> None:
    assert faults(_with_claim(**{key: written})) == [(f"{CLAIM}.{key}", NO_DAY)]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "This is no JSON: Expecting value, line 1, column 1."),
        (b'{"on": "2026-01-15",\n "members": [}', "This is no JSON: Expecting value, line 2, column 14."),
        (b'{"on": "2026-01-15", "members": []} []', "This is no JSON: Extra data, line 1, column 37."),
        (b'{"on": NaN, "members": []}', "This is no JSON: it knows no NaN."),
        (b'{"on": -Infinity, "members": []}', "This is no JSON: it knows no -Infinity."),
        (b'{"on": "\xff"}', "This is no UTF-8 text: see byte 9."),
        ("{}".encode("utf-16"), "This is no UTF-8 text: see byte 1."),
        (b"[" * 200_000, "This is nested too deeply."),
        (b'{"on":' * 200_000, "This is nested too deeply."),
    ],
)
def test_what_is_no_json_is_told_as_one_fault(raw: bytes, why: str) -> None:
    assert faults(raw) == [("", why)]


def test_a_byte_order_mark_is_passed_over() -> None:
    assert faults(b"\xef\xbb\xbf" + json.dumps(SOUND).encode()) == []


@pytest.mark.parametrize("number", ["9" * 10_000, "1e99999", "-0.0"])
def test_a_number_however_long_is_a_number(number: str) -> None:
    assert faults(f'{{"on": {number}, "members": []}}'.encode()) == [("on", "Here belongs text, not a number.")]


def test_a_key_that_stands_twice_is_a_fault_wherever_it_is() -> None:
    raw = (
        b'{"on": "2025-01-01", "members": [{"id": "a", "claims": [], "id": "b", "fees": [], "credentials": []}],'
        b' "on": "2026-01-01"}'
    )
    why = "This key is here more than once."
    assert faults(raw) == [("on", why), ("members[0].id", why)]


def test_half_a_character_comes_out_as_it_went_in() -> None:
    raw = json.dumps(document(member(held("\ud800", level="foundation"), id="\udfff"))).encode()
    assert faults(raw) == []
    assert '"id": "\\udfff"' in told(raw.decode())


def test_all_faults_of_a_document_come_at_once_and_in_its_order() -> None:
    asked = {
        "members": [
            {
                "fees": [{"due_on": "soon"}, 7, {"booked_on": "2025-02-30", "due_on": "2025-01-01", "paid": True}],
                "claims": [
                    claim(),
                    claim("golf", "-1", status="?"),
                    claim("webinar-attended", "4", attended="5", reported_on="2025-03-01", decided_on="2025-02-01"),
                    claim("forum-moderation", "0", granted="6"),
                    claim("exam-question", "1.5", id=""),
                ],
                "credentials": [
                    held(level="officer"), held("X"), held("S-ITSP", "2026-01-16"), held("S-BCP"), held("S-BCP"),
                ],
            },
            [],
            member(id=3),
        ],
        "on": "2026-01-15",
        "at": None,
    }  # fmt: skip
    assert [at for at, _why in faults(asked)] == [
        "members[0].fees[0].due_on",
        "members[0].fees[0].booked_on",
        "members[0].fees[1]",
        "members[0].fees[2].booked_on",
        "members[0].fees[2].paid",
        "members[0].claims[1].id",
        "members[0].claims[1].activity",
        "members[0].claims[1].amount",
        "members[0].claims[1].status",
        "members[0].claims[2].id",
        "members[0].claims[2].completed_on",
        "members[0].claims[2].amount",
        "members[0].claims[2].attended",
        "members[0].claims[2].decided_on",
        "members[0].claims[3].id",
        "members[0].claims[3].amount",
        "members[0].claims[3].granted",
        "members[0].claims[4].id",
        "members[0].claims[4].amount",
        "members[0].credentials[0].level",
        "members[0].credentials[1].title",
        "members[0].credentials[2].awarded_on",
        "members[0].credentials[4].title",
        "members[0].id",
        "members[1]",
        "members[2].id",
        "at",
    ]


@pytest.mark.parametrize(("again", "sound"), [("2020-01-01", False), ("2023-03-31", False), ("2023-04-01", True)])
def test_a_title_is_earned_again_from_the_day_it_was_decertified(again: str, sound: bool) -> None:
    asked = document(member(held(since="2020-01-01"), held(since=again)))
    assert (faults(asked) == []) is sound


def test_a_title_that_was_never_lost_is_open_whatever_came_between() -> None:
    claims = [claim("other-course", "30", f"202{n}-05-01", id=str(n)) for n in range(3)]
    awards = [held(since="2022-01-01"), held(since="2020-01-01"), held(since="2025-04-01")]
    assert [at for at, _why in faults(document(member(*awards, claims=claims), on="2025-06-01"))] == [
        "members[0].credentials[0].title",
        "members[0].credentials[2].title",
    ]
    assert faults(document(member(awards[0], awards[2], claims=claims), on="2025-06-01")) == []


def test_a_title_held_for_a_decision_is_still_open() -> None:
    waiting = claim("book", "6000", "2022-06-01", status="pending")
    forty = claim("seco-expert", "1", "2021-06-01")
    asked = document(member(held(since="2020-01-01"), held(since="2023-06-01"), claims=lettered(waiting, forty)))
    assert faults(asked) == []
    asked["members"][0]["claims"] += [claim("seco-foundation", "1", "2022-03-01", id="c3", status="appealed")]
    assert [at for at, _why in faults(asked)] == ["members[0].credentials[1].title"]
