"""Puts the repository's templates into the package: a built source distribution has them there already."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling's hook; an editable installation reads the repository's own templates."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the templates, unless what is built is an editable wheel."""
        templates = Path(self.root).parent / "templates"
        if version != "editable" and templates.is_dir():
            build_data["force_include"][str(templates)] = "shapegen/templates"
