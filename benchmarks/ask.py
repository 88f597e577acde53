"""Answers and start-up beside the same pipeline on sentence-transformers and torch.

The peer is the same assistant, with the same index, composing and refusing; only its encoder is
another: SentenceTransformer for vectors and CrossEncoder, with the adapter merged, as selector.
Both answer the same questions in turns in one process, one thread each, and both are started as
processes of their own in turns, so that a busy machine slows both; ratios matter, times do not.

    python -m benchmarks.ask [--questions FILE] [--most 60] [--rounds 5] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from assistant import adapter_files
from assistant.assistant import Assistant
from assistant.base_model import Base, find_base
from assistant.encoder import OnnxEncoder, load_encoder
from assistant.measures import percentile
from assistant.opening import open_assistant
from assistant.packing import MAX_TOKENS, Tokenizing
from assistant.question_set import load_question_set
from assistant.records import Answer, Reading, Scores, Vectors

ROOT = Path(__file__).resolve().parent.parent
ANSWERS_TARGET, START_TARGET = 4.0, 8.0  # times faster
_PEAK = """
import sys
with open('/proc/self/status') as status:
    print(next(int(line.split()[1]) for line in status if line.startswith('VmHWM')))
"""
_OURS = """
import sys
from pathlib import Path
from assistant.encoder import load_encoder
load_encoder(Path(sys.argv[1])).embed(['How much memory does LoRA need?'])
"""
_PEER = """
import sys
import torch
torch.set_num_threads(1)
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device='cpu', local_files_only=True)
model.encode(['How much memory does LoRA need?'])
"""


class TorchEncoder:
    """The same base and adapter, run by torch. Implements `records.Encoder`."""

    def __init__(self, base: Base, fingerprint: str) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(1)
        self.fingerprint = fingerprint  # of the index, whose vectors are of the same base
        self._model = SentenceTransformer(str(base.folder), device="cpu", local_files_only=True)
        self._model.max_seq_length = MAX_TOKENS
        self._tokenizing = Tokenizing(base.tokenizer)
        self._selector = _selector(base) if adapter_files.is_present() else None

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    def read(self, question: str, passages: Sequence[Reading]) -> list[Scores]:
        if self._selector is None:  # as the assistant's own encoder does without an adapter
            return [self._likeness(question, passage.sentences) for passage in passages]
        from assistant.tune import read

        return [read(self._selector, self._tokenizing, question, passage) for passage in passages]

    def _likeness(self, question: str, texts: Sequence[str]) -> Scores:
        vectors = self.embed([question, *texts])
        return np.asarray((vectors[1:] @ vectors[0] - 0.5) * 10, np.float32)


def _selector(base: Base) -> Any:
    import torch
    from transformers import AutoModel

    from assistant.tune import Selector

    merged, head = adapter_files.merge(adapter_files.load_base_weights(base), adapter_files.load_adapter())
    bert = AutoModel.from_pretrained(base.folder, local_files_only=True, add_pooling_layer=False)
    model = Selector(bert, yes_no=0.0).eval()
    state = {f"bert.{name}": values for name, values in merged.items() if not name.startswith("pooler.")}
    tensors = {name: torch.from_numpy(values) for name, values in (state | head).items()}
    missing, unexpected = model.load_state_dict(tensors, strict=False)
    wrong = [name for name in [*missing, *unexpected] if "position_ids" not in name]
    if wrong:
        raise SystemExit(f"the adapter does not fit torch's model: {', '.join(wrong)}")
    return model


@dataclass(frozen=True)
class Side:
    """One side's figures: answers in milliseconds, starts in seconds, memory in MB."""

    answer_p50: float
    answer_p95: float
    start: float
    start_peak: float


@dataclass(frozen=True)
class Compared:
    """What was measured. `same`: questions both answered with the same claims, or both refused."""

    questions: int
    same: int
    ours: Side
    peer: Side

    @property
    def answers(self) -> float:
        """How many times faster ours answers, by the median."""
        return self.peer.answer_p50 / self.ours.answer_p50

    @property
    def start(self) -> float:
        """How many times faster ours is from process start to first embedding."""
        return self.peer.start / self.ours.start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--content", type=Path, default=ROOT / "content")
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache" / "atlas")
    parser.add_argument("--questions", type=Path, default=ROOT / "benchmarks" / "questions" / "dev.jsonl")
    parser.add_argument("--most", type=int, default=60, help="questions asked, spread over the file")
    parser.add_argument("--rounds", type=int, default=5, help="processes started of each kind")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    found = measure(options.content, options.cache, _spread(options.questions, options.most), options.rounds)
    print(render(found))
    if options.json:
        options.json.write_text(json.dumps(asdict(found), indent=1) + "\n")


def _spread(path: Path, most: int) -> list[str]:
    words = [question.question for question in load_question_set(path) if not question.history]
    return words[:: max(1, len(words) // most)][:most]


def measure(content: Path, cache: Path, questions: Sequence[str], rounds: int) -> Compared:
    """Ask and start both sides in turns."""
    base, encoder = find_base(), load_encoder(cache)
    ours = open_assistant(content, cache, encoder=encoder)
    peer = open_assistant(content, cache, encoder=TorchEncoder(base, encoder.fingerprint))
    starts = _starts(cache, base, rounds)
    answers = _answers(ours, peer, questions)
    sides = [
        Side(
            percentile([seconds * 1000 for seconds, _ in side], 0.5),
            percentile([seconds * 1000 for seconds, _ in side], 0.95),
            median(seconds for seconds, _ in started),
            median(peak for _, peak in started),
        )
        for side, started in zip(answers, starts, strict=True)
    ]
    same = sum(_claims(a) == _claims(b) for (_, a), (_, b) in zip(*answers, strict=True))
    return Compared(len(questions), same, *sides)


def _answers(*assistants: Assistant | OnnxEncoder | Any) -> Any:
    *sides, questions = assistants
    for side in sides:
        side.ask(questions[0])  # loads what is loaded late
    found: list[list[tuple[float, Answer]]] = [[] for _ in sides]
    for question in questions:
        for side, kept in zip(sides, found, strict=True):
            kept.append(_timed(lambda side=side, question=question: side.ask(question)))
    return found


def _timed(work: Callable[[], Answer]) -> tuple[float, Answer]:
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def _claims(answer: Answer) -> list[tuple[str, int, int]]:
    return [(claim.passage.id, claim.start, claim.end) for claim in answer.claims()]


def _starts(cache: Path, base: Base, rounds: int) -> tuple[list[tuple[float, float]], ...]:
    """(seconds, peak MB) of processes that embed one text, ours and the peer's in turns."""
    ours, peer = [], []
    for _ in range(rounds):
        ours.append(_process(_OURS, cache))
        peer.append(_process(_PEER, base.folder))
    return ours, peer


def _process(program: str, argument: Path) -> tuple[float, float]:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program + _PEAK, str(argument)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return time.perf_counter() - start, int(done.stdout.split()[-1]) / 1000


def render(found: Compared) -> str:
    """A table with ratios, the machine below it."""
    ours, peer = found.ours, found.peer
    lines = [
        "| | ours | torch | ratio | target |",
        "| --- | ---: | ---: | ---: | ---: |",
        _row("answer, p50 ms", ours.answer_p50, peer.answer_p50, ANSWERS_TARGET),
        _row("answer, p95 ms", ours.answer_p95, peer.answer_p95),
        _row("process start to first embedding, s", ours.start, peer.start, START_TARGET),
        _row("its memory at the peak, MB", ours.start_peak, peer.start_peak),
        "",
        f"{found.questions} questions, {found.same} with the same answer on both sides. {_machine()}",
    ]
    return "\n".join(lines)


def _row(name: str, ours: float, peer: float, target: float | None = None) -> str:
    form = ".2f" if "s" in name.rsplit(" ", 1)[-1] and "ms" not in name else ".0f"
    ratio = peer / ours
    goal = "" if target is None else f"{target:g} {'met' if ratio >= target else 'missed'}"
    return f"| {name} | {ours:{form}} | {peer:{form}} | {ratio:.1f} | {goal} |"


def _machine() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        name = platform.processor() or "unknown processor"
    packages = ", ".join(f"{p} {version(p)}" for p in ("onnxruntime", "torch", "sentence-transformers"))
    return (
        f"{name} ({platform.machine()}), {os.cpu_count()} cores, one thread each side; "
        f"Python {platform.python_version()}, {packages}."
    )


if __name__ == "__main__":
    main()
