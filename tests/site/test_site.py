"""The finished site, made from the real content: nothing broken, nothing from elsewhere."""

from __future__ import annotations

import json
import posixpath
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import html5lib
import pytest

from generator.content import Content
from generator.site_map import SiteMap, entry_url
from tests.site.conftest import ROOT, build

# Elements whose address the browser opens by itself when it shows a page.
_LOADED = (("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("source", "src"))
_LINK_RELATIONS_NOT_LOADED = {"canonical", "edit", "prev", "next"}


@cache
def parsed(path: Path) -> ElementTree.Element:
    """A page's tree; html5lib in strict mode raises on invalid HTML."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree: ElementTree.Element = parser.parse(path.read_text(encoding="utf-8"))
    return tree


def pages(site: Path) -> list[Path]:
    """Pages with the site's frame; what other sites embed stands without it."""
    found = (path for path in site.rglob("*.html") if path.name != "404.html")
    return sorted(path for path in found if path.relative_to(site).parts[0] != "embed")


def address(site: Path, path: Path) -> str:
    relative = path.relative_to(site).as_posix()
    return relative.removesuffix("index.html")


def test_every_entry_pair_and_table_has_its_page_and_no_other_page_exists(
    site: Path, content: Content
) -> None:
    """The number of pages is that of the content and the fixed pages."""
    expected = {entry_url(entry) for entry in content.entries.values()}
    expected |= {f"comparisons/{slug}/" for slug in SiteMap(content).pairs}
    expected |= {f"comparisons/{table.slug}/" for table in content.tables.tables}
    expected |= {"", "methods/", "comparisons/", "glossary/", "sources/", "choosing/", "cost/"}
    expected |= {"data/", "suggest/", "methods/timeline/", "contributing/fields/"}
    expected |= {"comparisons/compare/"}
    if content.guides:
        expected.add("guides/")
    assert {address(site, path) for path in pages(site)} == expected


def test_every_internal_link_and_anchor_leads_somewhere(site: Path) -> None:
    """Links are followed as a browser would, in the finished HTML with its frame."""
    anchors = {path: {e.get("id") for e in parsed(path).iter() if e.get("id")} for path in pages(site)}
    broken = []
    for path in pages(site):
        for link in parsed(path).iter("a"):
            href = link.get("href") or ""
            parts = urlsplit(href)
            if parts.scheme or parts.netloc or not href:
                continue
            folder = path.parent.relative_to(site).as_posix()
            target = posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path else ""
            file = path if not parts.path else site / target
            if file.is_dir():
                file = file / "index.html"
            if not file.is_file() or ".." in target.split("/"):
                broken.append(f"{address(site, path)}: {href}")
            elif parts.fragment and parts.fragment not in anchors.get(file, set()) | {"__skip"}:
                broken.append(f"{address(site, path)}: {href} (anchor)")
    assert not broken


def test_html_is_valid(site: Path) -> None:
    """A strict HTML5 parser finds no error in our part of any page."""
    errors = []
    for path in pages(site):
        article = re.search(r"<article.*?</article>", path.read_text(encoding="utf-8"), re.S)
        assert article, path
        parser = html5lib.HTMLParser(strict=False)
        parser.parseFragment(article.group())
        errors += [f"{address(site, path)}: {code} {data}" for _, code, data in parser.errors]
    assert not errors


def test_no_id_stands_twice_on_a_page(site: Path) -> None:
    """A link to an anchor can only mean one place."""
    for path in pages(site):
        ids = [e.get("id") for e in parsed(path).iter() if e.get("id")]
        assert len(ids) == len(set(ids)), (address(site, path), sorted({i for i in ids if ids.count(i) > 1}))


def test_pages_load_nothing_from_another_host(tmp_path: Path) -> None:
    """With a production repository address and under a sub-path, every loaded file is our own."""
    site = build(tmp_path / "site", "--site-url", "https://docs.example.org/some/path/")
    for path in pages(site):
        for tag, attribute in _LOADED:
            for element in parsed(path).iter(tag):
                if tag == "link" and set((element.get("rel") or "").split()) & _LINK_RELATIONS_NOT_LOADED:
                    continue
                source = element.get(attribute) or ""
                assert not urlsplit(source).netloc, (address(site, path), source)
                assert not source.startswith("/"), "absolute addresses break under a sub-path"
    for sheet in site.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", sheet.read_text(encoding="utf-8")), sheet


def test_the_edit_link_of_an_entry_opens_its_yaml_file(site: Path) -> None:
    """The pencil on a page leads to the file the page is made from."""
    text = (site / "methods/lora/index.html").read_text(encoding="utf-8")
    assert re.search(
        r'href="https://github\.com/[^"]+/edit/main/content/methods/lora\.yaml"[^>]*rel="edit"', text
    )


def test_pages_have_a_title_a_description_and_a_canonical_address(site: Path) -> None:
    """Search engines get one sentence about each page."""
    seen = set()
    for path in pages(site):
        tree = parsed(path)
        metas = {m.get("name"): m.get("content") for m in tree.iter("meta")}
        description = metas.get("description") or ""
        assert 15 <= len(description) <= 300, address(site, path)
        title = next(tree.iter("title")).text
        assert title, address(site, path)
        assert title not in seen, title
        seen.add(title)
        canonical = [e.get("href") for e in tree.iter("link") if e.get("rel") == "canonical"]
        assert canonical == [f"http://127.0.0.1/{address(site, path)}"]


def test_the_sitemap_lists_every_page_and_claims_no_date(site: Path) -> None:
    """The day of a build says nothing about when a page changed."""
    text = (site / "sitemap.xml").read_text(encoding="utf-8")
    listed = set(re.findall(r"<loc>http://127\.0\.0\.1/([^<]*)</loc>", text))
    assert listed == {address(site, path) for path in pages(site)}
    assert "lastmod" not in text


def test_a_missing_page_has_a_page_of_its_own(site: Path) -> None:
    """404.html leads back to the sections."""
    text = (site / "404.html").read_text(encoding="utf-8")
    assert "There is no such page" in text
    assert 'href="/glossary/"' in text


def test_search_finds_sections_that_exist_and_aliases(site: Path, content: Content) -> None:
    """Every entry of the search index points to an anchor, and aliases are found as tags."""
    docs = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    for doc in docs:
        location, _, anchor = doc["location"].partition("#")
        file = site / location / "index.html"
        assert file.is_file(), doc["location"]
        if anchor:
            assert any(e.get("id") == anchor for e in parsed(file).iter()), doc["location"]
    by_location = {doc["location"]: doc for doc in docs}
    for entry in content.entries.values():
        assert entry_url(entry) in by_location
        if getattr(entry, "aliases", ()):
            assert by_location[entry_url(entry)]["tags"] == list(entry.aliases)


@pytest.mark.parametrize("folder", ["methods", "glossary"])
def test_numbered_notes_lead_to_sources_and_none_is_left_over(site: Path, folder: str) -> None:
    """Notes are numbered from 1 without gaps, and each is used on its page."""
    for path in (site / folder).rglob("index.html"):
        tree = parsed(path)
        cited = {
            (a.get("href") or "")[1:]: a.text
            for sup in tree.iter("sup")
            for a in sup.iter("a")
            if (a.get("href") or "").startswith("#source-")
        }
        listed = [li.get("id") for ol in tree.iter("ol") if ol.get("class") == "atlas-sources" for li in ol]
        assert set(cited) == set(listed), path
        assert [cited[key] for key in listed] == [str(n + 1) for n in range(len(listed))], path


def test_definitions_stand_on_first_use_only_and_never_in_links_code_or_headings(site: Path) -> None:
    """One tooltip for a term on a page, outside of links, code and headings."""
    forbidden = {"a", "code", "pre", "h1", "h2", "h3", "h4"}
    for path in pages(site):
        seen = set()
        stack = [(parsed(path), frozenset[str]())]
        while stack:
            element, inside = stack.pop()
            if element.tag == "a" and "atlas-term" in (element.get("class") or ""):
                assert not inside & forbidden, (path, element.get("href"))
                assert element.get("href") not in seen, (path, element.get("href"))
                assert element.get("data-tip")
                seen.add(element.get("href"))
            stack += [(child, inside | {str(element.tag)}) for child in element]


def test_two_builds_of_the_same_content_are_equal_to_the_byte(site: Path, tmp_path: Path) -> None:
    """Nothing in the output depends on when or where it was built."""
    again = build(tmp_path / "again", "--site-url", "http://127.0.0.1/")
    files = {p.relative_to(site) for p in site.rglob("*") if p.is_file()}
    assert files == {p.relative_to(again) for p in again.rglob("*") if p.is_file()}
    assert [f for f in sorted(files) if (site / f).read_bytes() != (again / f).read_bytes()] == []


def test_a_failed_build_leaves_the_old_site_alone(tmp_path: Path) -> None:
    """Broken content stops the build with a message before anything is replaced."""
    import shutil

    from click.testing import CliRunner

    from generator.cli import main

    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copytree(ROOT / "site_config", tmp_path / "site_config")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("old")
    with (tmp_path / "content/methods/lora.yaml").open("a") as file:
        file.write("unknown_key: 1\n")
    result = CliRunner().invoke(main, ["build", "--config", str(tmp_path / "site_config/mkdocs.yml")])
    assert result.exit_code == 1
    assert "unknown_key: unknown key" in result.output
    assert "Traceback" not in result.output
    assert [p.name for p in (tmp_path / "site").iterdir()] == ["index.html"]
    assert (tmp_path / "site" / "index.html").read_text() == "old"
