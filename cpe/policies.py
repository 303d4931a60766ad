"""Who may do what: drafting and publishing rules take two colleagues; claims are reported by the member, and
decided by a reviewer who is somebody else."""

from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import Forbidden
from common.models import Upload
from cpe.enums import ClaimStatus
from cpe.models import Claim, CycleSweep, JointDecision, PolicyVersion
from members.models import Member


def can_draft(by: User) -> bool:
    """Whether this person may copy a version, change a draft, put it forward, take it back or discard it."""
    return by.has_perm("cpe.change_policyversion")


def require_draft(by: User) -> None:
    """Raise ``Forbidden`` unless ``can_draft``."""
    if not can_draft(by):
        raise Forbidden(_("You may read policy versions, and not change them."))


def can_publish(by: User) -> bool:
    """Whether this person may publish versions others put forward."""
    return by.has_perm("cpe.publish_policyversion")


def can_take_back(by: User) -> bool:
    """Whether this person may send a version that was put forward back to its drafters."""
    return can_draft(by) or can_publish(by)


def require_take_back(by: User) -> None:
    """Raise ``Forbidden`` unless ``can_take_back``."""
    if not can_take_back(by):
        raise Forbidden(_("You may read policy versions, and not change them."))


def can_preview(by: User) -> bool:
    """Whether this person may ask what a version would change."""
    return can_draft(by) or can_publish(by)


def require_preview(by: User) -> None:
    """Raise ``Forbidden`` unless ``can_preview``."""
    if not can_preview(by):
        raise Forbidden(_("You may read policy versions, and not ask what they would change."))


def can_see_preview(by: User) -> bool:
    """Whether this person may see which members a preview is about."""
    return by.has_perm("cpe.view_policypreview")


def is_second_person(by: User, version: PolicyVersion) -> bool:
    """Whether somebody else put the version forward, and changed it last."""
    return by.pk not in {version.put_forward_by_id, version.edited_by_id}


def require_publish(by: User, version: PolicyVersion) -> None:
    """Raise ``Forbidden`` unless this person may publish, and is the second one to look at the version."""
    if not can_publish(by):
        raise Forbidden(_("You may not publish policy versions."))
    if not is_second_person(by, version):
        raise Forbidden(_("You put this version forward, or changed it last. Somebody else publishes it."))


def can_import(by: User | None) -> bool:
    """Whether earlier claims may be brought in, by this person or, without one, on the command line."""
    return by is None or by.has_perm("cpe.import_claims")


def require_import(by: User | None) -> None:
    """Raise ``Forbidden`` unless ``can_import``."""
    if not can_import(by):
        raise Forbidden


def require_report(by: User, member: Member) -> None:
    """Raise ``Forbidden`` unless this person reports what they did themselves."""
    if not (by.is_active and by.pk == member.user_id):
        raise Forbidden


def require_not_revoked(person: User) -> None:
    """Raise ``Forbidden`` with the reason for somebody whose membership is revoked: they read what is theirs."""
    if person.is_revoked:
        raise Forbidden(_("Your membership is revoked. You can read what is yours here, and change nothing."))


def can_open_evidence(by: User, file: Upload) -> bool:
    """Whether a colleague reads the proof of a claim: a reviewer, and not of their own."""
    return by.has_perm("cpe.decide_claim") and by.pk != file.owner_id


def require_ask_help(by: User, member: Member) -> None:
    """Raise ``Forbidden`` unless this person asks for themselves."""
    if not (by.is_active and by.pk == member.user_id):
        raise Forbidden


def can_answer_help(by: User) -> bool:
    """Whether this person answers members who fear to lose a title."""
    return by.has_perm("cpe.answer_helprequest")


def require_answer_help(by: User, asked_by: int) -> None:
    """Raise ``Forbidden`` unless this person answers such requests, and it is not their own (an account's number)."""
    if not can_answer_help(by):
        raise Forbidden(_("You may not answer requests for help."))
    if by.pk == asked_by:
        raise Forbidden(_("This is your own request. Somebody else answers it."))


def is_somebody_elses(by: User, claim: Claim) -> bool:
    """Whether this is not a claim of their own."""
    return by.pk != claim.member.user_id


def can_decide(by: User, claim: Claim) -> bool:
    """Whether this person reviews claims, this one is not their own, and it is not before the Board."""
    reviews = by.has_perm("cpe.decide_claim") and is_somebody_elses(by, claim)
    return reviews and claim.state != ClaimStatus.APPEALED


def require_decide(by: User, claim: Claim) -> None:
    """Raise ``Forbidden`` unless this person reviews claims, and this one is not their own."""
    if not by.has_perm("cpe.decide_claim"):
        raise Forbidden(_("You may not decide on claims."))
    if not is_somebody_elses(by, claim):
        raise Forbidden(_("This is your own claim. Somebody else decides."))
    if claim.state == ClaimStatus.APPEALED:
        raise Forbidden(_("This claim is under appeal. The Board decides."))


def can_release(by: User) -> bool:
    """Whether this person asks for the release of what the brake holds, or lets others' requests pass."""
    return by.has_perm("cpe.release_cyclesweep")


def require_release(by: User) -> None:
    """Raise ``Forbidden`` unless ``can_release``."""
    if not can_release(by):
        raise Forbidden(_("You may not release what the brake holds."))


def require_second_release(by: User, night: CycleSweep) -> None:
    """Raise ``Forbidden`` for whoever asked for the release."""
    if by.pk == night.asked_by_id:
        raise Forbidden(_("You asked for this release. Somebody else decides."))


def can_clear(by: User) -> bool:
    """Whether this person decides about held titles."""
    return by.has_perm("cpe.clear_hold")


def require_clear(by: User, holder: int) -> None:
    """Raise ``Forbidden`` unless this person decides about held titles, and it is not their own (account's number)."""
    if not can_clear(by):
        raise Forbidden(_("You may not decide about held titles."))
    if by.pk == holder:
        raise Forbidden(_("This is your own title. Somebody else decides."))


def can_put_forward_jointly(by: User) -> bool:
    """Whether this person puts forward what two people decide about a title."""
    return by.has_perm("cpe.add_jointdecision")


def require_put_forward_jointly(by: User, holder: int) -> None:
    """Raise ``Forbidden`` unless ``can_put_forward_jointly``, about a title of somebody else (account's number)."""
    if not can_put_forward_jointly(by):
        raise Forbidden(_("You may not put forward decisions about titles."))
    if by.pk == holder:
        raise Forbidden(_("This is your own title. Two others decide."))


def can_settle(by: User) -> bool:
    """Whether this person settles what colleagues put forward about titles."""
    return by.has_perm("cpe.settle_jointdecision")


def require_settle(by: User, row: JointDecision) -> None:
    """Raise ``Forbidden`` unless this person settles, put nothing forward here, and does not hold the title."""
    if not can_settle(by):
        raise Forbidden(_("You may not settle decisions about titles."))
    if by.pk == row.put_forward_by_id:
        raise Forbidden(_("You put this forward. Somebody else decides."))
    if by.pk == row.credential.member.user_id:
        raise Forbidden(_("This is your own title. Two others decide."))


def can_take_joint_back(by: User, row: JointDecision) -> bool:
    """Whether this person put it forward."""
    return by.is_active and by.pk == row.put_forward_by_id


def require_take_joint_back(by: User, row: JointDecision) -> None:
    """Raise ``Forbidden`` unless ``can_take_joint_back``."""
    if not can_take_joint_back(by, row):
        raise Forbidden(_("Somebody else put this forward. You may decline it."))


def can_manage_events(by: User) -> bool:
    """Whether this person plans, changes and calls off events of our own."""
    return by.has_perm("cpe.change_event")


def require_manage_events(by: User) -> None:
    """Raise ``Forbidden`` unless ``can_manage_events``."""
    if not can_manage_events(by):
        raise Forbidden(_("You may read about events, and not change them."))
