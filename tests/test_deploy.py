"""What is deployed is what the project has: the files are read and held against the settings; nothing is built."""

import configparser
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic_settings import CliApp

from index.__main__ import _parser
from settings import Settings

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
UNIT = configparser.ConfigParser(strict=False, interpolation=None)
UNIT.optionxform = str  # type: ignore[assignment, method-assign]
UNIT.read(ROOT / "deploy" / "yuwen.service", encoding="utf-8")
SERVICE = UNIT["Service"]


def test_every_variable_is_a_setting() -> None:
    texts = [DOCKERFILE, (ROOT / "compose.yaml").read_text(), (ROOT / "deploy" / "yuwen.service").read_text()]
    named = {name for text in texts for name in re.findall(r"\bYUWEN_([A-Z_]+)", text)}
    assert {name.lower() for name in named - {"DOMAIN", "LLM_KEY"}} <= Settings.model_fields.keys()
    assert len(named) > 8


def test_what_is_copied_is_there_and_let_through() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert {"index", "bot", "app.py", "opening.py", "settings.py"} <= {source.strip("./") for source in copied}
    for source in copied:
        name = source.removeprefix("./")
        assert (ROOT / name).exists() and f"!{name}" in ignored, name


def test_the_image_has_no_root_and_the_model_in_it() -> None:
    final = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", final, re.MULTILINE) and "HEALTHCHECK" in final
    assert "unpack(" in DOCKERFILE and final.count("XDG_CACHE_HOME=/opt/cache") == 1
    assert "STOPSIGNAL SIGTERM" in final


def test_the_container_can_write_to_its_volume_alone() -> None:
    service = COMPOSE["services"]["yuwen"]
    assert service["read_only"] and service["cap_drop"] == ["ALL"] and "ports" not in service
    assert [volume for volume in service["volumes"] if not volume.endswith(":ro")] == ["data:/data"]
    written = re.findall(r"YUWEN_(?:INDEX|FEEDBACK)=(\S+)", DOCKERFILE)
    assert len(written) == 2 and all(path.startswith("/data/") for path in written)


def test_the_proxy_that_is_trusted_is_the_proxy() -> None:
    services = COMPOSE["services"]
    trusted = services["yuwen"]["environment"]["YUWEN_TRUSTED_PROXY"]
    assert trusted == services["proxy"]["networks"]["front"]["ipv4_address"]
    caddy = (ROOT / "deploy" / "Caddyfile").read_text()
    assert "reverse_proxy yuwen:7860" in caddy and "/metrics" in caddy


def test_what_ends_it_waits_longer_than_its_answers_take() -> None:
    grace = Settings.model_fields["grace"].default
    assert int(COMPOSE["services"]["yuwen"]["stop_grace_period"].removesuffix("s")) > grace + 10
    assert int(SERVICE["TimeoutStopSec"]) > grace + 10 and SERVICE["KillSignal"] == "SIGTERM"


def test_what_compose_leaves_empty_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in COMPOSE["services"]["yuwen"]["environment"].items():
        monkeypatch.setenv(name, re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value))
    found = CliApp.run(Settings, cli_args=[])
    assert (found.llm or None, found.allow_origin, found.public_url) == (None, [], "https://localhost")
    assert not found.metrics_token.get_secret_value()


def test_milvus_is_a_profile() -> None:
    services = COMPOSE["services"]
    beside = {name for name, service in services.items() if service.get("profiles") == ["milvus"]}
    assert beside == {"milvus", "publish"}
    assert not any("milvus" in str(services[name].get("depends_on")) for name in services.keys() - beside)


def test_what_is_built_is_published_where_the_servers_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command of the profile is one that `python -m index` takes, and names the Milvus that is beside it."""
    command = [re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", word) for word in COMPOSE["services"]["publish"]["command"]]
    monkeypatch.setenv("YUWEN_STORE_TOKEN", "")
    options = _parser(command[3:4]).parse_args(command[3:])
    assert command[:3] == ["python", "-m", "index"]
    assert options.store.uri == "http://milvus:19530" and str(options.out) == "/data/index"
    assert set(COMPOSE["services"]["publish"]["networks"]) & set(COMPOSE["services"]["yuwen"]["networks"])
    assert "milvus" in re.findall(r'EXTRAS="([^"]*)"', DOCKERFILE)[0].split(",")
