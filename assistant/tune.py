"""Trains the adapter: low-rank updates that turn the base into a selector of evidence.

sentence-transformers carries the loop, peft the updates. What is special here: the loss over
the texts of one question, and checkpoints that hold only what is trained.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from peft import LoraConfig, inject_adapter_in_model
from safetensors.torch import load_file, save_file
from sentence_transformers import CrossEncoder, CrossEncoderTrainer, CrossEncoderTrainingArguments
from sentence_transformers.base.evaluation import BaseEvaluator
from torch import Tensor, nn

from assistant.base_model import Base
from assistant.errors import ModelError
from assistant.tune_groups import Group

# Every matrix of the encoder's layers and nothing else: "all-linear" would wrap the head too.
TARGETS = r"bert\.encoder\.layer\.\d+\..*(query|key|value|dense)"
HEAD = ("bert.pooler", "classifier")
_TRAINED = "trained.safetensors"


@dataclass(frozen=True)
class Recipe:
    """All that decides the outcome of a training run, data apart."""

    steps: int = 600
    batch: int = 16  # questions a step, each with three to six texts
    learning_rate: float = 5e-4
    rank: int = 16
    alpha: int = 32
    max_tokens: int = 128  # of question and text together
    yes_no: float = 0.3  # weight of "does it hold the answer at all" beside "which text does"
    warmup: float = 0.06  # share of the steps
    seed: int = 7
    every: int = 100  # steps between metrics and checkpoints
    bf16: bool = False  # pays only on processors that multiply it
    threads: int = field(default=2, compare=False)

    @property
    def texts_at_once(self) -> int:
        """Texts in one forward pass; they are sorted by length first, so that little is padding."""
        return 32


def build_model(base: Base, recipe: Recipe) -> CrossEncoder:
    """The base with fresh updates and a fresh head; only these are trainable."""
    torch.manual_seed(recipe.seed)
    # With so few passes dropout costs more than it saves, and it forbids the fast attention.
    config = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    model = CrossEncoder(
        str(base.folder),
        num_labels=1,
        max_length=recipe.max_tokens,
        device=None if torch.cuda.is_available() else "cpu",
        config_kwargs=config,
        local_files_only=True,
        activation_fn=nn.Identity(),
    )
    lora = LoraConfig(r=recipe.rank, lora_alpha=recipe.alpha, lora_dropout=0.0, target_modules=TARGETS)
    # Put into the layers without a wrapper around the model, which could drop arguments on the way.
    inject_adapter_in_model(lora, inner(model))
    for name, weights in inner(model).named_parameters():
        weights.requires_grad_(".lora_" in name or name.startswith(HEAD))
    return model


class GroupLoss(nn.Module):  # type: ignore[misc]
    """Which text of the group holds the answer (softmax over the group), and whether any does (yes or no).

    A softmax alone would leave the level of the scores open, and groups without an answer teach only it.
    """

    def __init__(self, model: CrossEncoder, recipe: Recipe) -> None:
        super().__init__()
        self.model = model
        self.recipe = recipe

    def forward(self, inputs: list[Any], labels: list[Tensor], **_: Any) -> Tensor:
        """Mean loss of a batch: `inputs` are questions and lists of texts, `labels` 0 or 1 for each text."""
        questions, lists = inputs
        pairs = [(question, text) for question, texts in zip(questions, lists, strict=True) for text in texts]
        logits = self._logits(pairs)
        target = torch.cat(list(labels)).to(logits)
        yes_no = nn.functional.binary_cross_entropy_with_logits(logits, target)
        choices, start = [], 0
        for texts in lists:
            part = slice(start, start + len(texts))
            start += len(texts)
            if 0 < target[part].sum() < len(texts):
                share = torch.log_softmax(logits[part], dim=0)
                choices.append(-torch.logsumexp(share + torch.log(target[part]), dim=0))
        choice = torch.stack(choices).mean() if choices else logits.sum() * 0
        return choice + self.recipe.yes_no * yes_no

    def _logits(self, pairs: list[tuple[str, str]]) -> Tensor:
        order = sorted(range(len(pairs)), key=lambda number: len(pairs[number][0]) + len(pairs[number][1]))
        parts = []
        for start in range(0, len(order), self.recipe.texts_at_once):
            chunk = [pairs[number] for number in order[start : start + self.recipe.texts_at_once]]
            tokens = _unwrapped(self.model).preprocess(chunk)
            device = next(self.model.parameters()).device
            tokens = {k: v.to(device) if isinstance(v, Tensor) else v for k, v in tokens.items()}
            parts.append(self.model(tokens)["scores"].view(-1).float())
        back = torch.tensor(order, device=parts[0].device).argsort()
        return torch.cat(parts)[back]


class Progress(BaseEvaluator):  # type: ignore[misc]
    """Right sentence on a few held-out questions, while training runs."""

    def __init__(self, measure: Callable[[CrossEncoder], dict[str, float]]) -> None:
        super().__init__()
        self.measure = measure
        self.primary_metric = "right_sentence"

    def __call__(self, model: CrossEncoder, *_: Any, **__: Any) -> dict[str, float]:
        """The figures of the model as it is now."""
        model.eval()
        with torch.inference_mode():
            figures = self.measure(model)
        model.train()
        return figures


class AdapterTrainer(CrossEncoderTrainer):  # type: ignore[misc]
    """The trainer, with checkpoints of the trained weights alone instead of the whole model."""

    def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:
        folder = Path(output_dir or self.args.output_dir)
        folder.mkdir(parents=True, exist_ok=True)
        save_file(trained_weights(self.model), folder / _TRAINED)

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: Any = None) -> None:
        stored = load_file(Path(resume_from_checkpoint) / _TRAINED)
        unknown = inner(self.model).load_state_dict(stored, strict=False).unexpected_keys
        if unknown:
            raise ModelError(f"{resume_from_checkpoint} holds other weights: leave out --resume.")


def train(
    model: CrossEncoder,
    groups: Sequence[Group],
    recipe: Recipe,
    work: Path,
    measure: Callable[[CrossEncoder], dict[str, float]],
    resume: bool = False,
) -> list[dict[str, float]]:
    """Trains in place for `recipe.steps` steps; returns what was logged. Checkpoints go to `work`."""
    torch.set_num_threads(recipe.threads)
    data = Dataset.from_dict(
        {
            "question": [group.question for group in groups],
            "texts": [list(group.texts) for group in groups],
            "label": [[float(label) for label in group.labels] for group in groups],
        }
    )
    trainer = AdapterTrainer(
        model=model,
        args=_arguments(recipe, work),
        train_dataset=data,
        loss=GroupLoss(model, recipe),
        evaluator=Progress(measure),
    )
    last = max(work.glob("checkpoint-*"), key=lambda p: int(p.name.split("-")[1]), default=None)
    trainer.train(resume_from_checkpoint=str(last) if resume and last else None)
    return list(trainer.state.log_history)


def _arguments(recipe: Recipe, work: Path) -> CrossEncoderTrainingArguments:
    return CrossEncoderTrainingArguments(
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
        ddp_find_unused_parameters=False,
        dataloader_pin_memory=False,
        use_cpu=not torch.cuda.is_available(),
    )


def trained_weights(model: CrossEncoder) -> dict[str, Tensor]:
    """What training changed: updates and head, by their names in the transformers model, fp32 on the CPU."""
    return {
        name: weights.detach().cpu().float().contiguous()
        for name, weights in inner(model).named_parameters()
        if weights.requires_grad
    }


def inner(model: Any) -> nn.Module:
    """The transformers model inside."""
    found: nn.Module = _unwrapped(model).model
    return found


def _unwrapped(model: Any) -> Any:
    """The model itself where several processes train copies of it."""
    return getattr(model, "module", model)
