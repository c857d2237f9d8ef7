"""Commands that were typed on this machine while the server owns the workspace."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from pydantic import Field

from tagma.errors import NotFoundError, Text
from tagma.flows.beside import Order
from tagma.govern.refusals import ForbiddenError
from tagma.server.asking import Caller
from tagma.server.commands import Commands
from tagma.server.shapes import Shape

router = APIRouter(prefix="/command", tags=["access"])
LINES = "application/x-ndjson"


class OrderShape(Shape):
    """A command as it was typed, and where."""

    words: list[str] = Field(description="What stands after ``tagma``.")
    folder: str = Field(description="The working directory.")
    variables: dict[str, str] = Field({}, description="Of the environment, those that change how it looks.")
    width: int = Field(100, ge=20, le=10_000)
    out_terminal: bool = False
    err_terminal: bool = False
    user: str = ""


def find_commands(request: Request, caller: Caller) -> Commands:
    """The commands under way, for who holds the key of this start: whoever else may not write files here."""
    if not caller.beside:
        raise ForbiddenError(
            Text("only “tagma” itself, on this machine, may do this", "仅本机的 tagma 命令可以执行此操作")
        )
    return cast("Commands", request.app.state.commands)


Here = Annotated[Commands, Depends(find_commands)]


@router.post("", response_class=StreamingResponse, responses={200: {"content": {LINES: {}}}})
def run_command(body: OrderShape, commands: Here) -> StreamingResponse:
    """Carry out a command; the answer is a JSON line for each piece of text, and at the end the exit code."""
    if commands.carry_out is None:
        raise NotFoundError(Text("this server carries out no commands", "该服务器不执行命令"))
    order = Order(
        words=tuple(body.words), folder=body.folder, variables=body.variables, width=body.width,
        out_terminal=body.out_terminal, err_terminal=body.err_terminal, user=body.user,
    )  # fmt: skip
    return StreamingResponse(commands.stream(order, commands.carry_out), media_type=LINES)


@router.post("/{command_id}/stop", status_code=204)
def stop_command(command_id: str, commands: Here) -> None:
    """Stop a command, as Ctrl-C does."""
    commands.stop(command_id)
