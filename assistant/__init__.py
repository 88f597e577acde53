"""Answers questions from the content, cites every sentence, and refuses what it does not hold."""
