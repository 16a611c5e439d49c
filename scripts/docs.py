"""Puts the pages of the site together in build/pages: the docs, what stands beside them, and the reference."""

import base64
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath
from typing import Any

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "build" / "pages"
#: Pages that are called otherwise in the site than in the repository.
MOVED = {
    "README.md": "readme.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "codegen/CHANGELOG.md": "shapegen-changelog.md",
    "NOTICE": "notice.md",
    "docs/reference.md": "reference-pages.md",
    "docs/monitors.ipynb": "monitors.md",
}
_LINK = re.compile(r"(\]\()(?!\w+:)([^)\s#]+)")
_PACKAGE = "monitorshapes"


def main() -> None:
    """Writes all anew."""
    shutil.rmtree(PAGES, ignore_errors=True)
    sources = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*") if path.is_file()}
    for source in sorted(sources | MOVED.keys()):
        path, target = ROOT / source, PAGES / place(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            target.write_text(relinked(source, path.read_text("utf-8")), "utf-8")
        elif path.suffix == ".ipynb":
            target.write_text("\n\n".join(cells(json.loads(path.read_bytes()), target)) + "\n", "utf-8")
        elif source == "NOTICE":
            target.write_text(f"# Notice\n\n```text\n{path.read_text('utf-8')}```\n", "utf-8")
        else:
            shutil.copy(path, target)
    for suffix in ("css", "js"):
        shutil.copy(ROOT / "scripts" / f"docs.{suffix}", PAGES / f"site.{suffix}")
    examples = ROOT / "build" / "examples.json"
    examples.write_text(json.dumps(requests()), "utf-8")
    command = [sys.executable, "-m", "shapegen", "reference", "--package", _PACKAGE, "--output", PAGES / "reference"]
    subprocess.run([*command, "--examples", examples], check=True, cwd=ROOT)


def place(source: str) -> str:
    """Where a file of the repository stands in the site."""
    return MOVED.get(source, source.removeprefix("docs/"))


def relinked(source: str, text: str) -> str:
    """The text with its links as they are in the site."""
    folder = PurePosixPath(source).parent.as_posix()

    def link(found: re.Match[str]) -> str:
        target = normpath(f"{folder}/{found[2]}")
        return found[1] + relpath(place(target), PurePosixPath(place(source)).parent.as_posix() or ".")

    # Code is left alone.
    parts = re.split(r"(^ *```.*?^ *```$|`[^`\n]+`)", text, flags=re.DOTALL | re.MULTILINE)
    return "".join(part if at % 2 else _LINK.sub(link, part) for at, part in enumerate(parts))


def cells(notebook: dict[str, Any], target: Path) -> Iterator[str]:
    """A notebook as Markdown, with what it shows; pictures become files beside it."""
    for number, cell in enumerate(notebook["cells"]):
        text = "".join(cell["source"])
        yield text if cell["cell_type"] == "markdown" else f"```python\n{text}\n```"
        for at, output in enumerate(cell.get("outputs", ())):
            data = output.get("data", {"text/plain": output.get("text", "")})
            if "image/png" in data:
                picture = target.with_name(f"{target.stem}-{number}-{at}.png")
                picture.write_bytes(base64.b64decode("".join(data["image/png"])))
                yield f"![What the cell draws]({picture.name})"
            elif "text/html" in data:
                yield f'<div class="shown" tabindex="0">\n{"".join(data["text/html"]).strip()}\n</div>'
            else:
                yield f"```text\n{''.join(data.get('text/plain', '')).rstrip()}\n```"


def requests() -> dict[str, Any]:
    """The requests of the tests that JSON can carry, by operation: the validators accept each."""
    table = json.loads((ROOT / "tests" / "data" / "requests.json").read_bytes())
    return {name: each["request"] for name, each in table.items() if '"$' not in json.dumps(each["request"])}


if __name__ == "__main__":
    main()
