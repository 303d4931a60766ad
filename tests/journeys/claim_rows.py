"""Rows of imports of earlier claims that the pages show."""

from cpe.enums import ClaimPlace
from tests.factories.claim_imports import (
    CLAIM,
    TWICE,
    ClaimFileFactory,
    ClaimFileLineFactory,
    ClaimImportFactory,
)
from tests.factories.claim_imports import TITLE as TITLE_TOLD
from tests.factories.claim_imports import TRIED as CLAIMS_TRIED


def claim_imports() -> dict[str, int]:
    """Earlier claims that came in, and files on trial: one that warns, one to be mended, one that waits."""
    warns = ClaimFileFactory(of={**CLAIMS_TRIED, "warnings": 1, "warned": "x", "doubles": 1, "waiting": 1})
    for place, told in ((ClaimPlace.TWICE, TWICE), (ClaimPlace.TITLE, TITLE_TOLD)):
        ClaimFileLineFactory(file=warns, place=place, told=dict(told))
    ClaimFileLineFactory(file=warns, place=ClaimPlace.DOUBLE, told={**CLAIM, "doubles": "claim 7"})
    ClaimFileLineFactory(file=warns, place=ClaimPlace.KNOWN, told={**CLAIM, "known": 7, "counts": []})
    ClaimFileLineFactory.create_batch(60, file=warns)
    faulty = ClaimFileFactory(of={**CLAIMS_TRIED, "faults": 1, "ignored": ["Notes"]}, refused=True)
    ClaimFileLineFactory(
        file=faulty, place=ClaimPlace.FAULT, told={"column": "reported_on", "sentence": "Please fill this in."}
    )
    return {
        "claim_file": warns.pk,
        "faulty_claims": faulty.pk,
        "waiting_claims": ClaimFileFactory(waiting=True).pk,
        "claim_run": ClaimImportFactory().pk,
    }
