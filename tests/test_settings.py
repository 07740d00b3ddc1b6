"""Flags over variables over yuwen.toml over defaults; what cannot be is said in one line."""

import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from pydantic_settings import CliApp

import app
from settings import Settings, faults
from tests.desk import clean_error


def read(*flags: str) -> Settings:
    return CliApp.run(Settings, cli_args=list(flags))


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    return tmp_path / "yuwen.toml"


def test_the_defaults() -> None:
    assert read().model_dump() == {
        "host": "127.0.0.1",
        "port": 7860,
        "articles": Path("docs/articles"),
        "index": Path("yuwen-index"),
        "store": None,
        "store_token": SecretStr(""),
        "model": None,
        "caution": 0.5,
        "llm": None,
        "llm_model": None,
        "llm_patience": 20,
        "max_question": 500,
        "public_url": "",
        "allow_origin": [],
        "rate_limit": 120,
        "trusted_proxy": [],
        "mcp": False,
        "grace": 20,
        "metrics_port": None,
        "metrics_host": "127.0.0.1",
        "metrics_token": SecretStr(""),
        "log_format": "text",
        "log_questions": False,
        "votes": True,
        "feedback": Path("yuwen-feedback.db"),
        "rebuild": True,
        "watch": True,
    }


def test_flags_over_variables_over_toml_over_defaults(monkeypatch: pytest.MonkeyPatch, toml: Path) -> None:
    toml.write_text("port = 1\ncaution = 0.1\nhost = 'toml'\n")
    monkeypatch.setenv("YUWEN_PORT", "2")
    monkeypatch.setenv("YUWEN_CAUTION", "0.2")
    found = read("--port", "3")
    assert (found.port, found.caution, found.host, found.max_question) == (3, 0.2, "toml", 500)


def test_every_setting_can_be_given_in_each_way(monkeypatch: pytest.MonkeyPatch, toml: Path) -> None:
    given: dict[str, Any] = {"max_question": 9, "public_url": "https://x.example", "model": "m", "rebuild": False}
    flags = ["--max-question", "9", "--public-url", "https://x.example", "--model", "m", "--no-rebuild"]
    by_flag = read(*flags)
    toml.write_text("max_question = 9\npublic_url = 'https://x.example'\nmodel = 'm'\nrebuild = false\n")
    by_toml = read()
    toml.unlink()
    for name, value in given.items():
        monkeypatch.setenv(f"YUWEN_{name.upper()}", str(value))
    assert read() == by_flag == by_toml and by_flag.model_dump().items() >= given.items()


def test_origins_are_repeatable_and_parted_in_a_variable(monkeypatch: pytest.MonkeyPatch, toml: Path) -> None:
    two = ["https://a.example", "https://b.example"]
    assert read("--allow-origin", two[0], "--allow-origin", two[1]).allow_origin == two
    toml.write_text(f"allow_origin = {two}")
    assert read().allow_origin == two
    toml.unlink()
    for text in (", ".join(two), " ".join(two), '["https://a.example", "https://b.example"]'):
        monkeypatch.setenv("YUWEN_ALLOW_ORIGIN", text)
        assert read().allow_origin == two, text
    monkeypatch.setenv("YUWEN_ALLOW_ORIGIN", "http://[::1]:80, http://[::1]:8080")
    assert read().allow_origin == ["http://[::1]", "http://[::1]:8080"]
    monkeypatch.setenv("YUWEN_ALLOW_ORIGIN", two[0])
    assert read().allow_origin == two[:1]


def test_proxies_are_addresses_or_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    given = read("--trusted-proxy", "10.0.0.7", "--trusted-proxy", "fd00::/8").trusted_proxy
    assert given == ["10.0.0.7/32", "fd00::/8"]
    monkeypatch.setenv("YUWEN_TRUSTED_PROXY", "*")
    with pytest.raises(ValidationError) as error:
        read()
    assert faults(error.value)[0].startswith("--trusted-proxy: ")


@pytest.mark.parametrize(
    ("flag", "value"), [("--port", "x"), ("--port", "65536"), ("--caution", "1.1"), ("--max-question", "0")]
)
def test_a_wrong_value_is_named_with_what_was_given(flag: str, value: str) -> None:
    with pytest.raises(ValidationError) as error:
        read(flag, value)
    (fault,) = faults(error.value)
    assert fault.startswith(f"{flag}: ") and fault.endswith(f"(got '{value}')")


def test_a_token_is_long_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUWEN_METRICS_TOKEN", "a-short-one")
    with pytest.raises(ValidationError) as error:
        read()
    (fault,) = faults(error.value)
    assert fault.startswith("--metrics-token: ") and "16 characters" in fault and "a-short-one" not in fault
    monkeypatch.setenv("YUWEN_METRICS_TOKEN", "0123456789abcdef")
    assert read().metrics_token.get_secret_value() == "0123456789abcdef"
    assert "0123456789abcdef" not in repr(read())


def test_a_wrong_origin_is_named_with_what_to_write() -> None:
    with pytest.raises(ValidationError) as error:
        read("--allow-origin", "https://press.example", "--allow-origin", "https://press.example/news")
    (fault,) = faults(error.value)
    assert fault.startswith("--allow-origin: More than an origin") and "write https://press.example." in fault


def start(monkeypatch: pytest.MonkeyPatch, *flags: str) -> int:
    """`python app.py` up to where it would serve."""
    monkeypatch.setattr(sys, "argv", ["app.py", *flags])
    monkeypatch.setattr(app, "serve", lambda settings: pytest.fail(f"served with {settings}"))
    return app.main()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"prot = 7861", "yuwen.toml: there is no setting 'prot'; known are host, port, "),
        (b"[web]\nport = 1", "yuwen.toml: there is no setting 'web'"),
        (b"port = ", "yuwen.toml: Invalid value"),
        (b"\xff", "yuwen.toml: 'utf-8' codec"),
        (b"port = 'x'", "--port: "),
    ],
)
def test_a_wrong_file_is_one_clean_line_and_exit_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], toml: Path, content: bytes, words: str
) -> None:
    toml.write_bytes(content)
    assert start(monkeypatch) == 2
    assert words in clean_error(capsys.readouterr().err)


def test_a_wrong_variable_is_one_clean_line_and_exit_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YUWEN_PORT", "many")
    assert start(monkeypatch) == 2
    assert "--port: " in clean_error(capsys.readouterr().err)
