"""The SVG plots beside docs/benchmarks.md."""

import statistics
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from peers import ROOT

FOLDER = ROOT / "docs" / "benchmarks"


@cache
def _pyplot() -> Any:
    """Of matplotlib, which is where benchmarks run, and not where they are tested."""
    import matplotlib
    from matplotlib import pyplot

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "benchmarks", "svg.fonttype": "none", "font.size": 9})
    return pyplot


def dots(name: str, unit: str, groups: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """A row for each contestant of each group: the median and the middle half of its figures, over a logarithmic axis.
    The Markdown line that shows the plot."""
    rows = [(group, contestant, figures) for group, of in groups.items() for contestant, figures in of.items()]
    colours = dict(zip(dict.fromkeys(row[1] for row in rows), _pyplot().get_cmap("tab10").colors, strict=False))
    height = 0.24 * (len(rows) + 1.4 * len(groups)) + 0.7
    figure, axes = _pyplot().subplots(figsize=(7.5, height), layout="constrained")
    y = 0.0
    places: list[float] = []
    last = ""
    for group, contestant, figures in rows:
        if group != last:
            y -= 1.4
            axes.text(0, y, group, transform=axes.get_yaxis_transform(), weight="bold", va="center", ha="left")
            last = group
        y -= 1
        low, middle, high = statistics.quantiles(figures, n=4) if len(figures) > 1 else [*figures] * 3
        axes.plot([low, high], [y, y], color=colours[contestant], linewidth=5, alpha=0.35, solid_capstyle="butt")
        axes.plot(middle, y, "o", color=colours[contestant], markersize=5)
        axes.annotate(
            f"{middle:,.0f}" if middle >= 100 else f"{middle:.3g}",
            (max(high, middle), y),
            (6, 0),
            textcoords="offset points",
            va="center",
            size=8,
        )
        places.append(y)
    axes.set_xscale("log")
    axes.margins(x=0.12)
    axes.set_yticks(places, [row[1] for row in rows])
    axes.set_ylim(y - 0.8, -0.6)
    figure.supxlabel(f"{unit}: the median, and the middle half of the turns", size=9)
    axes.xaxis.set_major_formatter("{x:,g}")
    axes.xaxis.set_minor_formatter("")
    axes.grid(axis="x", alpha=0.3)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    return _saved(figure, name)


def lines(name: str, x: str, y: str, groups: Mapping[str, Mapping[float, float]], *, faint: bool = False) -> str:
    """Each group as a line of `y` over `x`, both logarithmic, and one of slope 1 to hold them against; `faint` when
    they are many and have no names to tell them by. The Markdown line that shows the plot."""
    figure, axes = _pyplot().subplots(figsize=(7.5, 4.5), layout="constrained")
    for label, figures in groups.items():
        style = {"color": "tab:blue", "alpha": 0.4} if faint else {"marker": "o", "markersize": 4, "label": label}
        axes.loglog([*figures], [*figures.values()], **style)
    points = [point for figures in groups.values() for point in figures.items()]
    smallest, largest = min(at for at, _ in points), max(at for at, _ in points)
    level = statistics.geometric_mean(value / at for at, value in points)
    axes.loglog([smallest, largest], [smallest * level, largest * level], "--", color="gray", label="slope 1")
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.xaxis.set_major_formatter("{x:,g}")
    axes.yaxis.set_major_formatter("{x:,g}")
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    return _saved(figure, name)


def _saved(figure: Any, name: str) -> str:
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.svg"
    figure.savefig(path, metadata={"Date": None})
    _pyplot().close(figure)
    # matplotlib leaves spaces at the ends of lines
    path.write_text("\n".join(line.rstrip() for line in path.read_text("utf-8").splitlines()) + "\n", "utf-8")
    return f"![{name}](benchmarks/{name}.svg)"
