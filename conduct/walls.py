"""What is about reports and cases is read by nobody of the back office: neither in mails nor anywhere else."""

from comms import kinds

kinds.read_by("conduct", lambda _by, _message: False)
