"""The lock names one version of everything that is needed, within what `pyproject.toml` allows, and is what runs here.

Whether a version has a known hole only a network can tell: `make audit`.
"""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LINES = [line for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
LOCK = {canonicalize_name(name): pin for name, _, pin in (line.partition("==") for line in LINES)}


def test_every_line_is_one_version_in_order_and_once() -> None:
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line) for line in LINES)
    assert len(LOCK) == len(LINES)


def test_what_the_project_asks_for_is_locked_within_its_bounds() -> None:
    wanted = [*PROJECT["dependencies"], *(one for extra in PROJECT["optional-dependencies"].values() for one in extra)]
    for requirement in map(Requirement, wanted):
        if requirement.name == PROJECT["name"]:
            continue
        pin = LOCK.get(canonicalize_name(requirement.name))
        assert pin and requirement.specifier.contains(Version(pin)), f"{requirement}: {pin} is locked"


def test_what_those_ask_for_is_locked_too() -> None:
    """Of what is installed here; another platform may need more."""
    for name in LOCK:
        try:
            asked = requires(name) or []
        except PackageNotFoundError:
            continue
        for requirement in map(Requirement, asked):
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                pin = LOCK.get(canonicalize_name(requirement.name))
                assert pin is None or requirement.specifier.contains(Version(pin), prereleases=True), (
                    f"{name} needs {requirement}, but {pin} is locked"
                )
                assert pin or requirement.name in {"setuptools", "pip"}, f"{name} needs {requirement}"


def test_what_is_installed_is_what_is_locked() -> None:
    """Else the tests would say nothing about who installs by the lock."""
    differ = {}
    for name, pin in LOCK.items():
        try:
            if (here := version(name).partition("+")[0]) != pin:
                differ[name] = (pin, here)
        except PackageNotFoundError:
            continue
    assert differ == {}
