"""What a night and a morning come to, written by hand as SQL for an invented register: what both are measured beside.

It knows less than the rules do: the version shipped alone, one decision a claim, no payment proposed or gone back, no
cycle extended, a title's cycle at a time. In such a register the outcomes are the same to the day.
"""

from datetime import date, datetime
from typing import Any, Final

_DUE: Final = """
CREATE TEMP TABLE due ON COMMIT DROP AS
SELECT cycle.id, cycle.number, cycle.first_day, ends.over_on, ends.over_on + 89 AS last_day,
    credential.id AS credential, credential.member_id AS member, numbers.cycle_minimum AS required,
    numbers.year_target AS target, version.annual_factor * numbers.year_target / 100 AS annual_cap,
    version.id AS version, version.annual_from, title.code || ' ' || title.name AS title
FROM members_cycle cycle
CROSS JOIN LATERAL (SELECT (
    cycle.first_day + (to_char(cycle.first_day, 'MMDD') = '0229')::int + interval '3 years')::date AS over_on
) ends
JOIN members_credential credential ON credential.id = cycle.credential_id
JOIN members_title title ON title.id = credential.title_id
JOIN cpe_policyversion version ON version.state = 'published'
JOIN cpe_levelnumbers numbers ON numbers.version_id = version.id AND numbers.level_id = title.level_id
WHERE cycle.waits AND cycle.first_day BETWEEN %(from)s AND %(to)s AND {also}
"""
_CLAIMS: Final = """
CREATE TEMP TABLE claimed ON COMMIT DROP AS
SELECT due.id AS cycle, claim.reported_on, line.decided_on, line.status,
    claim.reported_on < due.annual_from AS beside,
    COALESCE(shared.key || '*', activity.key) AS room,
    COALESCE(shared.year_cap, activity.year_cap, 1000000000) AS room_cap,
    (claim.completed_on >= due.first_day + interval '1 year')::int
        + (claim.completed_on >= due.first_day + interval '2 years')::int AS year,
    activity.approval,
    CASE WHEN claim.attended * 100 < claim.amount * activity.attendance THEN 0
        ELSE LEAST(COALESCE(line.granted, rate.credits, 0), activity.item_cap) END AS credits,
    CASE WHEN claim.attended * 100 < claim.amount * activity.attendance THEN 0
        ELSE LEAST(
            GREATEST(
                COALESCE(rate.credits, 0),
                COALESCE(activity.most * CASE WHEN activity.each THEN claim.amount / 10000 ELSE 1 END, 0)
            ),
            activity.item_cap
        ) END AS hoped
FROM due
JOIN cpe_claim claim ON claim.member_id = due.member AND claim.reported_on <= due.last_day
    AND claim.completed_on >= due.first_day AND claim.completed_on < due.over_on
JOIN cpe_activitytype activity ON activity.version_id = due.version AND activity.key = claim.activity
LEFT JOIN cpe_capgroup shared ON shared.id = activity.group_id
LEFT JOIN cpe_ledgerline line ON line.claim_id = claim.id
CROSS JOIN LATERAL (
    SELECT claim.amount * activity.credits / (activity.per * activity.step) * activity.step AS credits
) rate
"""
_PAID: Final = """
CREATE TEMP TABLE paid ON COMMIT DROP AS
SELECT due.id AS cycle, max(COALESCE(invoice.closed_on, 'infinity')) AS paid_on,
    count(*) FILTER (WHERE contribution.due_on <= %(on)s
        AND COALESCE(invoice.closed_on, 'infinity') > LEAST(%(on)s, due.last_day)) AS fees_open
FROM due
JOIN members_membership membership ON membership.member_id = due.member
JOIN members_contribution contribution ON contribution.membership_id = membership.id AND contribution.amount > 0
    AND contribution.due_on >= due.first_day AND contribution.due_on < due.over_on
    AND contribution.made_at::date <= due.last_day
LEFT JOIN members_invoiceline line ON line.contribution_id = contribution.id
LEFT JOIN members_invoice invoice ON invoice.id = line.invoice_id
WHERE NOT EXISTS (SELECT FROM members_invoice note WHERE note.credits_id = invoice.id)
GROUP BY due.id
"""
_DAYS_OF_A_NIGHT: Final = """
CREATE TEMP TABLE days ON COMMIT DROP AS
SELECT cycle, day FROM (
    SELECT id, over_on FROM due UNION SELECT id, last_day + 1 FROM due
    UNION SELECT cycle, decided_on FROM claimed JOIN due ON due.id = cycle AND decided_on > over_on
    UNION SELECT cycle, paid_on FROM paid JOIN due ON due.id = cycle AND paid_on > over_on
) news (cycle, day) WHERE day <= %(on)s
"""
_DAY_OF_A_MORNING: Final = """
CREATE TEMP TABLE days ON COMMIT DROP AS SELECT id AS cycle, %(on)s::date AS day FROM due
"""
_TALLIED: Final = """
CREATE TEMP TABLE tallied ON COMMIT DROP AS
WITH worth AS (
    SELECT days.cycle, days.day, claimed.year, claimed.room, claimed.room_cap, claimed.beside,
        CASE WHEN decided_on <= day AND status = 'accepted' THEN credits ELSE 0 END AS has,
        CASE WHEN decided_on <= day THEN CASE WHEN status = 'accepted' THEN credits ELSE 0 END ELSE hoped END AS may
    FROM days JOIN claimed ON claimed.cycle = days.cycle AND claimed.reported_on <= days.day
), by_room AS (
    SELECT cycle, day, year, room_cap,
        LEAST(room_cap, COALESCE(sum(has) FILTER (WHERE beside), 0)) AS has_beside,
        COALESCE(sum(has) FILTER (WHERE NOT beside), 0) AS has_limited,
        LEAST(room_cap, COALESCE(sum(may) FILTER (WHERE beside), 0)) AS may_beside,
        COALESCE(sum(may) FILTER (WHERE NOT beside), 0) AS may_limited
    FROM worth GROUP BY cycle, day, year, room, room_cap
), by_year AS (
    SELECT cycle, day,
        sum(has_beside) + LEAST(annual_cap, sum(LEAST(has_limited, room_cap - has_beside))) AS has,
        sum(may_beside) + LEAST(annual_cap, sum(LEAST(may_limited, room_cap - may_beside))) AS may
    FROM by_room JOIN due ON due.id = cycle GROUP BY cycle, day, year, annual_cap
)
SELECT days.cycle, days.day, COALESCE(sum(has), 0)::bigint AS has, COALESCE(sum(may), 0)::bigint AS may
FROM days LEFT JOIN by_year USING (cycle, day) GROUP BY days.cycle, days.day
"""
_JUDGED: Final = """
CREATE TEMP TABLE judged ON COMMIT DROP AS
SELECT due.*, found.has, COALESCE(paid.fees_open, 0) AS fees_open, COALESCE(renewed_on, lost_on) AS effective_on,
    CASE WHEN renewed_on IS NOT NULL THEN 'renewed' WHEN lost_on IS NOT NULL THEN 'decertified'
        WHEN due.last_day < %(on)s THEN 'held' ELSE 'grace' END AS kind,
    CASE WHEN renewed_on IS NOT NULL THEN 'complete' WHEN COALESCE(fees_open, 0) = 0 THEN 'credits'
        WHEN found.has < due.required THEN 'credits-and-fees' ELSE 'fees' END AS ground,
    account.id AS person, account.email, account.language,
    account.given_name || ' ' || account.family_name AS name
FROM due
JOIN members_member member ON member.id = due.member
JOIN accounts_user account ON account.id = member.user_id
LEFT JOIN paid ON paid.cycle = due.id
JOIN (
    SELECT tallied.cycle, max(tallied.has) AS has,
        min(day) FILTER (
            WHERE tallied.has >= required AND COALESCE(paid_on, '-infinity') <= LEAST(day, due.last_day)
        ) AS renewed_on,
        min(day) FILTER (
            WHERE day > due.last_day AND (may < required OR COALESCE(paid_on, '-infinity') > due.last_day)
        ) AS lost_on
    FROM tallied JOIN due ON due.id = tallied.cycle LEFT JOIN paid ON paid.cycle = tallied.cycle GROUP BY tallied.cycle
) found ON found.cycle = due.id
"""
_MAIL: Final = """
INSERT INTO comms_message (kind, about, period, recipient, repeat, person_id, domain, language, facts, subject, text,
    reference, state, attempts, losses, queued_at, planned_at, not_before, note)
SELECT {kind}, {about}, {period}, judged.email, 0, judged.person, split_part(judged.email, '@', 2), judged.language,
    {facts}, '', '',
    'M-' || upper(substr(md5(random()::text || judged.id), 1, 16)), 'queued', 0, 0, %(at)s, %(at)s, %(at)s, ''
FROM judged {more}
"""
_AUDIT: Final = """
INSERT INTO common_auditline (at, recorded_at, act, about_model, about_id, also, person_id, fields, code, digest)
SELECT %(at)s, now(), {act}, {model}, {row}, '[]', person, '[]', {code}, '' FROM {rows}
"""
_NIGHT: Final = (
    """
    CREATE TEMP TABLE written ON COMMIT DROP AS
    WITH made AS (
        INSERT INTO members_outcome (kind, ground, effective_on, recorded_at, credential_id, cycle_id)
        SELECT kind, ground, effective_on, %(at)s, credential, id FROM judged WHERE kind IN ('renewed', 'decertified')
        RETURNING id, cycle_id
    )
    SELECT made.id AS outcome, judged.* FROM made JOIN judged ON judged.id = made.cycle_id
    """,
    "UPDATE members_cycle SET waits = false FROM written WHERE members_cycle.id = written.id",
    """
    UPDATE members_certificate SET replaced_at = %(at)s FROM written
    WHERE written.kind = 'renewed' AND members_certificate.credential_id = written.credential AND replaced_at IS NULL
    """,
    """
    CREATE TEMP TABLE begun ON COMMIT DROP AS
    WITH made AS (
        INSERT INTO members_cycle (number, first_day, waits, credential_id)
        SELECT number + 1, over_on, true, credential FROM written WHERE kind = 'renewed' RETURNING id, credential_id
    ), issued AS (
        INSERT INTO members_certificate (number, name, why, issued_on, issued_at, credential_id, cycle_id, unreadable)
        SELECT upper(substr(md5(random()::text || made.id), 1, 13)), name, 'renewal', %(on)s, %(at)s, credential,
            made.id, ''
        FROM made JOIN written ON written.credential = made.credential_id RETURNING id, credential_id
    ), badges AS (
        INSERT INTO members_badge (key, signed, certificate_id) SELECT '', '', id FROM issued
    )
    SELECT issued.id AS certificate, written.person FROM issued JOIN written ON written.credential = credential_id
    """,
    """
    UPDATE members_credential SET closed_by_id = outcome FROM written
    WHERE written.kind = 'decertified' AND written.credential = members_credential.id
    """,
    """
    UPDATE members_membership SET last_day = ends.last_day FROM (
        SELECT member_id, max(effective_on) - 1 AS last_day
        FROM members_credential JOIN members_outcome ON members_outcome.id = closed_by_id
        WHERE member_id IN (SELECT member FROM written WHERE kind = 'decertified') GROUP BY member_id
    ) ends
    WHERE ends.member_id = members_membership.member_id AND NOT EXISTS (
        SELECT FROM members_credential WHERE member_id = ends.member_id AND closed_by_id IS NULL
    )
    """,
    """
    INSERT INTO cpe_hold (why, since_on, noted_at, ended_at, credential_id, cycle_id)
    SELECT CASE WHEN kind = 'held' THEN 'owed' ELSE 'due' END, last_day + 1, %(at)s,
        CASE WHEN kind = 'held' THEN NULL ELSE %(at)s END, credential, id
    FROM judged WHERE kind IN ('held', 'decertified')
    """,
    _AUDIT.format(
        act="'members.' || kind", model="'members.credential'", row="credential", code="ground", rows="written"
    ),
    _AUDIT.format(
        act="'members.certificate-issued'", model="'members.certificate'", row="certificate", code="''", rows="begun"
    ),
    _MAIL.format(
        kind="'cpe.' || CASE judged.kind WHEN 'decertified' THEN 'lost' ELSE judged.kind END",
        about="'members.credential:' || judged.credential",
        period="COALESCE(outcome::text, 'cycle ' || judged.number)",
        facts="""
            CASE judged.kind WHEN 'renewed' THEN jsonb_build_object(
                'title', judged.title, 'from_on', judged.over_on, 'until', judged.over_on + 1094,
                'counted', trim_scale(judged.has / 4.0)::text, 'required', trim_scale(judged.required / 4.0)::text,
                'next_required', trim_scale(judged.required / 4.0)::text,
                'next_target', trim_scale(judged.target / 4.0)::text
            ) WHEN 'decertified' THEN jsonb_build_object(
                'title', judged.title, 'as_of', judged.effective_on, 'expired_on', judged.over_on - 1,
                'last_day', judged.last_day, 'counted', trim_scale(judged.has / 4.0)::text,
                'required', trim_scale(judged.required / 4.0)::text,
                'missing', trim_scale(GREATEST(judged.required - judged.has, 0) / 4.0) || ' credits',
                'fees_open', judged.fees_open, 'renewal_gone', false, 'until', %(on)s + 91, 'last_title', NOT EXISTS (
                    SELECT FROM members_credential WHERE member_id = judged.member AND closed_by_id IS NULL
                )
            ) ELSE jsonb_build_object('title', judged.title, 'last_day', judged.last_day, 'claims', 1, 'payments', 0)
            END""",
        more="LEFT JOIN written ON written.id = judged.id WHERE judged.kind <> 'grace'",
    ),
)
_MORNING: Final = (
    """
    CREATE TEMP TABLE reached ON COMMIT DROP AS
    SELECT judged.id AS cycle, step, judged.kind <> 'renewed' AND (judged.has < required OR fees_open > 0) AS needed
    FROM judged CROSS JOIN LATERAL (
        SELECT max(step) AS step FROM unnest(%(steps)s::int[]) step WHERE over_on - 1 + step <= %(on)s
    ) latest
    """,
    """
    INSERT INTO cpe_notice (kind, step, needed, looked_at, cycle_id)
    SELECT 'reminder', step, needed, %(at)s, cycle FROM reached
    """,
    _MAIL.format(
        kind="'cpe.reminder'",
        about="'members.cycle:' || judged.id",
        period="CASE WHEN step > 0 THEN '+' ELSE '' END || step",
        facts="""jsonb_build_object(
            'title', title, 'expires_on', over_on - 1, 'last_day', last_day, 'runs', over_on > %(on)s, 'late', false,
            'counted', trim_scale(has / 4.0)::text, 'required', trim_scale(required / 4.0)::text,
            'missing', CASE WHEN has < required THEN trim_scale((required - has) / 4.0) || ' credits' ELSE '' END,
            'fees_open', fees_open, 'waiting', 0, 'beyond', '', 'ways', jsonb_build_array(
                'Teaching a course: ' || (required - has) / 4 || ' hours, ' || (required - has) / 4 || ' credits',
                'Webinar attended: ' || (required - has) / 4 || ' hours, ' || (required - has) / 4 || ' credits',
                'Other course, training or self-study: ' || (required - has) / 4 || ' hours'
            ))""",
        more="JOIN reached ON reached.cycle = judged.id AND needed",
    ),
)

FOUND_BY_NIGHT: Final = (
    "SELECT credential_id, kind, effective_on, ground FROM members_outcome WHERE recorded_at >= %(at)s"
)
FOUND_BY_MORNING: Final = "SELECT cycle_id, step, needed FROM cpe_notice WHERE looked_at >= %(at)s"


def night(cursor: Any, first: date, last: date, *, on: date, at: datetime) -> None:
    """Judge every cycle that waits and began between two days, and record what follows, in the caller's transaction."""
    facts = {"from": first, "to": last, "on": on, "at": at}
    for statement in (_DUE.format(also="true"), _CLAIMS, "ANALYZE claimed", _PAID, _DAYS_OF_A_NIGHT, _TALLIED):
        cursor.execute(statement, facts)
    for statement in ("ANALYZE due, days, tallied, paid", _JUDGED, "ANALYZE judged", *_NIGHT):
        cursor.execute(statement, facts)


def morning(cursor: Any, first: date, last: date, steps: list[int], *, on: date, at: datetime) -> None:
    """Count what every cycle needs that waits and began between two days, and remind its holder, likewise."""
    facts = {"from": first, "to": last, "on": on, "at": at, "steps": steps}
    anew = "NOT EXISTS (SELECT FROM cpe_notice WHERE cycle_id = cycle.id AND kind = 'reminder')"
    for statement in (_DUE.format(also=anew), _CLAIMS, "ANALYZE claimed", _PAID, _DAY_OF_A_MORNING, _TALLIED):
        cursor.execute(statement, facts)
    for statement in ("ANALYZE due, days, tallied, paid", _JUDGED, "ANALYZE judged", *_MORNING):
        cursor.execute(statement, facts)
