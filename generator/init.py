"""`atlas init`: an empty knowledge base on another subject, which builds from the first minute."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from generator.publish import replaced_folder, write_text
from generator.schemas import exported_schemas
from generator.site_error import SiteError

STARTER = Path(__file__).parent / "starter"
FRAME = Path(__file__).resolve().parent.parent / "site_config"
_OWN = re.compile(
    r"^(?:site_name|site_description|site_url|repo_url|edit_uri|copyright):.*\n(?: +.*\n)*", re.M
)
_HEAD = """# The site's frame. Pages come from ../content by way of the `atlas` plugin.
site_name: {name}
# Where the site will stand, and its repository; without them no feeds and no corrections.
# site_url: https://example.org/
# repo_url: https://github.com/OWNER/REPOSITORY
# edit_uri: edit/main/
"""


def init_folder(target: Path, name: str) -> None:
    """Write content, schemas and the site's frame into a new or empty folder.

    Raises SiteError if there is something in the folder already, or no frame to copy.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise SiteError(f"{target} is not empty; give a new folder", content=False)
    if not FRAME.is_dir():
        raise SiteError("the site's frame is missing; run atlas from a copy of its repository", content=False)
    with replaced_folder(target.resolve()) as fresh:
        shutil.copytree(STARTER / "content", fresh / "content")
        _name(fresh / "content" / "site.yaml", name)
        for file, text in exported_schemas(fresh / "content").items():
            write_text(fresh / "schema" / "json" / file, text)
        for part in ("assets", "overrides"):
            shutil.copytree(FRAME / part, fresh / "site_config" / part)
        write_text(fresh / "site_config" / "mkdocs.yml", _config(name))
        write_text(fresh / "README.md", (STARTER / "README.md").read_text("utf-8").replace("{name}", name))
        write_text(fresh / ".gitignore", "site/\n.cache/\n.atlas/\n")


def _name(file: Path, name: str) -> None:
    # JSON's strings are YAML's too, so any name is safe.
    text = file.read_text("utf-8").replace("name: New Atlas", f"name: {json.dumps(name, ensure_ascii=False)}")
    file.write_text(text, "utf-8")


def _config(name: str) -> str:
    """Our own configuration without what is ours alone."""
    ours = (FRAME / "mkdocs.yml").read_text("utf-8")
    rest = "\n".join(line for line in _OWN.sub("", ours).split("\n") if not line.startswith("#"))
    return _HEAD.format(name=json.dumps(name, ensure_ascii=False)) + "\n" + rest.lstrip("\n")
