"""Everything that goes wrong, as one shape in the language of the request."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from tagma.errors import DefinitionErrors, Place, TagmaError, Text
from tagma.server.asking import choose_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI, Request

    from tagma.errors import Language

log = logging.getLogger("tagma.server")

STATUSES: Mapping[str, int] = {
    "rule": 422,
    "definition": 422,
    "definitions": 422,
    "source": 422,
    "request": 422,
    "instant": 422,
    "not-found": 404,
    "busy": 409,
    "conflict": 409,
    "run": 409,
    "workspace": 409,
    "unauthenticated": 401,
    "forbidden": 403,
    "too-many": 429,
    "too-large": 413,
    "too-long": 503,
}
"""The status of each error code; any other is 500."""

_PLAIN: Mapping[int, tuple[str, Text, Text]] = {
    404: (
        "not-found",
        Text("there is nothing at this address", "该地址没有内容"),
        Text("/api/v1/openapi.json lists the addresses", "/api/v1/openapi.json 列出全部地址"),
    ),
    413: (
        "too-large",
        Text("the request is too large", "请求内容过大"),
        Text("send less at once", "请减少单次发送的内容"),
    ),
    405: (
        "method",
        Text("this address does not take this method", "该地址不支持此方法"),
        Text("/api/v1/openapi.json lists the addresses", "/api/v1/openapi.json 列出全部地址"),
    ),
}


class RequestError(TagmaError):
    """A request that does not have the form it must have."""

    code = "request"


def problem(error: TagmaError, language: Language) -> dict[str, Any]:
    """An error as JSON data."""
    found = error.to_dict(language)
    several = error.errors if isinstance(error, DefinitionErrors) else ()
    found["errors"] = [each.to_dict(language) for each in several]
    data = getattr(error, "data", None)
    if data is not None:
        found["data"] = data
    return found


def answer_error(error: TagmaError, language: Language) -> JSONResponse:
    """The answer that an error becomes."""
    headers = getattr(error, "headers", None)
    return JSONResponse(
        {"error": problem(error, language)}, status_code=STATUSES.get(error.code, 500), headers=headers
    )


def install_errors(app: FastAPI) -> None:
    """Registers a handler for every way to fail."""

    @app.exception_handler(TagmaError)
    def told(request: Request, error: TagmaError) -> JSONResponse:
        if STATUSES.get(error.code, 500) >= 500:
            log.error("%s %s: %s", request.method, request.url.path, error)
        return answer_error(error, choose_language(request))

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        what = Text(
            f"the request is wrong at {field}: {first['msg']}", f"请求有误，位于 {field}：{first['msg']}"
        )
        step = Text("/api/v1/openapi.json says what it takes", "/api/v1/openapi.json 说明了所需内容")
        return answer_error(
            RequestError(what, where=Place(field=field), next_step=step), choose_language(request)
        )

    @app.exception_handler(HTTPException)
    def plain(request: Request, error: HTTPException) -> JSONResponse:
        language = choose_language(request)
        phrase = HTTPStatus(error.status_code).phrase.lower()
        code, what, step = _PLAIN.get(
            error.status_code, (phrase.replace(" ", "-"), Text(str(error.detail), str(error.detail)), None)
        )
        body: dict[str, Any] = {
            "code": code,
            "message": what.in_language(language),
            "where": {"file": None, "line": None, "column": None, "field": request.url.path},
            "nearest": [],
            "next": step.in_language(language) if step else None,
            "errors": [],
        }
        return JSONResponse({"error": body}, status_code=error.status_code, headers=error.headers)

    @app.exception_handler(Exception)
    def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        language = choose_language(request)
        what = Text(
            f"this should not have happened: {type(error).__name__}", f"出现意外错误：{type(error).__name__}"
        )
        step = Text("the server's log says more; please report it", "服务器日志有详情，请反馈该问题")
        return answer_error(TagmaError(what, next_step=step), language)
