"""The log on stderr: lines for people, or one JSON object a line for programs. It knows nothing of what is told."""

import json
import logging
from datetime import UTC, datetime
from typing import Any, Literal

from bot.web.observing.tracing import request_id

Format = Literal["text", "json"]


def begin(format: Format = "text", questions: bool = False) -> None:  # noqa: A002, the setting's name
    """Everything that is logged goes to stderr from here on: as JSON each request and each answer too."""
    handler = logging.StreamHandler()
    handler.setFormatter(AsJson() if format == "json" else AsText())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("yuwen").setLevel(logging.INFO if format == "json" else logging.WARNING)
    logging.getLogger("yuwen.answers").setLevel(logging.INFO if format == "json" or questions else logging.WARNING)


class AsJson(logging.Formatter):
    """`time`, `level`, `logger`, `message`, `request_id` where there is one, what is told besides, and a trace."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if named := request_id.get():
            entry["request_id"] = named
        entry |= getattr(record, "told", {})
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


class AsText(logging.Formatter):
    """A line, the question in it where it is told, and a trace below where there is one."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        line = " ".join(super().formatMessage(record).splitlines())
        question = getattr(record, "told", {}).get("question")
        return line if question is None else f"{line}: {json.dumps(question, ensure_ascii=False)}"
