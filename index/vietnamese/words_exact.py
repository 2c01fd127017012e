"""Words where a rounding error decides: pyvi's features and CRFsuite's Viterbi, sum for sum.

Tokens that score alike can make two ways to cut a text equal (*Tp. Tp. Tp.*: which of them goes
on a word?), and then pyvi's answer depends on the order in which CRFsuite adds. Here the additions
are done in that order, so the answer is the same without loading pyvi and scikit-learn.
"""

from __future__ import annotations

from collections.abc import Iterator

from index.vietnamese.words_model import Model
from index.vietnamese.words_reference import Span, kind_of, tokenize


class ExactSegmenter:
    """Cuts texts as pyvi does, bit by bit; forty times slower than the other two."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._listed = {" ".join(entry) for entry in (*model.pairs, *model.triples)}

    def words(self, text: str) -> list[Span]:
        """The spans of the words of `text` (in NFC)."""
        tokens = tokenize(text)
        inside = self._labels([text[start:end] for start, end in tokens])
        words: list[Span] = []
        before = 0
        for (start, end), joins in zip(tokens, inside, strict=True):
            kind = kind_of(text[start:end])
            if joins and before >= kind > 0:
                words[-1] = (words[-1][0], end)
            else:
                words.append((start, end))
            before = kind
        return words

    def _labels(self, tokens: list[str]) -> list[bool]:
        """The label of each token, True for I_W (crf1dc_viterbi in CRFsuite's crf1d_context.c)."""
        model = self._model
        begins = inside = 0.0
        before_begins: list[bool] = []  # whether the best way to B_W at a token comes from I_W
        before_inside: list[bool] = []  # likewise for I_W
        for place in range(len(tokens)):
            begins_score, inside_score = self._scores(tokens, place)
            if place:
                stays, ends = begins + model.begin_begin, inside + model.inside_begin
                starts, goes_on = begins + model.begin_inside, inside + model.inside_inside
                before_begins.append(ends > stays)
                before_inside.append(goes_on > starts)
                begins_score += max(stays, ends)
                inside_score += max(starts, goes_on)
            begins, inside = begins_score, inside_score
        labels = [inside > begins]
        for from_begins, from_inside in zip(
            reversed(before_begins), reversed(before_inside), strict=True
        ):
            labels.append(from_inside if labels[-1] else from_begins)
        labels.reverse()
        return labels[: len(tokens)]

    def _scores(self, tokens: list[str], place: int) -> tuple[float, float]:
        """The scores of B_W and of I_W, added up in the order of pyvi's features."""
        begins = inside = 0.0
        for name in self._attributes(tokens, place):
            weights = self._model.attributes.get(name.partition("\0")[0])
            if weights:
                begins += weights[0]
                inside += weights[1]
        return begins, inside

    def _attributes(self, tokens: list[str], place: int) -> Iterator[str]:
        """What pyvi says of a token (ViTokenizer.word2features), without what is false."""
        token = tokens[place]
        yield "bias"
        yield f"word.lower():{token.lower()}"
        if token.isupper():
            yield "word.isupper()"
        if token.istitle():
            yield "word.istitle()"
        if token.isdigit():
            yield "word.isdigit()"
        for near, pair, triple, gram in (
            (place - 1, (place - 1, place + 1), (place - 2, place + 1), ("-1", "-2")),
            (place + 1, (place, place + 2), (place, place + 3), ("+1", "+2")),
        ):
            if not 0 <= near < len(tokens):
                continue
            yield f"{gram[0]}:word.lower():{tokens[near].lower()}"
            if tokens[near].istitle():
                yield f"{gram[0]}:word.istitle()"
            if tokens[near].isupper():
                yield f"{gram[0]}:word.isupper()"
            if self._is_listed(tokens, *pair):
                yield f"{gram[0]}:word.bi_gram()"
            if self._is_listed(tokens, *triple):
                yield f"{gram[1]}:word.tri_gram()"

    def _is_listed(self, tokens: list[str], first: int, last: int) -> bool:
        return (
            first >= 0
            and last <= len(tokens)
            and " ".join(tokens[first:last]).lower() in self._listed
        )
