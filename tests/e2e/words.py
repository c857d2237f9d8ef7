"""The words of the web in both languages, and the words on a page that are in the wrong one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

WORDS = Path(__file__).parents[2] / "web" / "src" / "i18n"
CHINESE = re.compile(r"[\u3400-\u9fff]")
# Texts on the page: those of elements that people see, and the names that screen readers say.
VISIBLE = """() => {
  const found = new Set();
  const skip = new Set(['SCRIPT', 'STYLE', 'CODE', 'PRE', 'TEXTAREA']);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    let element = node.parentElement;
    if (!element || skip.has(element.tagName) || element.closest('code, pre, textarea, [data-verbatim]')) continue;
    if (!element.checkVisibility({visibilityProperty: true})) continue;
    found.add(node.textContent.trim());
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
    if (element.closest('[data-verbatim]')) continue;
    for (const name of ['aria-label', 'placeholder', 'title']) {
      const text = element.getAttribute(name);
      if (text) found.add(text.trim());
    }
  }
  found.add(document.title);
  return [...found].filter((text) => text);
}"""


def read_words(language: str) -> dict[str, str]:
    """All words of a language by ``room.key``."""
    found: dict[str, str] = {}
    for file in sorted((WORDS / language).glob("*.json")):
        found.update(_flatten(json.loads(file.read_text(encoding="utf-8")), file.stem))
    return found


def _flatten(data: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}.{key}")
        else:
            yield f"{prefix}.{key}", str(value)


def find_untranslated(page: Page, language: str) -> list[str]:
    """The texts of a page that are words of the other language.

    On an English page: any Chinese. On a Chinese page: any text that the English words have and the Chinese have not,
    and any key that was shown instead of its words.
    """
    texts: list[str] = page.evaluate(VISIBLE)
    chinese, english = read_words("zh"), read_words("en")
    keys = [text for text in texts if text in chinese or text in english]
    if language == "en":
        return keys + [text for text in texts if CHINESE.search(text) and text not in ("中文", "简体中文")]
    same = {value.casefold() for value in chinese.values()}
    wrong = {value.casefold() for value in english.values() if re.search("[A-Za-z]{3}", value)} - same
    return keys + [text for text in texts if text.casefold() in wrong]
