"""How fast an index is built, against the same encoder in plain sentence-transformers and in LangChain's FAISS store.

    pip install --no-deps --target /tmp/langchain langchain-community && export PYTHONPATH=/tmp/langchain
    python tests/bench/bench_building.py [--slices 6] [--corpus zh]

XQuAD's 240 paragraphs in slices, each slice indexed by all three, one after the other, so that a busy machine slows
all. Ours reads Markdown files, divides them, embeds passages with their token states and sentences, commits, writes the
full text and FAISS's file, each slice into a new index. The others get the same passages and sentences as texts, embed
them with the packaged model's weights in torch as anyone would (`SentenceTransformer.encode`), and keep the vectors in
FAISS's flat index. Required: twice the passages a second of each. LangChain's store is left out where it is missing.
"""

import argparse
import resource
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import faiss
import numpy as np
import xquad
from rich.console import Console
from rich.table import Table

from index.article import Article
from index.building import build_folder
from index.encoder import load_encoder
from index.packaged.cache import unpack
from index.reading import to_markdown
from index.splitting import split_article

LEAST_RATIO = 2.0
Build = Callable[[Sequence[Article], Path], object]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slices", type=int, default=6)
    parser.add_argument("--corpus", default="zh")
    options = parser.parse_args()
    articles, _ = xquad.load(options.corpus)
    model = plain_model()
    builds: dict[str, Build] = {"index build": ours(), "sentence-transformers + FAISS": plain(model)}
    if langchain := langchain_store(model):
        builds["LangChain's FAISS store"] = langchain
    speeds: dict[str, list[float]] = {name: [] for name in builds}
    for build in builds.values():
        run(build, articles[:2])
    for number in range(options.slices):
        some = articles[number :: options.slices]
        passages = sum(len(split_article(article)) for article in some)
        for name, build in builds.items():
            speeds[name].append(passages / run(build, some))
    return report({name: statistics.median(found) for name, found in speeds.items()})


def run(build: Build, articles: Sequence[Article]) -> float:
    """Seconds to build an index of these articles in a new folder."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles"
        source.mkdir()
        for article in articles:
            (source / f"{article.id}.md").write_text(to_markdown(article), encoding="utf-8")
        started = time.perf_counter()
        build(articles, Path(folder))
        return time.perf_counter() - started


def ours() -> Build:
    encoder = load_encoder(quiet=True)
    return lambda _, folder: build_folder(folder / "articles", folder / "index", encoder)


def plain_model() -> Any:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # the checkpoint has no pooling layer, and says so
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    return SentenceTransformer(str(unpack(kind="torch", quiet=True)), device="cpu", local_files_only=True)


def texts_of(articles: Sequence[Article]) -> list[str]:
    """Every passage and every sentence, once."""
    spans = [(a, s) for a in articles for p in split_article(a) for s in (p, *p.sentences)]
    return list(dict.fromkeys(article.text[span.start : span.end] for article, span in spans))


def plain(model: Any) -> Build:
    def build(articles: Sequence[Article], folder: Path) -> None:
        vectors = model.encode_document(texts_of(articles), normalize_embeddings=True)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, np.float32))
        faiss.write_index(index, str(folder / "plain.faiss"))

    return build


def langchain_store(model: Any) -> Build | None:
    warnings.simplefilter("ignore")
    try:
        from langchain_community.vectorstores import FAISS
    except ImportError:
        return None
    from langchain_core.embeddings import Embeddings

    class Embedded(Embeddings):  # what HuggingFaceEmbeddings does
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [row.tolist() for row in model.encode_document(texts, normalize_embeddings=True)]

        def embed_query(self, text: str) -> list[float]:
            return [float(number) for number in model.encode_query(text, normalize_embeddings=True)]

    return lambda articles, folder: FAISS.from_texts(texts_of(articles), Embedded()).save_local(str(folder / "chain"))


def report(speeds: dict[str, float]) -> int:
    own = speeds["index build"]
    table = Table("XQuAD", "passages / s", "ours / theirs", "required")
    missed = False
    for name, speed in speeds.items():
        met = name == "index build" or own / speed >= LEAST_RATIO
        missed |= not met
        table.add_row(name, f"{speed:.1f}", f"{own / speed:.2f} x", "met" if met else "[bold red]missed")
    Console().print(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Console().print(f"peak memory of the process with both models: {peak:,.0f} MB")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
