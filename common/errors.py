"""What goes wrong because of what a person did: always a sentence they can act on."""


class DomainError(Exception):
    """An act that cannot be done, told as one sentence.

    Doors show ``str(error)`` beside the form; everything that is no ``DomainError`` is a fault and goes
    to the log.
    """


class Forbidden(DomainError):  # noqa: N818  read aloud at every policy: raise Forbidden
    """An act this person may not do to this record."""


class IllegalMove(DomainError):  # noqa: N818  as the sentence it is: raise IllegalMove
    """A thing is in a state that cannot become the one asked for; raised by ``common.lives``."""
