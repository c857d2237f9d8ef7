"""How a field refuses a value in Tagma's own words, and fields whose text another room parses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tagma.errors import TagmaError

REFUSED = "refused"


def refuse(error: TagmaError, *field: str | int) -> PydanticCustomError:
    """Wraps an error so that the loader can give it its file, line and column.

    Args:
        error: may carry a line and column inside the text of the value.
        field: the path below the value that is refused, where it is not the value itself.
    """
    return PydanticCustomError(REFUSED, "refused", {"error": error, "field": field})


def parsed_by(parse: Callable[[str], Any], refusal: type[TagmaError]) -> AfterValidator:
    """A text that must parse; ``refusal`` is the error that ``parse`` raises, with line and column."""

    def check(text: str) -> str:
        try:
            parse(text)
        except refusal as error:
            raise refuse(error) from None
        return text

    return AfterValidator(check)


def text_format(name: str) -> WithJsonSchema:
    """The JSON Schema of a text with a format that editors may know."""
    return WithJsonSchema({"type": "string", "format": name, "minLength": 1})
