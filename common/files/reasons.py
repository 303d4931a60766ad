"""Why a file is not taken, as a code and the numbers its sentence tells; spoken where there is no Django."""


class Reason(Exception):  # noqa: N818  read aloud where it is raised
    """A file that is not taken. ``common.files.refusals`` has the sentence for ``code``."""

    def __init__(self, code: str, **numbers: int) -> None:
        super().__init__(code)
        self.code, self.numbers = code, numbers
