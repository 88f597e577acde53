"""The model card that lies beside the adapter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.base_model import BaseSpec
from assistant.packing import MAX_TOKENS
from assistant.selector_figures import Figures
from assistant.tune import Recipe
from assistant.tune_data import TrainingData

# Licences of known data sets by the beginning of their files' names.
LICENCES = {
    "squad2": "SQuAD 2.0, CC BY-SA 4.0",
    "squad": "SQuAD, CC BY-SA 4.0",
    "squadshifts": "SquadShifts, used for evaluation only",
}
_TITLES = {
    "blocks": "adapter, 8-bit blocks",
    "int8": "adapter, int8",
    "fp32": "adapter, fp32",
    "plain": "base alone (cosine)",
    "bm25": "BM25",
}


def render_card(
    base: BaseSpec,
    recipe: Recipe,
    data: TrainingData,
    names: Mapping[str, Sequence[str]],
    figures: Mapping[str, Mapping[str, Figures | float]],
    log: Sequence[Mapping[str, float]],
) -> str:
    """Markdown: what the adapter is, what it learnt from, how, what it reaches, and the licences."""
    parts = [
        "# Evidence selector: adapter for " + base.hub,
        "A low-rank adapter and a small head. Given a question and a passage, the model says of every "
        "sentence of the passage how likely it holds the answer, as a logit: above 0 is yes. It does not "
        "write text, and it judges only whether a text answers, not whether the text is true. English only.",
        f"Base: `{base.hub}` ({base.licence}), `model.safetensors` sha256 `{base.sha256}`.",
        "## Data",
        _data(data, names),
        "## Training",
        _training(recipe, log),
        "## Figures",
        _figures(figures),
        "## Licence",
        "The adapter is under Apache 2.0, as the code. The data stay under their own licences and are not "
        "part of it: " + "; ".join(_licences(names)) + "; pairs from the content, CC BY 4.0.",
    ]
    return "\n\n".join(parts) + "\n"


def _data(data: TrainingData, names: Mapping[str, Sequence[str]]) -> str:
    rows = [f"- {count:,} groups of kind `{kind}`" for kind, count in data.kinds.items()]
    return "\n".join(
        [
            "A group is one question with passages of which every sentence holds the answer or does not: its "
            "own passage, another of the same article, other fields of the entry, the same field of a "
            "sibling entry, passages of another subject.",
            "",
            *rows,
            "",
            f"Files: {', '.join(names['data'])}. Held out by article, and never learnt from: "
            f"{', '.join(title.replace('_', ' ') for title in data.articles)}. "
            f"Evaluation only: {', '.join(names['evaluation']) or 'none'}.",
        ]
    )


def _training(recipe: Recipe, log: Sequence[Mapping[str, float]]) -> str:
    text = (
        f"{recipe.steps} steps of {recipe.batch} groups, seed {recipe.seed}, learning rate "
        f"{recipe.learning_rate:g} with linear decay, rank {recipe.rank}, alpha {recipe.alpha}, on all "
        f"matrices of attention and feed-forward layers; the head trained whole; passages of at most "
        f"{MAX_TOKENS} tokens. Loss: softmax over a group's sentences, and yes or no for each with weight "
        f"{recipe.yes_no:g}. `atlas tune --help` lists the options."
    )
    rows = [
        f"| {entry['step']:.0f} | {100 * entry['eval_right_sentence']:.1f} % |"
        for entry in log
        if "eval_right_sentence" in entry
    ]
    table = "\n".join(["| step | right sentence, small held-out sample |", "| --- | --- |", *rows])
    return f"{text}\n\n{table}" if rows else text


def _figures(figures: Mapping[str, Mapping[str, Figures | float]]) -> str:
    lines = [
        "Right sentence: the answer is annotated in the best-scored sentence of its passage. Words held: "
        "that sentence has the answer's words, annotated there or not. AUC: the best sentence of the right "
        "passage against the best of a wrong one.",
    ]
    for name, row in figures.items():
        lines += ["", f"**{_heading(name, row)}**", "", "| | right sentence | words held |"]
        lines[-1] += " AUC wrong passage | AUC wrong article | AUC unanswerable |"
        lines.append("| --- | --- | --- | --- | --- | --- |")
        lines += [f"| {_TITLES.get(who, who)} | {_cells(value)} |" for who, value in row.items()]
    return "\n".join(lines)


def _heading(name: str, row: Mapping[str, Figures | float]) -> str:
    count = next((value.questions for value in row.values() if isinstance(value, Figures)), 0)
    title = {"held out": "Held-out articles", "other": "Evaluation files"}.get(name, name)
    return f"{title}, {count:,} questions with an answer"


def _cells(value: Figures | float) -> str:
    if isinstance(value, float):
        return f"{100 * value:.1f} % | | | |"
    aucs = (value.wrong_passage_auc, value.wrong_article_auc, value.unanswerable_auc)
    printed = ("—" if auc != auc else f"{auc:.3f}" for auc in aucs)
    shares = f"{100 * value.right_sentence:.1f} % | {100 * value.words_held:.1f} %"
    return f"{shares} | {' | '.join(printed)}"


def _licences(names: Mapping[str, Sequence[str]]) -> list[str]:
    found: dict[str, None] = {}
    for name in [*names["data"], *names["evaluation"]]:
        known = [prefix for prefix in LICENCES if name.startswith(prefix)]
        found[LICENCES[max(known, key=len)] if known else f"{name}, see its source"] = None
    return list(found)
