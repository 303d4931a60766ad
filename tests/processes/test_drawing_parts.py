"""The portal starts where documents cannot be drawn, and says what is missing."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

pytestmark = pytest.mark.processes

ROOT: Final = Path(__file__).resolve().parents[2]

# A machine without the libraries: the look-up that finds them finds nothing.
WITHOUT: Final = """
import ctypes.util
ctypes.util.find_library = lambda name: None
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "check"])
from django.core.wsgi import get_wsgi_application
get_wsgi_application()
print("serves")
"""


def test_portal_starts_without_pango_and_says_what_to_install() -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "seco_portal.settings"}
    started = subprocess.run([sys.executable, "-c", WITHOUT], env=env, cwd=ROOT, capture_output=True, text=True)

    assert started.returncode == 0, started.stderr
    assert started.stdout.endswith("serves\n")
    assert "common.W001" in started.stderr
    assert "libpango-1.0-0" in started.stderr
    assert "everything else works" in started.stderr
