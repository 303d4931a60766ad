"""Why a file is refused, in one sentence that says how to mend it."""

from common.errors import DomainError


class FileRefused(DomainError):  # noqa: N818  read aloud where it is raised
    """A file that is not taken. ``code`` says why in one of our words, for figures; the sentence is for the sender."""

    def __init__(self, code: str, sentence: object) -> None:
        super().__init__(str(sentence))
        self.code = code
