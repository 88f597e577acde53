"""Where a site and its repository stand: what the configuration knows and the content does not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, quote_plus

_quoted = lru_cache(500)(quote_plus)  # most lines are those of a form
_EDIT = re.compile(r"edit/([^/]+)/?\Z")  # GitHub's form; other hosts have no page for a new file


@dataclass(frozen=True)
class Frame:
    """Addresses; each may be empty, and then whatever needs it is left out."""

    site_url: str = ""  # with its last slash
    repo_url: str = ""  # without
    edit_uri: str = ""

    @classmethod
    def of(cls, settings: Any) -> Frame:
        """From a mapping such as the configuration of MkDocs."""
        site_url, repo_url, edit_uri = (settings.get(n) or "" for n in ("site_url", "repo_url", "edit_uri"))
        return cls(f"{site_url.rstrip('/')}/" if site_url else "", repo_url.rstrip("/"), edit_uri)

    @property
    def branch(self) -> str:
        """Branch that a new file is proposed to; empty where the host has no such page."""
        found = _EDIT.match(self.edit_uri)
        return found.group(1) if found and self.repo_url else ""

    @property
    def new_file(self) -> str:
        """Address of the editor for a new file."""
        return f"{self.repo_url}/new/{quote(self.branch)}" if self.branch else ""

    def issue(self, title: str, body: str) -> str:
        """Address of a new issue, filled in; empty where there is no repository of that kind."""
        if not self.branch:
            return ""
        lines = "%0A".join(map(_quoted, body.split("\n")))
        return f"{self.repo_url}/issues/new?title={_quoted(title)}&body={lines}"

    def page(self, url: str) -> str:
        """A page's whole address, or from the root where the site's is not known."""
        return f"{self.site_url}{url}"
