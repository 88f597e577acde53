"""The description of the API: OpenAPI 3.1, with the JSON Schemas of what the files hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from generator.api import LICENCE, ROOT, api_changes
from generator.content import Content
from generator.data_file import DataFile
from schema import api
from schema.export import WithoutTitles

# Address -> what it holds, whether that is a list, and what it is.
PATHS: dict[str, tuple[type[BaseModel], bool, str]] = {
    "/index.json": (api.Index, False, "What there is, and the versions of this API."),
    "/all.json": (api.Everything, False, "The whole content in one file."),
    "/methods.json": (api.Reference, True, "Every method."),
    "/methods/{slug}.json": (api.MethodItem, False, "One method."),
    "/terms.json": (api.Reference, True, "Every glossary term."),
    "/terms/{slug}.json": (api.TermItem, False, "One term."),
    "/guides.json": (api.Reference, True, "Every guide."),
    "/guides/{slug}.json": (api.GuideItem, False, "One guide."),
    "/comparisons.json": (api.Reference, True, "Every verdict on two entries."),
    "/comparisons/{slug}.json": (api.ComparisonItem, False, "One verdict."),
    "/facts.json": (api.FactItem, True, "Every fact."),
    "/facts/{owner}/{id}.json": (api.FactItem, False, "One fact of an entry."),
    "/sources.json": (api.SourceItem, True, "The bibliography."),
    "/sources/{key}.json": (api.SourceItem, False, "One source."),
    "/tables.json": (api.TableItem, True, "Every reference table."),
    "/tables/{slug}.json": (api.TableItem, False, "One reference table."),
}
TEXT_PATHS: dict[str, str] = {
    "/tables/{slug}.csv": "One reference table, a line for each thing compared.",
    "/methods.csv": "The table of all methods.",
    "/terms.csv": "The glossary.",
    "/facts.csv": "Every fact with its source.",
    "/sources.csv": "The bibliography.",
}


def openapi_files(content: Content) -> Iterator[DataFile]:
    """`openapi.json`, and each schema as a file of its own for tools that want one."""
    yield DataFile.of(f"{ROOT}openapi.json", _text(openapi(content.site.name)))
    shared = components()
    for model in {model for model, _, _ in PATHS.values()}:
        name = model.__name__
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **shared[name]}
        yield DataFile.of(f"{ROOT}schemas/{name}.schema.json", _text(_own_definitions(schema, shared)))


def openapi(name: str) -> dict[str, Any]:
    """The whole description. Addresses are relative to the place of this file."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{name}: data",
            "version": api_changes()[0].version,
            "description": "Static files. What is left out is not known; unknown is not no.",
            "license": {"name": LICENCE, "identifier": LICENCE},
        },
        "servers": [{"url": "."}],
        "paths": {path: _operation(path, *told) for path, told in PATHS.items()}
        | {path: _text_operation(path, told) for path, told in TEXT_PATHS.items()},
        "components": {"schemas": components()},
    }


def shape() -> dict[str, Any]:
    """What users of the API rely on, without words that explain: changes only with the version."""
    return {"paths": {**{p: [m.__name__, many] for p, (m, many, _) in PATHS.items()},
                      **dict.fromkeys(TEXT_PATHS, "csv")},
            "schemas": _without_words(components())}  # fmt: skip


@cache
def components() -> dict[str, Any]:
    """Every schema by name."""
    models = dict.fromkeys(model for model, _, _ in PATHS.values())
    _, found = models_json_schema(
        [(model, "validation") for model in models],
        ref_template="#/components/schemas/{model}",
        schema_generator=WithoutTitles,
    )
    plain: dict[str, Any] = _without(found["$defs"], ("x-list", "title"))
    return plain


def _operation(path: str, model: type[BaseModel], many: bool, told: str) -> dict[str, Any]:
    reference: dict[str, Any] = {"$ref": f"#/components/schemas/{model.__name__}"}
    schema = {"type": "array", "items": reference} if many else reference
    return _get(path, told, "application/json", schema)


def _text_operation(path: str, told: str) -> dict[str, Any]:
    return _get(path, told, "text/csv", {"type": "string"})


def _get(path: str, told: str, media: str, schema: dict[str, Any]) -> dict[str, Any]:
    names = [part.split("}")[0] for part in path.split("{")[1:]]
    identifier = "_".join(path.strip("/").replace(".", "_").replace("{", "").replace("}", "").split("/"))
    operation: dict[str, Any] = {
        "operationId": f"get_{identifier}",
        "summary": told,
        "responses": {"200": {"description": told, "content": {media: {"schema": schema}}}},
    }
    if names:
        operation["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
        ]
    return {"get": operation}


def _own_definitions(schema: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """A schema that stands alone: what it refers to comes along under `$defs`."""
    needed: dict[str, Any] = {}
    waiting = [schema]
    while waiting:
        for name in _references(waiting.pop()):
            if name not in needed:
                needed[name] = shared[name]
                waiting.append(shared[name])
    text = json.dumps({**schema, "$defs": dict(sorted(needed.items()))})
    alone: dict[str, Any] = json.loads(text.replace("#/components/schemas/", "#/$defs/"))
    return alone


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].rsplit("/", 1)[1]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _without(node: Any, keys: tuple[str, ...], *, named: bool = False) -> Any:
    """Without these keywords; under `properties` and the like, keys are names and stay."""
    if isinstance(node, dict):
        return {
            key: _without(value, keys, named=key in ("properties", "$defs") and not named)
            for key, value in node.items()
            if named or key not in keys
        }
    return [_without(item, keys) for item in node] if isinstance(node, list) else node


def _without_words(schemas: dict[str, Any]) -> dict[str, Any]:
    return {name: _without(schema, ("description", "examples")) for name, schema in schemas.items()}


def _text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
