"""What officer applications keep about applicants, the people they name, and colleagues: why and how long."""

from applications.personal_data import copies, intake, judging, people, questions

__all__ = ["copies", "intake", "judging", "people", "questions"]
