"""The assistant on both contents, with a small encoder of words in place of the model."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.opening import open_assistant
from assistant.refusal import Judge
from tests.assistant.words_encoder import WordsEncoder
from tests.conftest import ROOT, TESTS


def answering(content: Path, cache: Path) -> Assistant:
    """An assistant that refuses nothing it has passages for: thresholds belong to the real model."""
    assistant = open_assistant(content, cache, encoder=WordsEncoder())
    assistant.judge = Judge(dict.fromkeys(assistant.judge.weights, 0.0), bias=1.0, threshold=0.5)
    return assistant


@pytest.fixture(scope="session")
def baker(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Answers on bread."""
    return answering(TESTS / "content_base", tmp_path_factory.mktemp("bread"))


@pytest.fixture(scope="session")
def tuner(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Answers on the real content."""
    return answering(ROOT / "content", tmp_path_factory.mktemp("tuning"))
