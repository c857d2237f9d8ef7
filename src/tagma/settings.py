"""The settings of a workspace: ``tagma.yaml``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tagma.clock import Calendar
from tagma.errors import Place, Text, WorkspaceError
from tagma.places import SETTINGS_FILE as SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tagma.errors import Language

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class LevelWords(BaseModel):
    """What a level of the taxonomy is called."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: str = ""
    zh: str = ""


_SIZES = {"": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
Size = Annotated[str, Field(pattern=r"^[0-9]+ ?(KB|MB|GB|TB)?$")]


class SparkSettings(BaseModel):
    """What ``tagma.yaml`` says of a cluster, with ``engine: spark``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    master: str = Field(
        "local[*]", description="`local[*]`, `spark://HOST:7077`, `yarn`, `k8s://...` or `sc://HOST:15002`."
    )
    lake: str = Field(
        ".tagma/lake",
        description="Folder of the lake, from the workspace; the same path on every machine of the cluster.",
    )
    config: dict[str, str] = Field({}, description="Spark's own settings, such as `spark.executor.memory`.")
    cluster_from: Size = Field(
        "64MB", description="What reads less is written by this machine alone, in the same lake."
    )
    answers_from: Size = Field(
        "4GB", description="Questions that read less are answered by this machine alone."
    )


class JournalSettings(BaseModel):
    """What ``tagma.yaml`` says of the journal of collected events."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key_file: str = Field(
        "", description="File with the key that the journal is encrypted with; empty: not encrypted."
    )


def count_bytes(size: str) -> int:
    """The bytes of a size such as ``64MB``."""
    number = size.rstrip("KMGTB ")
    return int(number) * _SIZES[size[len(number) :].strip()]


class Settings(BaseModel):
    """What ``tagma.yaml`` may say; every field has a default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field("workspace", description="Shown as the title of the workspace.")
    time_zone: str = Field("UTC", description="IANA time zone of calendar words, days and dates.")
    week_start: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = (
        "monday"
    )
    clock: Literal["wall", "data"] = Field(
        "wall", description="`wall`: as of now. `data`: as of the newest event, for closed data sets."
    )
    language: Literal["en", "zh"] = Field("en", description="Language of sentences when none is asked for.")
    currency: str = Field("", description="ISO 4217 code of the shop's money, for display.")
    memory_limit: str = Field(
        "", description="Most memory the warehouse may use, such as `4GB`; empty: automatic."
    )

    state: str = Field(
        "",
        description="Address of the PostgreSQL database that holds the state, such as "
        "`postgresql://tagma:${STATE_PASSWORD}@db.example/tagma`; empty: a file in the workspace.",
    )

    engine: Literal["duckdb", "spark"] = Field(
        "duckdb", description="`duckdb`: one file on this machine. `spark`: a lake of Parquet and a cluster."
    )
    spark: SparkSettings = Field(SparkSettings(), description="The cluster, with `engine: spark`.")  # type: ignore[call-arg]

    journal: JournalSettings = Field(JournalSettings(), description="The journal of collected events.")  # type: ignore[call-arg]

    bots: bool = Field(True, description="Whether events that known crawlers send are noise.")

    taxonomy: dict[str, LevelWords] = Field(
        {}, description="What levels of the taxonomy are called, by the name that the paths of tags use."
    )

    def name_path(self, path: Sequence[str], language: Language) -> str:
        """A place in the taxonomy in a language."""
        words = [self.taxonomy.get(level, LevelWords()) for level in path]
        told = [(each.zh if language == "zh" else each.en) for each in words]
        return " / ".join(word or level for word, level in zip(told, path, strict=True))

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.time_zone, WEEKDAYS.index(self.week_start))


def load_settings(folder: Path) -> Settings:
    """Reads ``tagma.yaml``.

    Raises:
        WorkspaceError: no such file, broken YAML, or an unknown or wrong setting.
    """
    path = folder / SETTINGS_FILE
    if not path.is_file():
        raise WorkspaceError(
            Text(
                f"{folder} is not a workspace: there is no {SETTINGS_FILE}",
                f"{folder} 不是工作区：缺少 {SETTINGS_FILE}",
            ),
            next_step=Text(
                "go to a workspace, name one with -w, or make one with “tagma init DIR” or “tagma demo”",
                "请进入某个工作区，用 -w 指定，或用“tagma init DIR”“tagma demo”新建",
            ),
        )
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        settings = Settings.model_validate(data)
        settings.calendar  # noqa: B018  (checks the time zone)
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError) as error:
        raise WorkspaceError(
            Text(
                f"{SETTINGS_FILE} is wrong: {_first_line(error)}",
                f"{SETTINGS_FILE} 有误：{_first_line(error)}",
            ),
            where=Place(file=str(path)),
            next_step=Text(
                f"the settings are: {', '.join(Settings.model_fields)}",
                f"可用的设置：{'、'.join(Settings.model_fields)}",
            ),
        ) from error
    return settings


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return str(error).splitlines()[0]
