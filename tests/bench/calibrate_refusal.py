"""Fits bot/refusal.json: when a question counts as answered by the articles.

    python tests/bench/calibrate_refusal.py [--write] [--again]

Two kinds of samples of XQuAD. Whole: every question over all 240 paragraphs, over all but its own (near) and over
all but its topic's (far). Parts: random sub-corpora, from two topics to thirty, each with one paragraph of every
topic taken out and a quarter of the other sentences, so that some questions are gaps (only their sentence was
taken out). Without --write it only prints the cross-validated figures: folds by topic, so that no topic is both
learned from and judged, and each pair of languages judged by trees that never saw it. --again takes the samples of
the run before.

Each sample counts twice: for the trees that know the readings of the best passages, by readers that had not learned
from the question's topic (held_out.py), and for those without, which judge where nothing is read again. Where it is,
both judge together, as in bot/refusing.py.
"""

import json
import math
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sklearn.ensemble import HistGradientBoostingClassifier

sys.path.insert(0, str(Path(__file__).parent))

import xquad
from held_out import HeldOutReader
from remembering import RememberingEncoder

from bot.language import nearness
from bot.question import read_question
from bot.refusing import FALLING, NEUTRAL, READ, Features, Reread, features, reread
from bot.rereading import read_again
from bot.selecting import rank
from index.article import Article, Block
from index.building import open_for, replace_all
from index.encoder import Encoder, load_encoder
from index.hits import Hit
from index.query import Query
from index.search import Index
from index.splitting import split_sentences

GROUPS = (
    ("zh zh", "zh en", "zh es", "zh ru", "zh ar"),
    ("en en", "en zh", "en es", "en ru", "en vi", "de de"),
    ("zh es untold", "zh ru untold", "zh ar untold"),
    ("en es untold", "en ru untold", "en vi untold"),
)
"""Corpus language, question language; each group draws by itself, as it did when its passages were read. "untold": as
if no list told the words of the language, which stands for those that have none."""
PAIRS = tuple(pair for group in GROUPS for pair in group)
THOROUGH = {"zh zh", "en en", "zh en", "zh es", "en zh", "zh es untold"}
"""Pairs of which every question is asked over the whole corpus, not each third."""
SEARCHED = 10
TOPICS = (2, 4, 10, 30)
QUESTIONS = {"answerable": 60, "gap": 30, "near": 25, "far": 20}
"""Samples of each kind from each sub-corpus."""
FOLDS = 6
DROPPED = 0.25
"""Share of the sentences taken out of the paragraphs that stay: their questions have the subject, not the answer."""
FAR = 1.6
"""Weight of a far question: an answer to what the articles never speak of is the worse mistake."""
NEARNESS = ("same", "told", "listed", "other")
"""How near the languages of question and passage are, bot.language.nearness."""
ANSWERED = {
    "same": 0.92, "told": 0.86, "listed": 0.84, "other": 0.82,
    "same, read": 0.92, "told, read": 0.88, "listed, read": 0.86, "other, read": 0.84,
}  # fmt: skip
"""Of the answerable questions, how many the operating points answer: fewer in another language than the passage's,
where it is told less well, and more where passages were read again, at no more false answers."""


@dataclass(frozen=True, slots=True)
class Put:
    """A question as it was put to articles that answer it or do not, while their index is open."""

    kind: str
    pair: str
    topic: int
    whole: bool
    question: str
    index: Index
    query: Query
    hits: list[Hit]


@dataclass(frozen=True, slots=True)
class Sample:
    kind: str
    pair: str
    topic: int
    whole: bool
    found: Features
    """Of the first candidate as the search ranks them."""
    again: Features
    """The same once the best passages were read."""
    read: Reread


Values = Callable[[Sample], tuple[float, ...]]


def unread(sample: Sample) -> tuple[float, ...]:
    return astuple(sample.found)


def as_read(sample: Sample) -> tuple[float, ...]:
    return astuple(sample.again) + astuple(sample.read)


KNOWN: dict[str, tuple[Values, list[str]]] = {
    "": (unread, [f.name for f in fields(Features)]),
    ", read": (as_read, [f.name for f in (*fields(Features), *fields(Reread))]),
}
"""What the two kinds of trees know of a sample: its values and their names."""


def main() -> None:
    console, out = Console(), {}
    saved = Path(tempfile.gettempdir()) / "yuwen-refusal-samples.json"
    if "--again" in sys.argv:
        samples = [
            Sample(*rest, Features(**found), Features(**again), Reread(**read))
            for *rest, found, again, read in json.loads(saved.read_text())
        ]
    else:
        reader = HeldOutReader()
        samples = [look(put, reader) for put in put_questions(console)]
        console.print(f"{len(samples)} samples; {reader.missing} passages without a reading")
        saved.write_text(
            json.dumps([
                (s.kind, s.pair, s.topic, s.whole, asdict(s.found), asdict(s.again), asdict(s.read)) for s in samples
            ])
        )  # fmt: skip
    moved: dict[str, float] = {}
    for known in KNOWN:
        console.rule(f"trees{known}")
        judged = cross_validated(samples, known)
        points = {name: operating_point(judged, name, ANSWERED[name + known]) for name in NEARNESS}
        for name, point in points.items():
            model = fit([s for s in samples if near(s) == name], known)
            # Moved so that all answer from one half on; those that know a reading, together with the others.
            moved[name + known] = log_odds(point)
            if known:
                moved[name + known] = (log_odds(point) - (1 - READ) * moved[name]) / READ
            model["base"] -= moved[name + known]
            out[name + known] = model
        console.print(f"operating points, before they are moved to one half: {points}")
        console.print(table(judged, points, True, "the whole corpus, cross-validated by topic"))
        console.print(table(judged, points, False, "parts of it, two topics to thirty, with gaps"))
        unseen = cross_validated(samples, known, unseen_pair=True)
        title = "the whole corpus, by trees that saw neither topic nor pair of languages"
        console.print(table(unseen, points, True, title))
    if "--write" in sys.argv:
        path = Path(__file__).resolve().parents[2] / "bot" / "refusal.json"
        path.write_text(json.dumps(out) + "\n", "utf-8")
        console.print(f"written: {path}")


def log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def operating_point(judged: list[tuple[Sample, float]], name: str, answered: float) -> float:
    """The probability that so many answerable questions reach, those of parts and of the whole counted alike."""
    mine = [(s.whole, p) for s, p in judged if s.kind == "answerable" and near(s) == name]
    cuts = [np.quantile([p for w, p in mine if w is whole], 1 - answered) for whole in (True, False)]
    return float(np.mean(cuts))


def near(sample: Sample) -> str:
    corpus, _ = languages_of(sample.pair)
    return nearness(told_language(sample.pair), corpus)


def languages_of(pair: str) -> tuple[str, str]:
    """Of the corpus and of the question."""
    corpus, question, *_ = pair.split()
    return corpus, question


def told_language(pair: str) -> str:
    """The question's language as search and reader are told it."""
    return "" if pair.endswith("untold") else languages_of(pair)[1]


def put_questions(console: Console) -> Iterator[Put]:
    """The questions of all samples of all pairs; the same questions' kinds are balanced."""
    encoder = RememberingEncoder(load_encoder())
    chances = {pair: chance for group in GROUPS for chance in [random.Random(7)] for pair in group}
    for pair in track(PAIRS, "measuring", console=console):
        corpus, language = languages_of(pair)
        articles, originals = xquad.load(corpus)
        _, questions = xquad.load(language)
        yield from whole(pair, articles, questions, encoder)
        for count in TOPICS:
            yield from part(pair, count, articles, questions, originals, encoder, chances[pair])


def whole(pair: str, articles: list[Article], questions: list[xquad.Asked], encoder: Encoder) -> Iterator[Put]:
    """Every question over the whole corpus, as if its paragraph were not there, and as if its topic were not."""
    with indexed(articles, encoder) as index:
        for asked in questions[:: 1 if pair in THOROUGH else 3]:
            query = index.query(asked.text, language=told_language(pair))
            hits = index.find(query, SEARCHED + 10)
            gone = {"answerable": "-", "near": asked.article_id, "far": asked.article_id[:4]}
            for kind, prefix in gone.items():
                left = [hit for hit in hits if not hit.article.id.startswith(prefix)][:SEARCHED]
                yield Put(kind, pair, asked.topic, True, asked.text, index, query, index.restate(query, left))


def part(
    pair: str,
    count: int,
    articles: list[Article],
    questions: list[xquad.Asked],
    originals: list[xquad.Asked],
    encoder: Encoder,
    chance: random.Random,
) -> Iterator[Put]:
    """Questions of each kind over so many topics, one paragraph of each and some sentences taken out."""
    kept = set(chance.sample(range(48), count))
    removed = {f"x{topic:02d}-{chance.randrange(5)}" for topic in kept}
    there = [a for a in articles if int(a.id[1:3]) in kept and a.id not in removed]
    chosen, dropped = thinned(there, languages_of(pair)[0], chance)
    with indexed(chosen, encoder) as index:
        for kind, pool in _by_kind(questions, originals, kept, removed, dropped).items():
            for asked in chance.sample(pool, min(QUESTIONS[kind], len(pool))):
                query = index.query(asked.text, language=told_language(pair))
                hits = index.search(query, SEARCHED)
                yield Put(kind, pair, asked.topic, False, asked.text, index, query, hits)


@contextmanager
def indexed(articles: list[Article], encoder: Encoder) -> Iterator[Index]:
    with tempfile.TemporaryDirectory() as folder, closing(open_for(Path(folder), encoder)) as store:
        replace_all(store, encoder, articles)
        yield Index(store, encoder)


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


def look(put: Put, reader: HeldOutReader) -> Sample:
    """The first candidate's features before and after the best passages are read, and what that says."""
    asked = read_question(put.question, languages_of(put.pair)[1])
    ranked = rank(put.query, put.hits, asked)
    again = read_again(reader, put.question, put.query, ranked)
    read = reread(again)
    assert read is not None  # the first is always near enough to be read
    seen = [features(put.index, put.query, put.hits, candidates, asked) for candidates in (ranked, again)]
    return Sample(put.kind, put.pair, put.topic, put.whole, *seen, read)


def _arrays(samples: list[Sample], known: str) -> tuple[np.ndarray, np.ndarray]:
    values, _ = KNOWN[known]
    return np.array([values(s) for s in samples]), np.array([s.kind == "answerable" for s in samples])


def train(samples: list[Sample], known: str) -> HistGradientBoostingClassifier:
    x, y = _arrays(samples, known)
    signs = [0 if name in NEUTRAL else -1 if name in FALLING else 1 for name in KNOWN[known][1]]
    model = HistGradientBoostingClassifier(
        max_iter=150, max_depth=3, learning_rate=0.05, min_samples_leaf=30, monotonic_cst=signs, random_state=0
    )
    far = np.array([s.kind == "far" for s in samples])
    return model.fit(x, y, sample_weight=np.where(y, 1.0, np.where(far, FAR, 0.8)))


def fit(samples: list[Sample], known: str) -> dict:
    """The model as numbers: a base score and trees of (feature, threshold, left, right) or (value,)."""
    model = train(samples, known)
    trees = []
    for (predictor,) in model._predictors:
        trees.append([
            [round(float(n["value"]), 6)] if n["is_leaf"]
            else [int(n["feature_idx"]), float(n["num_threshold"]), int(n["left"]), int(n["right"])]
            for n in predictor.nodes
        ])  # fmt: skip
    return {
        "features": KNOWN[known][1],
        "base": float(model._baseline_prediction.ravel()[0]),
        "trees": trees,
    }


def cross_validated(samples: list[Sample], known: str, unseen_pair: bool = False) -> list[tuple[Sample, float]]:
    """Each sample with the probability of trees that saw none of its topics and, if wished, none of its pair."""
    judged: list[tuple[Sample, float]] = []
    for name in NEARNESS:
        group = [s for s in samples if near(s) == name]
        for fold in range(FOLDS):
            tests = [s for s in group if s.topic % FOLDS == fold]
            trains = [s for s in group if s.topic % FOLDS != fold]
            for pair in PAIRS if unseen_pair else ("",):
                test = [s for s in tests if s.pair == pair or not pair]
                if test:
                    told = together([s for s in trains if s.pair != pair], test, known)
                    judged += list(zip(test, told.tolist(), strict=True))
    return judged


def together(trains: list[Sample], tests: list[Sample], known: str) -> np.ndarray:
    """The probabilities of the tests; with a reading, what both kinds of trees say of the candidate it put first."""
    if not known:
        return train(trains, "").predict_proba(_arrays(tests, "")[0])[:, 1]
    with_reading = train(trains, known).decision_function(_arrays(tests, known)[0])
    without = train(trains, "").decision_function(np.array([astuple(s.again) for s in tests]))
    return 1 / (1 + np.exp(-(READ * with_reading + (1 - READ) * without)))


def table(judged: list[tuple[Sample, float]], thresholds: dict[str, float], whole: bool, title: str) -> Table:
    """Shares of answers at the operating point, and where 95 of 100 answerable questions are answered."""
    shown = Table(title=title)
    for column in ("corpus ← question", "answered", "gap", "near", "far", "gap at 95 %", "near at 95 %", "far at 95 %"):
        shown.add_column(column, justify="right")
    for pair in PAIRS:
        mine = [(s, p) for s, p in judged if s.pair == pair and s.whole is whole]
        by_kind = {kind: np.array([p for s, p in mine if s.kind == kind]) for kind in QUESTIONS}
        threshold = thresholds[near(mine[0][0])]
        cut = np.quantile(by_kind["answerable"], 0.05)
        shares = [_share(values >= threshold) for values in by_kind.values()]
        shares += [_share(by_kind[kind] >= cut) for kind in ("gap", "near", "far")]
        shown.add_row(pair.replace(" ", " ← ", 1), *shares)
    return shown


def _share(answered: np.ndarray) -> str:
    return f"{answered.mean():.1%}" if len(answered) else "–"


if __name__ == "__main__":
    main()
