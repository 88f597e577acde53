"""What can go wrong with the model's files, each with a message that names place and remedy."""

from __future__ import annotations


class ModelError(Exception):
    """The assistant's model cannot be made or loaded; the message says why and what to do."""


class BaseModelError(ModelError):
    """The base weights are absent, altered or of a shape that is not understood."""


class AdapterError(ModelError):
    """The adapter is absent, damaged, or belongs to another base."""


class TrainingDataError(ModelError):
    """A training file cannot be read; the message says where."""
