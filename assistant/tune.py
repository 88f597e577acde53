"""Trains the adapter: low-rank updates that turn the base into a selector of evidence.

transformers carries the loop, peft the updates. What is special here: the head that judges every
sentence of a passage in its context, the loss over the sentences of one question, and checkpoints
that hold only what is trained.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from peft import LoraConfig, inject_adapter_in_model
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import AutoModel, Trainer, TrainingArguments

from assistant.base_model import Base
from assistant.errors import ModelError
from assistant.packing import Packed, Tokenizing
from assistant.records import Reading, Scores
from assistant.tune_groups import RIGHT, UNUSED, Group

# Every matrix of the encoder's layers and nothing else: "all-linear" would wrap the head too.
TARGETS = r"encoder\.layer\.\d+\..*(query|key|value|dense)"
_SLOPE, _MIDDLE = 8.0, 0.5  # of the untrained head: a cosine of one half is "perhaps"
_TRAINED = "trained.safetensors"


@dataclass(frozen=True)
class Recipe:
    """All that decides the outcome of a training run, data apart."""

    steps: int = 700
    batch: int = 16  # questions a step, each with one or several passages
    learning_rate: float = 6e-4
    rank: int = 16
    alpha: int = 32
    yes_no: float = 0.3  # weight of "does it hold the answer at all" beside "which sentence does"
    warmup: float = 0.06  # share of the steps
    seed: int = 7
    every: int = 100  # steps between metrics and checkpoints
    bf16: bool = False  # pays only on processors that multiply it
    threads: int = field(default=2, compare=False)

    @property
    def at_once(self) -> int:
        """Sequences in one forward pass; they are sorted by length first, so that little is padding."""
        return 8


class Head(nn.Module):  # type: ignore[misc]
    """Judges a sentence by the mean of its states and by how near that is to the question's.

    It starts as the base's own likeness of question and sentence.
    """

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(2 * hidden, hidden)
        self.output = nn.Linear(hidden, 1)
        self.slope = nn.Parameter(torch.tensor([_SLOPE]))
        nn.init.zeros_(self.output.weight)
        nn.init.constant_(self.output.bias, -_SLOPE * _MIDDLE)

    def forward(self, rows: Tensor) -> Tensor:
        """Logits (batch, sentences) from means (batch, 1 + sentences, hidden), the question's first."""
        units = nn.functional.normalize(rows, dim=-1)
        product = units[:, :1] * units[:, 1:]
        both = torch.cat([rows[:, 1:], product * rows.shape[-1] ** 0.5], dim=-1)
        judged = self.output(torch.tanh(self.hidden(both))).squeeze(-1)
        return judged + self.slope * product.sum(-1)


class Selector(nn.Module):  # type: ignore[misc]
    """Encoder and head; what it learns from is a batch of `collate`."""

    def __init__(self, bert: nn.Module, yes_no: float) -> None:
        super().__init__()
        self.bert = bert
        self.head = Head(bert.config.hidden_size)
        self.yes_no = yes_no

    def logits(self, chunk: Mapping[str, Tensor]) -> Tensor:
        """The logits of a chunk's sentences, one after the other."""
        inputs = {key: chunk[key] for key in ("input_ids", "token_type_ids", "attention_mask")}
        states = self.bert(**inputs).last_hidden_state
        found: Tensor = self.head(chunk["means"] @ states)[chunk["real"]].float()
        return found

    def forward(self, chunks: Sequence[Mapping[str, Tensor]], rows: Tensor) -> dict[str, Tensor]:
        """The loss of a batch: which sentence of a question's is right, and whether each is at all.

        `rows` (sentences, 3): question, passage and label of each, as in the chunks. A softmax alone
        would leave the level of the logits open, and questions without an answer teach only it. Of a
        passage with several right sentences only the best has to be a yes.
        """
        logits = torch.cat([self.logits(chunk) for chunk in chunks])
        used = rows[:, 2] != UNUSED
        logits, rows = logits[used], rows[used]
        right = rows[:, 2] == RIGHT
        choices = []
        for question in rows[right, 0].unique():
            own = rows[:, 0] == question
            choices.append(torch.logsumexp(logits[own], 0) - torch.logsumexp(logits[own & right], 0))
        choice = torch.stack(choices).mean() if choices else logits.sum() * 0
        best = [logits[right & (rows[:, 1] == passage)].max() for passage in rows[right, 1].unique()]
        judged = torch.cat([logits[~right], *(value.view(1) for value in best)])
        target = torch.cat([torch.zeros(int((~right).sum())), torch.ones(len(best))]).to(judged)
        yes_no = nn.functional.binary_cross_entropy_with_logits(judged, target)
        return {"loss": choice + self.yes_no * yes_no}


def build_model(base: Base, recipe: Recipe) -> Selector:
    """The base with fresh updates and a fresh head; only these are trainable."""
    torch.manual_seed(recipe.seed)
    # With so few passes dropout costs more than it saves, and it forbids the fast attention.
    bert = AutoModel.from_pretrained(
        base.folder,
        local_files_only=True,
        add_pooling_layer=False,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    lora = LoraConfig(r=recipe.rank, lora_alpha=recipe.alpha, lora_dropout=0.0, target_modules=TARGETS)
    # Put into the layers without a wrapper around the model, which could drop arguments on the way.
    inject_adapter_in_model(lora, bert)
    for name, weights in bert.named_parameters():
        weights.requires_grad_(".lora_" in name)
    return Selector(bert, recipe.yes_no)


@dataclass(frozen=True)
class Collate:
    """Turns groups into a batch: sequences of like length together, and what each sentence is."""

    tokenizing: Tokenizing
    at_once: int

    def __call__(self, groups: Sequence[Group]) -> dict[str, Any]:
        """`chunks` and `rows`, as `Selector.forward` takes them."""
        found: list[tuple[Packed, list[tuple[int, int, int]]]] = []
        passages = 0
        for number, group in enumerate(groups):
            for reading, labels in zip(group.passages, group.labels, strict=True):
                left = [(number, passages, label) for label in labels]
                for packed in self.tokenizing.pack(group.question, reading):
                    found.append((packed, left[: len(packed.sentences)]))
                    left = left[len(packed.sentences) :]
                passages += 1
        found.sort(key=lambda item: len(item[0].ids))
        parts = [found[start : start + self.at_once] for start in range(0, len(found), self.at_once)]
        rows = [row for _, of_sequence in found for row in of_sequence]
        return {
            "chunks": [padded([packed for packed, _ in part]) for part in parts],
            "rows": torch.tensor(rows),
        }


def padded(sequences: Sequence[Packed]) -> dict[str, Tensor]:
    """Sequences as tensors of one length; `real` (batch, most sentences) tells sentences from padding."""
    size, length = len(sequences), max(len(packed.ids) for packed in sequences)
    most = max(len(packed.sentences) for packed in sequences)
    numbers = np.zeros((3, size, length), np.int64)
    means, real = np.zeros((size, 1 + most, length), np.float32), np.zeros((size, most), bool)
    for row, packed in enumerate(sequences):
        count = len(packed.ids)
        numbers[0, row, :count], numbers[1, row, :count], numbers[2, row, :count] = (
            packed.ids,
            packed.types,
            1,
        )
        means[row, : 1 + len(packed.sentences), :count] = packed.means()
        real[row, : len(packed.sentences)] = True
    names = ("input_ids", "token_type_ids", "attention_mask")
    tensors = {name: torch.from_numpy(values) for name, values in zip(names, numbers, strict=True)}
    return tensors | {"means": torch.from_numpy(means), "real": torch.from_numpy(real)}


def read(model: Selector, tokenizing: Tokenizing, question: str, passage: Reading) -> Scores:
    """The logits of a passage's sentences by the model as it is, merged or not."""
    device = next(model.parameters()).device
    with torch.inference_mode():
        parts = [
            model.logits({key: value.to(device) for key, value in padded([packed]).items()})
            for packed in tokenizing.pack(question, passage)
        ]
    return np.asarray(torch.cat(parts).cpu().numpy(), np.float32)


class AdapterTrainer(Trainer):  # type: ignore[misc]
    """The trainer, measured by `measure`, with checkpoints of the trained weights alone."""

    measure: Callable[[Selector], Mapping[str, float]]

    def evaluate(self, *_: Any, **__: Any) -> dict[str, float]:
        """Right sentence on a few held-out questions, while training runs."""
        model = unwrapped(self.model)
        model.eval()
        figures = {f"eval_{name}": value for name, value in self.measure(model).items()}
        model.train()
        self.log(figures)
        return figures

    def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:
        folder = Path(output_dir or self.args.output_dir)
        folder.mkdir(parents=True, exist_ok=True)
        save_file(trained_weights(self.model), folder / _TRAINED)

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: Any = None) -> None:
        stored = load_file(Path(resume_from_checkpoint) / _TRAINED)
        unknown = unwrapped(self.model).load_state_dict(stored, strict=False).unexpected_keys
        if unknown:
            raise ModelError(f"{resume_from_checkpoint} holds other weights: leave out --resume.")


def train(
    model: Selector,
    groups: Sequence[Group],
    tokenizing: Tokenizing,
    recipe: Recipe,
    work: Path,
    measure: Callable[[Selector], Mapping[str, float]],
    resume: bool = False,
) -> list[dict[str, float]]:
    """Trains in place for `recipe.steps` steps; returns what was logged. Checkpoints go to `work`."""
    torch.set_num_threads(recipe.threads)
    trainer = AdapterTrainer(
        model=model,
        args=_arguments(recipe, work),
        train_dataset=list(groups),
        eval_dataset=list(groups[:1]),  # asked for, and not looked at: `evaluate` has data of its own
        data_collator=Collate(tokenizing, recipe.at_once),
    )
    trainer.measure = measure
    last = max(work.glob("checkpoint-*"), key=_step, default=None) if resume else None
    if last and _step(last) >= recipe.steps:  # the trainer would add a step to a run that is over
        trainer._load_from_checkpoint(str(last))
        return list(json.loads((last / "trainer_state.json").read_text("utf-8"))["log_history"])
    trainer.train(resume_from_checkpoint=str(last) if last else None)
    return list(trainer.state.log_history)


def _step(checkpoint: Path) -> int:
    return int(checkpoint.name.split("-")[1])


def _arguments(recipe: Recipe, work: Path) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(work),
        max_steps=recipe.steps,
        per_device_train_batch_size=recipe.batch,
        learning_rate=recipe.learning_rate,
        warmup_steps=round(recipe.warmup * recipe.steps),
        lr_scheduler_type="linear",
        weight_decay=0.01,
        seed=recipe.seed,
        bf16=recipe.bf16,
        eval_strategy="steps",
        eval_steps=recipe.every,
        save_strategy="steps",
        save_steps=recipe.every,
        save_total_limit=2,
        logging_steps=min(20, recipe.every),
        report_to=[],
        remove_unused_columns=False,
        ddp_find_unused_parameters=False,
        dataloader_pin_memory=False,
        use_cpu=not torch.cuda.is_available(),
    )


def trained_weights(model: Any) -> dict[str, Tensor]:
    """What training changed: updates and head, by their names in the model, fp32 on the CPU."""
    return {
        name: weights.detach().cpu().float().contiguous()
        for name, weights in unwrapped(model).named_parameters()
        if weights.requires_grad
    }


def unwrapped(model: Any) -> Any:
    """The model itself where several processes train copies of it."""
    return getattr(model, "module", model)
