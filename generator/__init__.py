"""Content files in, checked content and finished pages out."""
