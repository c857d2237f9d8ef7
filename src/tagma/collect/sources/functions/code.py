"""The function that a source names: found in a file of the workspace, called with its arguments."""

from __future__ import annotations

import importlib.util
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagma.collect.address import VARIABLE
from tagma.collect.inputs import read_function
from tagma.errors import Place, SourceError, Text, nearest_names

if TYPE_CHECKING:
    from types import ModuleType

    from tagma.collect.definition import SourceDefinition


def find_code(definition: SourceDefinition, folder: Path) -> tuple[Path, str]:
    """The file and the function of a source.

    Raises:
        SourceError: there is no such file inside the workspace.
    """
    (address,) = definition.read.values()
    named = read_function(address)
    assert named is not None  # the definition was checked
    path = (folder / named[0]).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise SourceError(
            Text(f"“{named[0]}” leads out of the workspace", f"“{named[0]}”指向工作区之外"),
            where=Place(field="read"),
            next_step=Text("put the file itself into the workspace", "请把文件本身放入工作区"),
        )
    if not path.is_file():
        known = [each.relative_to(folder).as_posix() for each in folder.glob("*/*.py")]
        raise SourceError(
            Text(f"there is no file “{named[0]}”", f"没有文件“{named[0]}”"),
            where=Place(field="read"),
            nearest=nearest_names(named[0], known),
            next_step=Text("write it, or correct the address", "请编写该文件，或修改地址"),
        )
    return path, named[1]


def call_function(definition: SourceDefinition, folder: Path) -> Any:
    """What the function of a source returns: a dlt source or resource, a generator, a list of rows.

    Raises:
        SourceError: it is not there, needs other arguments, or fails.
    """
    path, name = find_code(definition, folder)
    args = {key: fill_variables(value) for key, value in definition.args.items()}
    try:
        module = _run_file(path)
        made = getattr(module, name, None)
        if made is None:
            known = [
                key for key, value in vars(module).items() if callable(value) and not key.startswith("_")
            ]
            raise SourceError(
                Text(f"“{path.name}” has no function “{name}”", f"“{path.name}”中没有函数“{name}”"),
                where=Place(field="read"),
                nearest=nearest_names(name, known),
                next_step=Text("correct the name behind the colon", "请修改冒号后的名称"),
            )
        return made(**args) if callable(made) else made
    except SourceError:
        raise
    except Exception as error:
        raise word_failure(error, definition, path) from None


def fill_variables(value: Any) -> Any:
    """A value with ``${NAME}`` in its texts replaced by what the environment says.

    Raises:
        SourceError: a variable is not set; its value is never shown.
    """
    match value:
        case str():
            for name in VARIABLE.findall(value):
                if name not in os.environ:
                    raise SourceError(
                        Text(f"the environment variable {name} is not set", f"环境变量 {name} 未设置"),
                        where=Place(field="args"),
                        next_step=Text(
                            f"set it for the process that runs Tagma: export {name}=...",
                            f"请为运行 Tagma 的进程设置：export {name}=...",
                        ),
                    )
            return VARIABLE.sub(lambda found: os.environ[found[1]], value)
        case dict():
            return {key: fill_variables(each) for key, each in value.items()}
        case list():
            return [fill_variables(each) for each in value]
    return value


def word_failure(error: BaseException, definition: SourceDefinition, path: Path) -> SourceError:
    """What a function said when it failed: its own last error, the line, no secrets."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    said = next(iter(str(error).strip().splitlines()), "")[:200]
    for secret in list_secrets(definition):
        said = said.replace(secret, "***")
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    line = frames[-1].lineno if frames else None
    where = f" (line {line})" if line else ""
    name = type(error).__name__
    return SourceError(
        Text(
            f"{path.name}{where} failed: {name}: {said}",
            f"{path.name}{f'（第 {line} 行）' if line else ''}出错：{name}: {said}",
        ),
        where=Place(field="read"),
        next_step=Text(
            "what came before is still there; correct the function, or try again later",
            "此前的数据仍在；请修改函数，或稍后再试",
        ),
    )


def list_secrets(definition: SourceDefinition) -> list[str]:
    """The values of the variables that the arguments name."""
    names = VARIABLE.findall(str(definition.args))
    return [os.environ[name] for name in names if os.environ.get(name)]


def _run_file(path: Path) -> ModuleType:
    """Runs a file afresh, so that a change counts at once."""
    name = f"tagma_workspace_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where dlt looks for what a decorated function belongs to
    spec.loader.exec_module(module)
    return module
