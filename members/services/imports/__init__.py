"""Bring a register in from outside: a file is tried, then its very bytes are brought in, all of them or nothing."""

from members.services.imports.bringing import bring_in, try_out
from members.services.imports.inviting import invitations, invite_brought_in
from members.services.imports.trials import ask_trial, confirm_trial, work_on_files
from members.services.imports.trying import NotBroughtIn, NotConfirmed

__all__ = [
    "NotBroughtIn",
    "NotConfirmed",
    "ask_trial",
    "bring_in",
    "confirm_trial",
    "invitations",
    "invite_brought_in",
    "try_out",
    "work_on_files",
]
