"""The web front of the bot: the chat page, the article pages and the JSON API, behind closed doors.

`create_app(desk, settings)` in `bot.web.app` makes the ASGI application; this package knows nothing of
how an answer is found (`bot.web.protocol.AnswerDesk`) or of how the process is started.
"""

import os

# Before any module here imports Gradio, whose server side asks api.gradio.app and a model hub otherwise.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
# Else each event ends with pandas over all the events before it, for a page of statistics that nobody can open.
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(2**62)
