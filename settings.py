"""All settings in one object: flags over YUWEN_* variables over yuwen.toml over defaults.

Built once, passed on; nothing else reads the environment.
"""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    CliImplicitFlag,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from index.command import ARTICLES, FEEDBACK, INDEX
from index.errors import IndexStoreError
from index.milvus.address import MilvusAddress, milvus_address

SHORTEST_TOKEN = 16
SECRET = ("metrics_token", "store_token", "store")
"""Never shown, not even to say that they are wrong: an address may have a password in it, though it must not."""


class Settings(BaseSettings):
    """渝问: answers out of a press centre's own articles, on a web page."""

    model_config = SettingsConfigDict(
        env_prefix="YUWEN_",
        toml_file="yuwen.toml",
        cli_prog_name="python app.py",
        cli_kebab_case=True,
        cli_hide_none_type=True,
        cli_avoid_json=True,
        extra="forbid",
    )

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(7860, ge=0, le=65535, description="port to listen on")
    articles: Path = Field(ARTICLES, description="folder of the source articles")
    index: Path = Field(INDEX, description="folder of the index, built or refreshed when needed")
    store: str | None = Field(
        None, description="an index on a Milvus instead: milvus://host:port/name; then nothing is built here"
    )
    store_token: SecretStr = Field(
        SecretStr(""), description="user:password or key of that Milvus; better as YUWEN_STORE_TOKEN than as a flag"
    )
    model: str | None = Field(None, description="a sentence-transformers model; the packaged one by default")
    caution: float = Field(0.5, ge=0, le=1, description="from 0 (answer nearly all) to 1 (only what is certain)")
    llm: str | None = Field(None, description="a language model: an OpenAI-compatible address (…/v1) or a .gguf file")
    llm_model: str | None = Field(None, description="which model there; its key is read from YUWEN_LLM_KEY")
    llm_patience: float = Field(20, gt=0, le=600, description="seconds to wait for its words before quotes are shown")
    max_question: int = Field(500, ge=1, description="characters that a question may have")
    public_url: str = Field("", description="the address that visitors know, behind a proxy")
    allow_origin: Annotated[list[str], NoDecode] = Field(
        [], description="who may frame the page and call the API; repeatable"
    )
    rate_limit: int = Field(120, ge=0, description="questions a minute that one address may ask; 0: no limit")
    trusted_proxy: Annotated[list[str], NoDecode] = Field(
        [], description="address or network of a proxy whose X-Forwarded-For is believed; repeatable"
    )
    mcp: CliImplicitFlag[bool] = Field(False, description="offer the tools ask and search to agents at /mcp")
    grace: float = Field(20, ge=0, le=600, description="seconds that running answers have to finish when it is ended")
    metrics_port: int | None = Field(None, ge=1, le=65535, description="port of its own for Prometheus's metrics")
    metrics_host: str = Field("127.0.0.1", description="address that this port listens on")
    metrics_token: SecretStr = Field(
        SecretStr(""), description="who brings it reads /metrics; better as YUWEN_METRICS_TOKEN than as a flag"
    )
    log_format: Literal["text", "json"] = Field("text", description="lines for people, or JSON with each request")
    log_questions: CliImplicitFlag[bool] = Field(False, description="let the log hold what visitors ask, never who")
    votes: CliImplicitFlag[bool] = Field(True, description="let visitors like or dislike an answer")
    feedback: Path = Field(FEEDBACK, description="file that keeps the votes")
    rebuild: CliImplicitFlag[bool] = Field(True, description="refresh the index from the articles at start")
    watch: CliImplicitFlag[bool] = Field(True, description="refresh the index whenever the articles change")

    @field_validator("allow_origin", "trusted_proxy", mode="before")
    @classmethod
    def _several(cls, given: object) -> object:
        """A variable holds several of them between commas or spaces; JSON is understood too."""
        if not isinstance(given, str):
            return given
        json = re.fullmatch(
            r"\s*\[(.*)\]\s*", given, re.DOTALL
        )  # an IPv6 origin has brackets, but not at its beginning
        return re.findall(r'[^\s,"]+', json[1] if json else given)

    @field_validator("metrics_token")
    @classmethod
    def _long_enough(cls, given: SecretStr) -> SecretStr:
        if given and len(given.get_secret_value()) < SHORTEST_TOKEN:
            raise ValueError(f"a token has at least {SHORTEST_TOKEN} characters: openssl rand -hex 16 makes one")
        return given

    @field_validator("store")
    @classmethod
    def _on_milvus(cls, given: str | None) -> str | None:
        if given:
            try:
                milvus_address(given, "")
            except IndexStoreError as error:
                raise ValueError(str(error)) from None
        return given or None

    @property
    def place(self) -> Path | MilvusAddress:
        """Where the index is that is answered from."""
        return milvus_address(self.store, self.store_token.get_secret_value()) if self.store else self.index

    @property
    def builds(self) -> bool:
        """Whether the index is kept up to date here: not that of a store, which others share."""
        return self.rebuild and not self.store

    @field_validator("allow_origin")
    @classmethod
    def _origins(cls, given: list[str]) -> list[str]:
        from bot.web.origins import origin  # here, as it brings the bot with it, which takes its time

        return list(dict.fromkeys(map(origin, given)))

    @field_validator("trusted_proxy")
    @classmethod
    def _networks(cls, given: list[str]) -> list[str]:
        return [str(ip_network(proxy, strict=False)) for proxy in given]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def faults(error: ValidationError) -> list[str]:
    """What is wrong with the settings given, one line each."""
    lines = []
    for fault in error.errors():
        name = ".".join(map(str, fault["loc"]))
        if fault["type"] == "extra_forbidden":
            lines.append(f"yuwen.toml: there is no setting {name!r}; known are {', '.join(Settings.model_fields)}")
        else:
            flag = str(fault["loc"][0]).replace("_", "-")
            got = "" if name in SECRET else f" (got {fault['input']!r})"
            lines.append(f"--{flag}: {fault['msg'].removeprefix('Value error, ')}{got}")
    return lines
