"""A citation of a page, to be copied: BibTeX with nothing in it that depends on the day of the build."""

from __future__ import annotations

import datetime
import re

from markupsafe import escape

# What BibTeX and TeX would read as commands.
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "#": r"\#", "$": r"\$", "&": r"\&",
    "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip


def bibtex(site: str, slug: str, title: str, address: str, reviewed: datetime.date | None) -> str:
    """An entry of type `misc`.

    `address` is the whole address of the page, or empty where it is not known; `reviewed` the
    day its content was last checked, which dates the citation.
    """
    fields = [
        ("title", f"{{{tex(title)}}}"),
        ("author", f"{{{tex(site)} contributors}}"),
        ("howpublished", tex(site)),
        ("year", str(reviewed.year) if reviewed else ""),
        ("url", address),
        ("note", f"Content checked {reviewed}" if reviewed else ""),
    ]
    lines = [f"  {name} = {{{value}}}," for name, value in fields if value]
    return "\n".join([f"@misc{{{_key(site)}-{slug},", *lines, "}"])


def cite_block(label: str, citation: str) -> str:
    """The citation as a fold below the page; the theme puts a button to copy on it."""
    code = f'<pre class="atlas-code" tabindex="0"><code>{escape(citation)}</code></pre>'
    return f'\n<details class="atlas-citation"><summary>{escape(label)}</summary>{code}</details>\n'


def tex(text: str) -> str:
    """Text as TeX prints it."""
    return "".join(_SPECIAL.get(character, character) for character in text)


def _key(site: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", site.lower())) or "site"
