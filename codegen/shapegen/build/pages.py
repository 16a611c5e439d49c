"""The pages of operations, and the items in them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from shapegen import ir
from shapegen.build import config, markup, naming
from shapegen.build.config import UnusableError
from shapegen.build.documentation import WIDTH
from shapegen.build.plan import Plan


def pages_of(plan: Plan, paginators: Mapping[str, Any]) -> tuple[dict[str, ir.Pages], tuple[str, ...]]:
    """The pages of each operation that has some, and why something of others is left out."""
    found: dict[str, ir.Pages] = {}
    left_out: list[str] = []
    paged = [name for name in plan.symbols.methods if name in paginators]
    names = naming.items_methods({name: plan.symbols.methods[name] for name in paged})
    for operation in paged:
        try:
            entry = paginators[operation]
            built = _pages(plan, operation, entry)
        except UnusableError as reason:
            left_out.append(f"pages of {operation} ({reason})")
            continue
        try:
            items, item = _items(plan, operation, entry)
            said = (
                f"Yields all that `{built.method}` finds in `{'.'.join(items)}`. It takes the same parameters, and "
                "asks for a page when the one before is used up."
            )
            built = replace(
                built,
                items_method=names[operation],
                items_documentation=markup.wrap(said, WIDTH),
                items=items,
                item=item,
            )
        except UnusableError as reason:
            left_out.append(f"items of {operation} ({reason})")
        found[operation] = built
    return found, tuple(left_out)


def _pages(plan: Plan, operation: str, entry: Any) -> ir.Pages:
    if plan.facts.response(operation) is None:
        raise UnusableError("it has no response")
    tokens, expressions = config.texts(entry, "input_token"), config.texts(entry, "output_token")
    more = config.texts(entry, "more_results") if "more_results" in entry else ()
    if not tokens or len(tokens) != len(expressions) or len(more) > 1:
        raise UnusableError("its tokens do not match")
    absent = sorted(set(tokens) - plan.facts.targets(plan.facts.request(operation)).keys())
    if absent:
        raise UnusableError(f"its request has no {absent[0]}")
    for expression in (*expressions, *more):
        config.require_expression(expression)
    return ir.Pages(
        method=naming.pages_method(plan.symbols.methods[operation]),
        documentation=_pages_said(plan, operation, entry, tokens),
        input=tokens,
        output=expressions,
        more=more[0] if more else None,
        items_method=None,
        items_documentation=(),
        items=(),
        item=None,
    )


def _pages_said(plan: Plan, operation: str, entry: Any, tokens: Iterable[str]) -> tuple[str, ...]:
    attributes = plan.symbols.attributes[plan.facts.request(operation)]
    begin = " and ".join(f"`{attributes[token]}`" for token in tokens)
    limit = entry.get("limit_key")
    size = f"; `{attributes[limit]}` limits what a page holds" if isinstance(limit, str) and limit in attributes else ""
    said = (
        f"Yields the responses of `{plan.symbols.methods[operation]}`, page after page: one request each, when it is "
        f"asked for. It takes the same parameters: {begin} is where to begin{size}. Raises PaginationError when the "
        "service names the same page twice in a row."
    )
    return markup.wrap(said, WIDTH)


def _items(plan: Plan, operation: str, entry: Any) -> tuple[tuple[str, ...], str]:
    """The attributes that lead to the first list among the results, and the annotation of its items."""
    for result in config.texts(entry, "result_key"):
        shape = str(plan.facts.response(operation))
        path: list[str] = []
        for step in result.split("."):
            targets = plan.facts.targets(shape)
            if step not in targets:
                raise UnusableError(f"its response has no {result}")
            path.append(plan.symbols.attributes[shape][step])
            shape = targets[step]
        if plan.facts.shapes[shape]["type"] == "list":
            member = plan.facts.shapes[shape]["member"]["shape"]
            return tuple(path), plan.annotation(member)
    raise UnusableError("its results are not a list")
