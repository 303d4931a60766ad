"""Commands that tell what they do while they do it, whether or not somebody still reads."""

import os
import sys

from django.core.management.base import BaseCommand


class TellingCommand(BaseCommand):
    """A command whose work goes on when its reader leaves, as ``| head`` does: the rest is told to nobody."""

    def tell(self, line: str) -> None:
        """Write a line, and let it be read at once."""
        try:
            self.stdout.write(line)
            self.stdout.flush()
        except BrokenPipeError:
            nobody = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nobody, sys.stdout.fileno())
            os.close(nobody)
