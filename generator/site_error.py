"""What goes wrong with a site rather than with one file of its content."""

from __future__ import annotations


class SiteError(Exception):
    """The site could not be built or served. `content`: the content is to blame, not the call."""

    def __init__(self, message: str, *, content: bool = True) -> None:
        super().__init__(message)
        self.content = content
