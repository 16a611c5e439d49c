"""What the index is told: URLs, and a description whose links work there."""

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(\]\()(?!\w+:|#)([^)\s]+)")


class CustomMetadataHook(MetadataHookInterface):  # type: ignore[misc]
    """Without PROJECT_URL, which is where the repository is, there are no URLs, and links stay as they are."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Adds `readme` and `urls`."""
        text = (Path(self.root) / "README.md").read_text("utf-8")
        if home := os.environ.get("PROJECT_URL"):
            files = f"{home}/blob/v{metadata['version']}/"
            # A picture is wanted itself, not the page about it.
            pictures = re.sub(r"(!\[[^\]]*\]\()([^):]+)", rf"\1{home}/raw/v{metadata['version']}/\2", text)
            text = _LINK.sub(rf"\1{files}\2", pictures)
            metadata["urls"] = {
                "Homepage": home,
                "Documentation": f"{files}docs/index.md",
                "Changelog": f"{files}CHANGELOG.md",
                "Issues": f"{home}/issues",
                "Source": home,
            }
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
