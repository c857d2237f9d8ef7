"""The web keeps its floors: no feature imports another, lower floors import no higher one, no words in components."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2] / "web" / "src"
FLOORS = ("lib", "i18n", "api", "ui", ("rule-editor", "portraits", "collecting"), "features", "app")
"""Lowest first; floors in one group do not import each other."""

IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*['"]([^'"]+)['"]""")
TEXT = re.compile(r">([^<>{}=;()]*[A-Za-z\u3400-\u9fff]{2,}[^<>{}=;()]*)</")
CHINESE = re.compile(r"[\u3400-\u9fff]")
ATTRIBUTE = re.compile(
    r'\b(?:title|label|placeholder|aria-label|alt)="([^"]*[A-Za-z\u3400-\u9fff]{2,}[^"]*)"'
)
NAMES = {"Tagma"}
"""Names that are the same in every language."""

WITH_CHINESE = {"lib/format.ts", "ui/LanguageSwitch.tsx", "features/home/rfm.ts"}
"""Units of durations; the language's own name; values of the RFM tag as the server names them."""


def list_sources() -> list[Path]:
    return [
        path
        for path in sorted(ROOT.rglob("*.ts*"))
        if ".test." not in path.name and not path.is_relative_to(ROOT / "api" / "generated")
    ]


def find_floor(part: str) -> int | None:
    for number, floor in enumerate(FLOORS):
        if part == floor or (isinstance(floor, tuple) and part in floor):
            return number
    return None


def find_imports(path: Path) -> list[Path]:
    """The modules of ours that a file imports, by their path under ``web/src``."""
    found: list[Path] = []
    for target in IMPORT.findall(path.read_text(encoding="utf-8")):
        if target.startswith("@/"):
            found.append(Path(target[2:]))
        elif target.startswith("."):
            found.append((path.parent / target).resolve().relative_to(ROOT))
    return found


def test_imports_run_down() -> None:
    wrong: list[str] = []
    for path in list_sources():
        here = path.relative_to(ROOT)
        if len(here.parts) == 1:  # main.tsx starts everything
            continue
        floor = find_floor(here.parts[0])
        for target in find_imports(path):
            other = find_floor(target.parts[0])
            same = target.parts[0] == here.parts[0]
            sisters = here.parts[0] == "features" and same and target.parts[1] != here.parts[1]
            i18n = target.parts[0] == "i18n" or here.parts[0] == "i18n"
            if sisters or (not same and not i18n and (floor is None or other is None or other >= floor)):
                wrong.append(f"{here} imports {target}")
    assert wrong == []


def test_words_stand_in_the_catalogues() -> None:
    wrong: list[str] = []
    for path in list_sources():
        here = path.relative_to(ROOT).as_posix()
        text = re.sub(
            r"/\*.*?\*/|^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
        )
        if here not in WITH_CHINESE and CHINESE.search(text):
            wrong.append(f"{here}: Chinese in the source")
        if path.suffix == ".tsx":
            found = [*TEXT.findall(text), *ATTRIBUTE.findall(text)]
            wrong += [f"{here}: {words.strip()}" for words in found if words.strip() not in NAMES]
    assert wrong == []


def test_files_are_small_and_folders_few() -> None:
    long = [str(path.relative_to(ROOT)) for path in list_sources() if path.read_text().count("\n") >= 350]
    folders = {path.parent for path in list_sources()}
    full = [
        str(folder.relative_to(ROOT))
        for folder in sorted(folders)
        if len([one for one in folder.iterdir() if one.suffix in (".ts", ".tsx", ".css")]) > 15
    ]
    assert (long, full) == ([], [])


def test_the_lock_file_names_no_host() -> None:
    text = (ROOT.parent / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert '"integrity"' in text
