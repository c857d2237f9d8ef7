"""Templates of sources: files that many shops have, with the events, traits, tags and segments they give."""

from tagma.flows.templates.library import Template, find_template, list_templates

__all__ = ["Template", "find_template", "list_templates"]
