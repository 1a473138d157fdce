"""The interface for programs, and its description as a plain page: no script, nothing from elsewhere."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from leitfrage.workspace.api import api


@login_required
def description(request: HttpRequest) -> HttpResponse:
    schema = api.get_openapi_schema(path_prefix="/api/")
    shapes = schema["components"]["schemas"]
    return render(
        request,
        "leitfrage/interface.html",
        {"operations": list(_operations(schema)), "shapes": [(name, _fields(shape)) for name, shape in shapes.items()]},
    )


def _operations(schema: dict[str, Any]) -> Any:
    for address, methods in schema["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            answers = {
                status: _kind(answer.get("content", {}).get("application/json", {}).get("schema", {}))
                for status, answer in operation["responses"].items()
            }
            yield {
                "method": method.upper(),
                "address": address,
                "text": operation.get("description", ""),
                "parameters": [(each["name"], _kind(each["schema"])) for each in operation.get("parameters", [])],
                "body": _kind(body),
                "answer": next(((status, kind) for status, kind in answers.items() if int(status) < 300), None),
            }


def _fields(shape: dict[str, Any]) -> list[tuple[str, str, bool]]:
    if "enum" in shape:
        return [(str(each), "", False) for each in shape["enum"]]
    wanted = shape.get("required", [])
    return [(name, _kind(each), name in wanted) for name, each in shape.get("properties", {}).items()]


def _kind(schema: dict[str, Any]) -> str:
    """Say in a word what a value is."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " | ".join(_kind(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type") or "")


urls = [path("api/", description, name="api-docs"), path("api/", api.urls)]
