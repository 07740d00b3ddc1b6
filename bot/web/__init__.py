"""The web front of the bot: the chat page, the article pages and the JSON API, behind closed doors.

`create_app(desk, settings)` in `bot.web.app` makes the ASGI application; this package knows nothing of
how an answer is found (`bot.web.protocol.AnswerDesk`) or of how the process is started.
"""
