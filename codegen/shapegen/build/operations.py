"""The operations of the IR."""

from collections.abc import Collection, Mapping

from shapegen import ir
from shapegen.build import documentation as words
from shapegen.build import markup, naming
from shapegen.build.plan import Plan


def operation_of(
    plan: Plan, name: str, errors: Mapping[str, str], pages: Mapping[str, ir.Pages], paginated: Collection[str]
) -> ir.Operation:
    """The operation `name`.

    `errors`: the classes of the errors. `pages`: those of the operations. `paginated`: the operations that botocore
    has a paginator for.
    """
    of_model, method = plan.facts.model["operations"][name], plan.symbols.methods[name]
    request, boto3_name = plan.facts.request(name), naming.boto3_name(name)
    response = plan.facts.response(name)
    arguments = [
        f"- `{member.attribute}`: {markup.summary(words.of_member(plan.facts, request, member.wire_name))}".rstrip(": ")
        for member in plan.members[request]
    ]
    named = tuple(error["shape"] for error in of_model.get("errors", ()))
    raised = ", ".join(f"`{errors[error]}`" for error in named)
    description = (
        markup.text(of_model.get("documentation", "")),
        words.deprecated(of_model),
        words.since(plan.settings, name),
    )
    return ir.Operation(
        name=name,
        method=method,
        renamed=None if boto3_name == method else boto3_name,
        documentation=words.lines(*description, "\n".join(arguments), f"Raises {raised}." if raised else ""),
        description=words.lines(*description),
        reference=words.lines(
            markup.summary(description[0]),
            words.deprecated(of_model),
            f"As `{plan.symbols.client}.{method}`, whose documentation says all, but awaited.",
        ),
        request=request,
        response=response,
        errors=named,
        deprecated=words.deprecated(of_model) or None,
        pages=pages.get(name),
        paginator=naming.class_name(f"{name}Paginator") if name in paginated and response is not None else None,
    )
