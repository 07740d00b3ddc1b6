"""Fits bot/refusal.json: when a question counts as answered by the articles.

    python tests/bench/calibrate_refusal.py [--write] [--again]

Random sub-corpora of XQuAD, from two topics to thirty, each with one paragraph of every topic taken out and a
quarter of the other sentences. Questions are answerable (their sentence is there), gaps (only their sentence
was taken out), near (their paragraph was, its neighbours stayed) or far (the topic is not there). Without
--write it only prints the cross-validated figures (folds by topic, so that no topic is both learned from and
judged); --again takes the samples of the run before.
"""

import json
import random
import sys
import tempfile
from dataclasses import asdict, astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sklearn.ensemble import HistGradientBoostingClassifier

sys.path.insert(0, str(Path(__file__).parent))

import xquad
from remembering import RememberingEncoder

from bot.question import read_question
from bot.refusing import Features, features
from bot.selecting import rank
from index.article import Article, Block
from index.building import open_for, replace_all
from index.encoder import load_encoder
from index.search import Index
from index.splitting import split_sentences

PAIRS = ("zh zh", "en en", "de de", "zh en", "zh es", "zh ru", "zh ar", "en zh", "en es", "en ru", "en vi")
"""Corpus language, question language."""
TOPICS = (2, 4, 10, 30)
QUESTIONS = {"answerable": 60, "gap": 30, "near": 25, "far": 20}
"""Samples of each kind from each sub-corpus."""
FOLDS = 6
NEUTRAL, FALLING = {"size"}, {"elsewhere"}
"""Features that say nothing by themselves, and that speak against an answer; all others speak for one."""
DROPPED = 0.25
"""Share of the sentences taken out of the paragraphs that stay: their questions have the subject, not the answer."""
ANSWERED_SHARE = 0.91
"""Of the answerable questions in the passage's language, how many the operating point answers."""


@dataclass(frozen=True, slots=True)
class Sample:
    kind: str
    pair: str
    topic: int
    found: Features


def main() -> None:
    console = Console()
    saved = Path(tempfile.gettempdir()) / "yuwen-refusal-samples.json"
    if "--again" in sys.argv:
        samples = [Sample(k, p, t, Features(**f)) for k, p, t, f in json.loads(saved.read_text())]
    else:
        samples = collect(console)
        saved.write_text(json.dumps([(s.kind, s.pair, s.topic, asdict(s.found)) for s in samples]))
    out = {name: fit([s for s in samples if same(s) is wanted]) for name, wanted in (("same", True), ("other", False))}
    judged = cross_validated(samples)
    threshold = float(np.quantile([p for s, p in judged if s.kind == "answerable" and same(s)], 1 - ANSWERED_SHARE))
    out["thresholds"] = {"answered": round(threshold, 4)}
    console.print(table(judged, threshold))
    if "--write" in sys.argv:
        path = Path(__file__).resolve().parents[2] / "bot" / "refusal.json"
        path.write_text(json.dumps(out) + "\n", "utf-8")
        console.print(f"written: {path}")


def same(sample: Sample) -> bool:
    corpus, question = sample.pair.split()
    return corpus == question


def collect(console: Console) -> list[Sample]:
    """Samples of all pairs; the same questions' kinds are balanced."""
    chance, encoder = random.Random(7), RememberingEncoder(load_encoder())
    samples: list[Sample] = []
    for pair in track(PAIRS, "measuring", console=console):
        corpus, language = pair.split()
        articles, originals = xquad.load(corpus)
        _, questions = xquad.load(language)
        for count in TOPICS:
            kept = set(chance.sample(range(48), count))
            removed = {f"x{topic:02d}-{chance.randrange(5)}" for topic in kept}
            whole = [a for a in articles if int(a.id[1:3]) in kept and a.id not in removed]
            chosen, dropped = thinned(whole, corpus, chance)
            with tempfile.TemporaryDirectory() as folder:
                store = open_for(Path(folder), encoder)
                replace_all(store, encoder, chosen)
                index = Index(store, encoder)
                for kind, pool in _by_kind(questions, originals, kept, removed, dropped).items():
                    for asked in chance.sample(pool, min(QUESTIONS[kind], len(pool))):
                        samples.append(Sample(kind, pair, asked.topic, measure(index, asked.text, language)))
                index.store.close()
    return samples


def thinned(
    articles: list[Article], language: str, chance: random.Random
) -> tuple[list[Article], set[tuple[str, int]]]:
    """The articles less some sentences, and where those stood: (article id, each character's offset)."""
    kept: list[Article] = []
    dropped: set[tuple[str, int]] = set()
    for article in articles:
        pieces, at, rest = split_sentences(article.text, language), 0, ""
        for piece in pieces:
            if len(pieces) > 2 and chance.random() < DROPPED:
                dropped |= {(article.id, at + n) for n in range(len(piece))}
            else:
                rest += piece
            at += len(piece)
        text = rest.strip() or article.text
        kept.append(replace(article, text=text, blocks=(Block("paragraph", 0, len(text)),)))
    return kept, dropped


def _by_kind(
    questions: list[xquad.Asked],
    originals: list[xquad.Asked],
    kept: set[int],
    removed: set[str],
    dropped: set[tuple[str, int]],
) -> dict[str, list[xquad.Asked]]:
    """The questions by kind; `originals` are the same ones in the corpus's language, with its offsets."""
    kinds: dict[str, list[xquad.Asked]] = {"answerable": [], "gap": [], "near": [], "far": []}
    for asked, original in zip(questions, originals, strict=True):
        gone = (original.article_id, original.start) in dropped
        kind = (
            "far"
            if asked.topic not in kept
            else "near"
            if asked.article_id in removed
            else "gap"
            if gone
            else "answerable"
        )
        kinds[kind].append(asked)
    return kinds


def measure(index: Index, question: str, language: str) -> Features:
    query = index.query(question)
    hits = index.search(query, 10)
    return features(index, query, hits, rank(query, hits, read_question(question, language))[0])


def _arrays(samples: list[Sample]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([astuple(s.found) for s in samples]), np.array([s.kind == "answerable" for s in samples])


def train(samples: list[Sample]) -> HistGradientBoostingClassifier:
    x, y = _arrays(samples)
    signs = [0 if f.name in NEUTRAL else -1 if f.name in FALLING else 1 for f in fields(Features)]
    model = HistGradientBoostingClassifier(
        max_iter=150, max_depth=3, learning_rate=0.05, min_samples_leaf=30, monotonic_cst=signs, random_state=0
    )
    return model.fit(x, y, sample_weight=np.where(y, 1.0, 0.8))


def fit(samples: list[Sample]) -> dict:
    """The model as numbers: a base score and trees of (feature, threshold, left, right) or (value,)."""
    model = train(samples)
    trees = []
    for (predictor,) in model._predictors:
        trees.append([
            [round(float(n["value"]), 6)] if n["is_leaf"]
            else [int(n["feature_idx"]), float(n["num_threshold"]), int(n["left"]), int(n["right"])]
            for n in predictor.nodes
        ])  # fmt: skip
    return {
        "features": list(asdict(samples[0].found)),
        "base": float(model._baseline_prediction.ravel()[0]),
        "trees": trees,
    }


def cross_validated(samples: list[Sample]) -> list[tuple[Sample, float]]:
    judged: list[tuple[Sample, float]] = []
    for part in (True, False):
        group = [s for s in samples if same(s) is part]
        for fold in range(FOLDS):
            test = [s for s in group if s.topic % FOLDS == fold]
            model = train([s for s in group if s.topic % FOLDS != fold])
            judged += list(zip(test, model.predict_proba(_arrays(test)[0])[:, 1].tolist(), strict=True))
    return judged


def table(judged: list[tuple[Sample, float]], threshold: float) -> Table:
    shown = Table(title=f"refusal, cross-validated by topic; operating point {threshold:.3f}")
    for column in ("corpus ← question", "answered", "gap", "near", "far", "gap at 95 %", "near at 95 %", "far at 95 %"):
        shown.add_column(column, justify="right")
    for pair in PAIRS:
        by_kind = {k: np.array([p for s, p in judged if s.pair == pair and s.kind == k]) for k in QUESTIONS}
        cut = np.quantile(by_kind["answerable"], 0.05)
        shares = [np.mean(values >= threshold) for values in by_kind.values()]
        shares += [np.mean(by_kind[kind] >= cut) for kind in ("gap", "near", "far")]
        shown.add_row(pair.replace(" ", " ← "), *(f"{share:.1%}" for share in shares))
    return shown


if __name__ == "__main__":
    main()
