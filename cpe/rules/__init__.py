"""The arithmetic of CPE: from a policy version and what was reported to how a cycle comes out.

``policy`` what the rules of a day say · ``soundness`` whether they make sense as a whole · ``differences`` what
two versions of them say differently · ``claims`` what one claim brings · ``caps`` what counts of all of
them, with the trace · ``cycles`` how a cycle comes out · ``pace`` what is missing and how to get there.
Pure throughout: no ORM, no clock, no settings. Credits are whole quarters, amounts whole ten-thousandths of
their unit, days inclusive. Source: S1, S2.
"""
