"""The mails of officer applications."""

from applications.emails.drafts import DRAFT_EXPIRES, about, key, mail

__all__ = ["DRAFT_EXPIRES", "about", "key", "mail"]
