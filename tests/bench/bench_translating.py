"""What the audit of translations does to right and to wrong ones, over XQuAD's parallel paragraphs.

People translated them: what is faulted there is a false alarm, or a slip of theirs. Then one number of each is altered,
and one left out: what is not faulted is missed. python tests/bench/bench_translating.py [SEED]
"""

import random
import re
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from xquad import load

from bot.translating.auditing import Auditor
from index.names import Names

PAIRS = (("zh", "en"), ("en", "zh"), ("en", "de"), ("en", "es"), ("en", "ru"), ("zh", "ru"))
_NUMBER = re.compile(r"(?<![\d.,])\d{2,}(?!\d|[.,]\d)")
_ROUND = re.compile(r"10+")


def altered(text: str, chance: random.Random) -> tuple[str, str] | None:
    """The text with one digit of one number changed, and with that number left out; None where it has none."""
    found = [match for match in _NUMBER.finditer(text) if not _ROUND.fullmatch(match.group())]
    if not found:
        return None
    match = chance.choice(found)
    place = match.start() + chance.randrange(len(match.group()))
    digit = chance.choice([one for one in "123456789" if one != text[place]])
    return text[:place] + digit + text[place + 1 :], text[: match.start()] + text[match.end() :]


def measure(source: str, target: str, seed: int) -> None:
    originals, translations = load(source)[0], load(target)[0]
    chance, why = random.Random(seed), Counter[str]()
    passed = changed = dropped = tried = 0
    for original, translation in zip(originals, translations, strict=True):
        auditor = Auditor(original, target, Names())
        fault = auditor.fault(original.text, translation.text)
        if fault:
            why[re.sub(r"[\d“].*?(?= is | of |$)", "…", fault.split("; ")[0])[:40]] += 1
            continue
        passed += 1
        if pair := altered(translation.text, chance):
            tried += 1
            changed += auditor.fault(original.text, pair[0]) is not None
            dropped += auditor.fault(original.text, pair[1]) is not None
    print(
        f"{source} → {target}: {passed} of {len(originals)} pass; of {tried} altered numbers {changed} are found, ",
        end="",
    )
    print(f"of as many left out {dropped}; {dict(why.most_common(4))}", flush=True)


if __name__ == "__main__":
    for one, other in PAIRS:
        measure(one, other, int(sys.argv[1]) if len(sys.argv) > 1 else 1)
