"""The shape of every content file: models that validate, type, export and document it."""
