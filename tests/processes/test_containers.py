"""The container files say what the portal needs, and every process comes from ``scripts/serve``."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

pytestmark = pytest.mark.processes

ROOT: Final = Path(__file__).resolve().parents[2]

NEEDED: Final = {
    "SECO_SECRET_KEY": "k" * 50,
    "SECO_IDENTITY_KEYS": "i" * 50,
    "SECO_BASE_URL": "https://portal.example.org",
    "SECO_MAIL_URL": "smtp+tls://portal:secret@mail.example.org:587",
    "SECO_MAIL_FROM": "Institute <portal@mail.example.org>",
    "SECO_DATABASE_PASSWORD": "letters9",
}


def _config(tmp_path: Path, variables: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    # In a folder of its own: a developer's .env file beside the real one is not read.
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    outside = {name: value for name, value in os.environ.items() if not name.startswith("SECO_")}
    return subprocess.run(
        ["docker-compose", "config", *arguments], env=outside | variables, cwd=tmp_path, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    config = _config(tmp_path_factory.mktemp("compose"), NEEDED)
    assert config.returncode == 0, config.stderr
    found: dict[str, Any] = yaml.safe_load(config.stdout)["services"]
    return found


def test_compose_file_is_sound_before_anything_is_set(tmp_path: Path) -> None:
    config = _config(tmp_path, {}, "--quiet")

    assert (config.returncode, config.stderr) == (0, "")


@pytest.mark.parametrize("name", NEEDED)
def test_compose_hands_on_what_the_portal_cannot_do_without(name: str, services: dict[str, Any]) -> None:
    given = {**services["web"]["environment"], **services["postgres"]["environment"]}

    assert any(NEEDED[name] in str(value) for value in given.values())


def test_compose_starts_every_process_by_the_script_that_knows_it(services: dict[str, Any]) -> None:
    ours = {name: service["command"] for name, service in services.items() if service["image"] == "seco-portal"}

    assert {name: command[:2] for name, command in ours.items()} == {
        name: ["scripts/serve", name] for name in ("web", "worker", "beat", "migrate")
    }


def test_web_and_worker_scale_and_beat_runs_once(services: dict[str, Any]) -> None:
    assert all("container_name" not in service for service in services.values())
    assert services["beat"]["deploy"]["replicas"] == 1
    port = services["web"]["ports"][0]
    assert str(port).startswith("127.0.0.1:8000-8009:8000"), "one fixed port would stop the second web container"


def test_everybody_waits_for_the_database_to_be_up_to_date(services: dict[str, Any]) -> None:
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"


def test_every_variable_of_the_settings_can_be_given_to_the_containers_and_stands_in_the_documentation(
    services: dict[str, Any],
) -> None:
    sources = [ROOT / "seco_portal" / "settings.py", ROOT / "scripts" / "serve", ROOT / "scripts" / "web.py"]
    read = {name for source in sources for name in re.findall(r"\bSECO_[A-Z0-9_]*[A-Z0-9]\b", source.read_text())}
    documented = set(re.findall(r"`(SECO_[A-Z0-9_]+)`", (ROOT / "docs" / "operations.md").read_text()))
    # The image says where files are kept and that it is for production, which moves no clock; the rest is for a person
    # at a keyboard.
    not_handed_on = {
        "SECO_MODE", "SECO_DAYS_AHEAD", "SECO_DEBUG", "SECO_FILES_DIR", "SECO_BEAT_FILE", "SECO_VERBOSITY",
    }  # fmt: skip

    assert read - documented == set()
    assert read - not_handed_on - services["web"]["environment"].keys() == set()


def test_image_is_made_by_the_set_up_script_and_does_not_run_as_root() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()

    assert any(line.startswith("RUN scripts/setup serve") for line in lines)
    assert "USER portal" in lines
    assert lines.index("USER portal") > max(number for number, line in enumerate(lines) if line.startswith("RUN"))


def test_image_holds_the_product_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()

    assert lines[0] == "*"
    held = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert held.isdisjoint({".git", ".venv", "var", "tests", "docs"})
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages | {"static", "templates", "scripts", "manage.py", "requirements.lock"} <= held
