"""What a search costs against the size of the archive, with what reading all vectors from memory would cost at best.

python tests/bench/scale_chart.py scale.json docs/guide/scale.png
"""

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("agg")
import matplotlib.pyplot as plt
import numpy as np

INK, GRID = "#1f2933", "#e3e7eb"
SERIES = (
    ("search_p50_ms", "whole search, the question encoded (p50)", "#0b6e8f", "o"),
    ("processor_ms", "the processor's time of it", "#d1495b", "^"),
    ("exact_ms", "all vectors one by one (FAISS, flat)", "#c98a1b", "s"),
    ("dense_ms", "nearest vectors, as chosen by size", "#3f8f4f", "D"),
)
BYTES = {"limit of memory: float32, 1,536 bytes a vector": 1536, "limit of memory: one bit a dimension, 56 bytes": 56}
STYLE: dict[str, Any] = {
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#9aa5b1",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": GRID,
}


def draw(measured: dict[str, Any], to: Path) -> None:
    """The picture of what `bench_scale.py --json` wrote."""
    rows = sorted(measured["rows"], key=lambda row: row["vectors"])
    with mpl.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(8, 5))
        for name, label, colour, marker in SERIES:
            points = [(row["vectors"], row[name]) for row in rows if row.get(name)]
            axes.plot(*zip(*points, strict=True), color=colour, marker=marker, label=label)
        sizes = np.array([rows[0]["vectors"], rows[-1]["vectors"]])
        for (label, size), dash in zip(BYTES.items(), ("--", ":"), strict=True):
            limit = sizes * size / measured["bandwidth_gbs"] / 1e6
            axes.plot(sizes, limit, color="#7b8794", linestyle=dash, label=label)
        axes.set(xscale="log", yscale="log", xlabel="vectors (passages and sentences)", ylabel="milliseconds")
        axes.set_ylim(bottom=0.1)
        figure.legend(*axes.get_legend_handles_labels(), loc="lower center", ncols=2, frameon=False, fontsize=9)
        axes.set_title(f"One question on one thread; memory reads {measured['bandwidth_gbs']:.1f} GB/s", fontsize=10)
        figure.tight_layout(rect=(0, 0.14, 1, 1))
        figure.savefig(to, dpi=130)


if __name__ == "__main__":
    draw(json.loads(Path(sys.argv[1]).read_text("utf-8")), Path(sys.argv[2]))
