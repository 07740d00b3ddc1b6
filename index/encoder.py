"""Texts → vectors, by the packaged model or any other sentence-transformers model.

It knows prompts, batches and the states of single tokens, and nothing of articles, passages or the index.
Questions and passages are encoded by two functions, because models treat them differently.

What runs a model is imported when one is loaded: ONNX Runtime for the packaged one, sentence-transformers, which takes
seconds, for any other.
"""

import json
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError

PACKAGED = "packaged/multilingual-e5-small"
"""What the index records as the name of the packaged model."""

Progress = Callable[[int], None]
"""Called with how many more texts are done."""

_BATCH = 16
_BATCH_CHARACTERS = 400
"""Of a batch, padding counted. A longer text goes alone: no padding, and its states stay in the processor's cache."""
_CHARACTERS_PER_TOKEN = 32
"""A text is cut at so many characters for each token that the model reads, before it is tokenized."""
_COMMON, _LEAST_IMPORTANCE = 8.0, 0.2
"""-log p of a token that tells nothing ("what", "的"), and what it counts nevertheless; measured, docs/decisions.md."""
_UNENCODABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TokenStates:
    """States of one text's own tokens, the last layer's or as the model mixes them: no prompt, no special tokens."""

    ids: NDArray[np.int32]
    """(t,)"""
    spans: NDArray[np.int32]
    """(t, 2) character offsets in the text as given, without the white space before a word"""
    vectors: NDArray[np.float32]
    """(t, d), neither normalized nor centred"""


Encoded = tuple[NDArray[np.float32], TokenStates]
"""A text's normalized vector, (d,), and its tokens' states, out of one forward pass."""


@dataclass(frozen=True, slots=True)
class Output:
    """What a model makes of a batch of texts."""

    vectors: NDArray[np.float32]
    """(n, d) of the texts as wholes, not normalized"""
    states: NDArray[np.float32] | None
    """(n, tokens, d) of their tokens; None where the model tells of none"""
    mask: NDArray[np.int64]
    """(n, tokens) 0 where a shorter text was filled up"""


class Model(Protocol):
    """What runs a network for the encoder."""

    dimension: int
    prompts: dict[str, str | None]
    """The model's own, by what for; what is empty or missing goes by the model's name."""

    @property
    def max_seq_length(self) -> int | None:
        """Tokens that are read of a text."""

    @property
    def tokenizer(self) -> Any:
        """One of the `tokenizers` library, if the model has such a one."""

    def run(self, texts: Sequence[str], prompt: str) -> Output:
        """One forward pass over texts, each behind the prompt."""


class Encoder(Protocol):
    """What the index and the search need of a model. All methods may be called from several threads."""

    name: str
    """What the index records."""
    dimension: int

    def questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, d), each row of length 1."""

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """(n, d), each row of length 1."""

    def question_tokens(self, text: str) -> Encoded:
        """A question's vector and the states of its tokens."""

    def passage_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """The same for passages."""

    def importance(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """(t,) how much each token tells, from its rarity; all alike where the tokenizer does not know."""


class SentenceEncoder:
    """An `Encoder` around a model."""

    def __init__(
        self, name: str, model: Model, *, concurrent: bool = False, rarity: NDArray[np.float32] | None = None
    ) -> None:
        """Wrap a loaded model.

        Args:
            name: what the index records.
            model: what runs the network.
            concurrent: the model may be run by several threads at once; otherwise they take turns.
            rarity: (vocabulary,) -log p of each token; read out of the tokenizer where it is not given.
        """
        self.name = name
        self.dimension = model.dimension
        self._model = model
        self._turn: AbstractContextManager[object] = nullcontext() if concurrent else threading.Lock()
        self._threads = usable_cores() if concurrent else 1
        self._question_prompt, self._passage_prompt = prompts_of(name, model.prompts)
        self._rarity = self._read_rarity() if rarity is None else rarity
        self._longest = (model.max_seq_length or 512) * _CHARACTERS_PER_TOKEN

    def questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, d), each row of length 1."""
        return self._vectors(texts, self._question_prompt, None)

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """(n, d), each row of length 1."""
        return self._vectors(texts, self._passage_prompt, progress)

    def question_tokens(self, text: str) -> Encoded:
        """A question's vector and the states of its tokens."""
        return self._tokens([text], self._question_prompt, None)[0]

    def passage_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """The same for passages."""
        return self._tokens(texts, self._passage_prompt, progress)

    def importance(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """(t,) how much each token tells: a unigram tokenizer's negative log probability, less a floor."""
        if self._rarity is None:
            return np.ones(len(ids), np.float32)
        importance: NDArray[np.float32] = np.maximum(self._rarity[ids] - _COMMON, _LEAST_IMPORTANCE)
        return importance

    def _read_rarity(self) -> NDArray[np.float32] | None:
        """(vocabulary,) -log p of each token, where the tokenizer holds it."""
        try:
            described = json.loads(self.tokenizer.to_str())["model"]
        except EncoderError:
            return None
        if described.get("type") != "Unigram":
            return None
        return np.array([-score for _, score in described["vocab"]], np.float32)

    def _vectors(self, texts: Sequence[str], prompt: str, progress: Progress | None) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for rows, _, output in self._runs(texts, prompt):
            vectors[rows] = _normalized(output.vectors)
            if progress:
                progress(len(rows))
        return vectors

    def _tokens(self, texts: Sequence[str], prompt: str, progress: Progress | None) -> list[Encoded]:
        found: dict[int, Encoded] = {}
        for rows, batch, output in self._runs(texts, prompt):
            if output.states is None:
                raise EncoderError(f"The model {self.name} gives no token states; choose a transformer model.")
            vectors, states, mask = _normalized(output.vectors), output.states, output.mask > 0
            for place, row in enumerate(rows):
                tokens = self._states(batch[place], prompt, states[place][mask[place]])
                found[row] = vectors[place], tokens
            if progress:
                progress(len(rows))
        return [found[row] for row in range(len(texts))]

    def _batches(self, texts: Sequence[str]) -> list[tuple[list[int], list[str]]]:
        """Row numbers and cleaned texts, longest first, so that a batch has texts of like length."""
        cleaned = [_UNENCODABLE.sub("\ufffd", text[: self._longest]) for text in texts]
        order = sorted(range(len(texts)), key=lambda row: -len(cleaned[row]))
        groups: list[list[int]] = []
        for row in order:
            most = max(1, _BATCH_CHARACTERS // max(len(cleaned[groups[-1][0]]), 1)) if groups else 0
            if not groups or len(groups[-1]) >= min(most, _BATCH):
                groups.append([])
            groups[-1].append(row)
        return [(rows, [cleaned[row] for row in rows]) for rows in groups]

    def _runs(self, texts: Sequence[str], prompt: str) -> Iterator[tuple[list[int], list[str], Output]]:
        """Row numbers, cleaned texts and what the model says of them, batch by batch; several are run at once."""
        batches = self._batches(texts)
        if min(self._threads, len(batches)) < 2:
            yield from ((rows, batch, self._run(batch, prompt)) for rows, batch in batches)
            return
        with ThreadPoolExecutor(self._threads) as pool:
            outputs = pool.map(lambda pair: self._run(pair[1], prompt), batches)
            yield from ((*pair, output) for pair, output in zip(batches, outputs, strict=True))

    def _run(self, batch: list[str], prompt: str) -> Output:
        with self._turn:
            return self._model.run(batch, prompt)

    def _states(self, text: str, prompt: str, states: NDArray[np.float32]) -> TokenStates:
        with self._turn:
            encoding = self.tokenizer.encode(prompt + text)
        own = [
            (place, encoding.ids[place], max(start - len(prompt), 0), end - len(prompt))
            for place, (start, end) in enumerate(encoding.offsets[: len(states)])
            if end > len(prompt) and not encoding.special_tokens_mask[place]
        ]
        places = [place for place, *_ in own]
        spans = [_without_space(text, start, end) for _, _, start, end in own]
        return TokenStates(
            np.array([number for _, number, *_ in own], np.int32),
            np.array(spans, np.int32).reshape(-1, 2),
            states[places].astype(np.float32),
        )

    @property
    def tokenizer(self) -> Any:
        """The model's tokenizer as the `tokenizers` library knows it, which gives offsets.

        Raises:
            EncoderError: the model has none.
        """
        tokenizer = self._model.tokenizer
        if not hasattr(tokenizer, "encode_batch"):
            raise EncoderError(f"The model {self.name} has no fast tokenizer, so that its tokens have no places.")
        return tokenizer


def load_encoder(model: str | None = None, *, cache_dir: Path | None = None, quiet: bool = False) -> SentenceEncoder:
    """Load the packaged model (None) or a sentence-transformers model by name or folder; nothing is downloaded.

    Args:
        model: None, the packaged model's name, a folder, or the name of a model in the local cache.
        cache_dir: where the packaged model is unpacked; None = the user's cache folder.
        quiet: no progress bar on stderr.

    Raises:
        EncoderError: the model cannot be made, found or opened.
    """
    if model is None or model == PACKAGED:
        from index.packaged.cache import unpack
        from index.packaged.folder import RARITY
        from index.packaged.network import PackagedModel

        folder = unpack(cache_dir, quiet=quiet)
        return SentenceEncoder(PACKAGED, PackagedModel(folder), concurrent=True, rarity=np.load(folder / RARITY))
    folder_of = _folder_of(model)
    from index.sentence_model import SentenceModel

    return SentenceEncoder(model, SentenceModel.open(folder_of))


def usable_cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def prompts_of(name: str, prompts: dict[str, str | None]) -> tuple[str, str]:
    """What stands before a question and before a passage: the model's own, E5's by its name, or nothing."""
    question = prompts.get("query")
    passage = prompts.get("passage") or prompts.get("document")
    if question or passage:
        return question or "", passage or ""
    if re.search(r"(^|[^a-z])e5([^a-z]|$)", name.lower()):
        return "query: ", "passage: "
    return "", ""


def _folder_of(model: str) -> str:
    """A model's folder: itself, or what the local Hugging Face cache holds under its name.

    Looked up here, because sentence-transformers asks the network even when told to use local files only.
    """
    from huggingface_hub import try_to_load_from_cache

    if Path(model).is_dir():
        return model
    names = (model, f"sentence-transformers/{model}") if "/" not in model else (model,)
    for name in names if model.count("/") <= 1 else ():
        for file in ("modules.json", "config.json"):
            try:
                found = try_to_load_from_cache(name, file)
            except ValueError:  # not a name that a model could have
                continue
            if isinstance(found, str):
                return str(Path(found).parent)
    raise EncoderError(
        f"The model {model} is neither a folder nor in the local Hugging Face cache, and nothing is downloaded "
        f"here. Fetch it once where there is a network: hf download {model}"
    )


def _normalized(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    rows = vectors.astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return rows


def _without_space(text: str, start: int, end: int) -> tuple[int, int]:
    """A word's first token spans the space before it; a token of nothing but white space stays."""
    stripped = text[start:end].lstrip()
    return (end - len(stripped), end) if stripped else (start, end)
