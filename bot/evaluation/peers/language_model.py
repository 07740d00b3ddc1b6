"""A language model over the passages that the desk finds: any endpoint that speaks OpenAI's protocol.

It refuses by saying so, and has no score. Its words are its own, so they count as an answer and not as quotes.
"""

import re
from collections.abc import Sequence

from bot.answer import Answer
from bot.evaluation.extra import needed_for
from bot.evaluation.judging import Reply
from bot.evaluation.peers.endpoint import Endpoint
from bot.evaluation.peers.passages import nothing
from index.errors import YuwenError
from index.search import Index

with needed_for("--llm"):
    import openai

PASSAGES = 5
NOT_FOUND = "NOT FOUND"
INSTRUCTIONS = f"""\
Answer the question only from the passages below, in the language of the question, as briefly as it allows. \
Take names, numbers and dates from the passages as they are written there. \
If the passages do not hold the answer, reply with {NOT_FOUND} and nothing else."""
_SAYS_SO = re.compile(rf"\W*{NOT_FOUND}\b", re.IGNORECASE)
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)


class LanguageModel:
    """A model and the index that it is given passages of."""

    def __init__(self, index: Index, endpoint: Endpoint) -> None:
        self._index, self._endpoint = index, endpoint
        self._client = openai.OpenAI(
            base_url=endpoint.url, api_key=endpoint.key or "none", timeout=endpoint.timeout_s, max_retries=1
        )

    def answer(self, question: str, history: Sequence[str]) -> Reply:
        """What the model says. Raises YuwenError where it cannot be asked or does not answer in time."""
        said = _THOUGHTS.sub("", self._said(question, history)).strip()
        if not said or _SAYS_SO.match(said):
            return Reply(nothing(question), None)
        return Reply(Answer(question, "", said, False, "high", mode="model"), None)

    def _said(self, question: str, history: Sequence[str]) -> str:
        hits = self._index.search(self._index.query("\n".join([*history, question])), PASSAGES)
        passages = "\n\n".join(f"[{n}] {hit.article.title}\n{hit.text}" for n, hit in enumerate(hits, 1))
        before = "".join(f"Earlier question: {text}\n" for text in history)
        try:
            completion = self._client.chat.completions.create(
                model=self._endpoint.model,
                temperature=0,
                messages=[
                    {"role": "system", "content": INSTRUCTIONS},
                    {"role": "user", "content": f"{passages}\n\n{before}Question: {question}"},
                ],
            )
        except openai.APITimeoutError as error:
            raise self._failed(f"no answer within {self._endpoint.timeout_s:g} s") from error
        except openai.OpenAIError as error:
            raise self._failed(str(error)) from error
        except ValueError as error:  # what came is no JSON, or the key is no header
            raise self._failed(f"{type(error).__name__}: {error}") from error
        if not getattr(completion, "choices", None):
            raise self._failed("the reply holds no choices; expected OpenAI's chat completions")
        return completion.choices[0].message.content or ""

    def _failed(self, reason: str) -> YuwenError:
        return YuwenError(f"the language model {self._endpoint.model} at {self._endpoint.url}: {reason}")
