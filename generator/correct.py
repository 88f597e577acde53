"""'Correct this': a new issue that already names the file, the field and the page."""

from __future__ import annotations

from generator.frame import Frame

_BODY = """File: {file}
Field: {field}
Page: {page}

What stands there:
{text}

What is right:

The source that says so (title, where in it, address):
"""


def correction(frame: Frame, url: str, file: str, field: str = "", text: str = "") -> str:
    """Address of the filled-in issue; empty where the site knows no repository.

    `url` is the page's address from the root, `file` its YAML file from the root of the content.
    """
    path = f"content/{file}" if file else "made from many files"
    title = f"Correct {file or url or 'the home page'}" + (f": {field}" if field else "")
    page = frame.page(url) or "home page"
    return frame.issue(
        title, _BODY.format(file=path, field=field or "(which?)", page=page, text=text or "(…)")
    )
