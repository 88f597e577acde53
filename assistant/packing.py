"""How a question and a passage become one sequence of tokens, in training and at work alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from assistant.errors import ModelError
from assistant.records import Reading, Vectors

MAX_TOKENS = 256  # of a sequence; a longer passage is read in several
MAX_QUESTION = 64  # tokens, so that a long question leaves room for the passage
MAX_HEADING = 24

Tokens = Sequence[int]


@dataclass(frozen=True)
class Packed:
    """`[CLS] question [SEP] heading sentence sentence … [SEP]`, the second part of type 1."""

    ids: list[int]
    types: list[int]
    question: tuple[int, int]  # first token and the one after the last
    sentences: tuple[tuple[int, int], ...]  # the same of each sentence

    def means(self) -> Vectors:
        """Factors that take the mean over the question's tokens and over each sentence's.

        Shape (1 + sentences, tokens), float32; multiplied with the states of all tokens they give
        a row for the question and one for each sentence.
        """
        found = np.zeros((1 + len(self.sentences), len(self.ids)), np.float32)
        for row, (start, end) in enumerate((self.question, *self.sentences)):
            found[row, start:end] = 1 / max(1, end - start)
        return found


class Tokenizing:
    """The base's tokenizer, without cutting or padding; a ModelError if it is not one of word pieces."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        # A text that spells "[SEP]" is a text like any other, not the end of the question.
        self._tokenizer.encode_special_tokens = True
        self.start, self.end = self._number("[CLS]"), self._number("[SEP]")

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The numbers of each text's pieces."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    def pack(self, question: str, reading: Reading) -> list[Packed]:
        """The sequences that hold all sentences of a passage, in order; most passages fit into one.

        A single sentence that is too long is cut; one without any token is read as a separator, so
        that every sentence has a score.
        """
        if not reading.sentences:
            return []
        asked, heading, *sentences = self.ids([question, reading.heading, *reading.sentences])
        first = [self.start, *(asked[:MAX_QUESTION] or [self.end]), self.end]
        head = heading[:MAX_HEADING]
        room = MAX_TOKENS - len(first) - len(head) - 1
        parts: list[list[Tokens]] = []
        left = 0
        for sentence in sentences:
            tokens = sentence[:room] or [self.end]
            if len(tokens) > left or not parts:
                parts.append([])
                left = room
            parts[-1].append(tokens)
            left -= len(tokens)
        return [_sequence(first, head, part, self.end) for part in parts]

    def _number(self, token: str) -> int:
        number: int | None = self._tokenizer.token_to_id(token)
        if number is None:
            raise ModelError(f"The base's tokenizer knows no {token}; only BERT's word pieces can be used.")
        return number


def _sequence(first: Tokens, head: Tokens, sentences: Sequence[Tokens], end: int) -> Packed:
    ids, spans = [*first, *head], []
    for tokens in sentences:
        spans.append((len(ids), len(ids) + len(tokens)))
        ids += tokens
    ids.append(end)
    types = [0] * len(first) + [1] * (len(ids) - len(first))
    return Packed(ids, types, (1, len(first) - 1), tuple(spans))
