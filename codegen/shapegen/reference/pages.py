"""The pages of a package, by path below the folder that they stand in."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2

from shapegen import ir
from shapegen.changes.feed import atom
from shapegen.changes.grades import GRADES
from shapegen.changes.history import Event, callers, grouped
from shapegen.reference import examples, markdown
from shapegen.reference.subject import Subject, told

_HERE = Path(__file__).parent
#: What to do about an error, by a part of its code: the first that is found.
_ADVICE = {
    "NotFound": "Check the name, the region and the account. What was created a moment ago may need a second try.",
    "NoSuch": "Check the name, the region and the account.",
    "InUse": "It exists already, or something uses it: take another name, or first delete what uses it.",
    "Exists": "It exists already: take another name, or describe what is there.",
    "Limit": "Delete what is no longer needed, or ask for a higher quota in the console of Service Quotas.",
    "Quota": "Delete what is no longer needed, or ask for a higher quota in the console of Service Quotas.",
    "Throttl": "Try again later: boto3 retries by itself, as its `Config(retries=…)` says.",
    "Conflict": "Something else changed it at the same time: describe it again, and send the change once more.",
    "Denied": "The role or user lacks a permission: its policy has to allow the action.",
    "Validation": "The service checked more than the model says: its message names the member.",
    "Invalid": "The service checked more than the model says: its message names the member.",
}


@dataclass(frozen=True, slots=True)
class _Places:
    """Where each thing has its page, and what links to it: a path below the folder, and maybe an anchor."""

    paths: Mapping[str, str]
    """By wire name, or by `error:` and the name of an error."""
    subject: Subject

    def link(self, page: str, to: str, words: str) -> str:
        """A link from a page; the words alone where there is nothing to link to."""
        target = self.paths.get(to)
        if target is None:
            return words
        if target == page:
            return words
        path, mark, anchor = target.partition("#")
        return f"[{words}]({'' if path == page else _relative(page, path)}{mark}{anchor})"

    def path(self, page: str, path: str) -> str:
        """A path of the history as code, linked as far as the package still has it."""
        owner, _, part = path.partition(".")
        where = path if path in self.paths else owner if part else path
        return self.link(page, where, markdown.code(path))

    def paths_of(self, page: str, events: Iterable[Event]) -> list[str]:
        """What events are about, as `path` has it."""
        return [self.path(page, each.path) for each in events]

    def annotation(self, page: str, member: ir.Member) -> str:
        """The type of a member, each class in it linked."""
        classes = {
            getattr(each, "class_name", ""): each.name
            for each in self.subject.service.shapes
            if isinstance(each, ir.Structure | ir.Enum)
        }
        made = markdown.escaped(member.optional)
        return re.sub(r"\b[A-Za-z_]\w*\b", lambda word: self.link(page, classes.get(word[0], ""), word[0]), made)


def pages(subject: Subject) -> dict[str, str]:
    """The text of each page, and the feed."""
    places = _Places(dict(_places(subject)), subject)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  Markdown: every text of the model passes `markdown`
    )
    said: dict[str, Any] = {
        "subject": subject,
        "service": subject.service,
        "code": markdown.code,
        "plain": markdown.escaped,
        "doc": markdown.text,
        "summary": _summary,
        "advice": _advice,
        "some": _some,
    }
    bound: dict[str, Callable[..., Any]] = {
        "link": places.link,
        "path": places.path,
        "paths_of": places.paths_of,
        "annotation": places.annotation,
        "changes_of": partial(_changes, places),
        "concerned": partial(_concerned, places),
    }

    def render(template: str, page: str, **values: object) -> str:
        of_page = {name: partial(function, page) for name, function in bound.items()}
        text = environment.get_template(f"{template}.md.jinja").render(page=page, **said, **of_page, **values)
        return re.sub(r"\n{3,}", "\n\n", text).rstrip("\n") + "\n"

    made = {"index.md": render("index", "index.md")}
    for operation in subject.service.operations:
        page = places.paths[operation.name]
        made[page] = render("operation", page, **_operation(subject, operation))
    for shape in subject.service.shapes:
        if isinstance(shape, ir.Structure | ir.Enum):
            page = places.paths[shape.name]
            kind = "structure" if isinstance(shape, ir.Structure) else "enum"
            timeline = subject.timeline({shape.name})
            made[page] = render(kind, page, shape=shape, users=list(subject.users(shape.name)), timeline=timeline)
    for name in ("operations", "structures", "enums"):
        made[f"{name}/index.md"] = render(name, f"{name}/index.md")
    for name in ("errors", "waiters"):
        made[f"{name}.md"] = render(name, f"{name}.md")
    made["rules.md"] = render("rules", "rules.md", rules=_rules(subject))
    made["releases/index.md"] = render("releases", "releases/index.md", counts=_counts)
    for release in subject.history.releases:
        page = f"releases/{release.botocore}.md"
        changes, added = told(release.events())
        made[page] = render("release", page, release=release, added=added, changes=changes, grades=GRADES)
    made["releases/feed.xml"] = atom(subject.history, subject.service.package)
    return made


def _relative(page: str, path: str) -> str:
    up = len(PurePosixPath(page).parts) - 1
    return "../" * up + path if up else path


def _places(subject: Subject) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()

    def free(path: str) -> str:
        # Names of shapes differ by case alone, and folders of some systems do not tell these apart.
        while path.lower() in taken:
            path = f"{path.removesuffix('.md')}-2.md"
        taken.add(path.lower())
        return path

    for operation in subject.service.operations:
        yield operation.name, free(f"operations/{operation.method}.md")
    for shape in subject.service.shapes:
        if isinstance(shape, ir.Structure):
            page = free(f"structures/{shape.class_name}.md")
            yield shape.name, page
            yield from ((f"{shape.name}.{each.wire_name}", f"{page}#{each.attribute}") for each in shape.members)
        elif isinstance(shape, ir.Enum):
            page = free(f"enums/{shape.class_name}.md")
            yield shape.name, page
            yield from ((f"{shape.name}.{each.value}", page) for each in shape.values)
    yield from ((f"error:{each.name}", f"errors.md#{each.class_name}") for each in subject.service.errors)
    yield from ((f"rule:{each}", f"rules.md#{each}") for each in subject.service.rule_ids())
    yield from ((f"release:{each.botocore}", f"releases/{each.botocore}.md") for each in subject.history.releases)


def _operation(subject: Subject, operation: ir.Operation) -> dict[str, Any]:
    data = subject.examples.get(operation.name)
    if data is None or examples.unknown(subject.shapes, operation.request, data):
        data = examples.request(subject.shapes, operation.request)
    service = subject.service
    command, body = examples.command_line(service, operation, data)
    resource = next((each for each in service.resources if each.operation == operation.name), None)
    reached = subject.reached[operation.name]
    owners = {operation.name, *reached["request"], *reached["response"], *operation.errors}
    tabs = {
        "Python": [
            markdown.block("python", examples.python(service.package, subject.alias, service, operation, data), 4)
        ],
        "boto3": [markdown.block("python", examples.boto3(service, operation, data), 4)],
        "AWS CLI": [markdown.block("sh", command, 4), "    with `request.json`:", markdown.block("json", body, 4)],
    }
    if resource is not None:
        tabs["CloudFormation"] = [markdown.block("json", examples.cloudformation(resource, data), 4)]
    return {
        "operation": operation,
        "tabs": tabs,
        "complete": operation.name not in subject.examples,
        "request": subject.shapes[operation.request],
        "response": subject.shapes[operation.response] if operation.response else None,
        "errors": [each for each in service.errors if each.name in operation.errors],
        "waiters": [each for each in service.waiters if each.operation == operation.name],
        "resource": resource,
        "timeline": subject.timeline(owners),
    }


def _rules(subject: Subject) -> list[dict[str, Any]]:
    where = {str(each["id"]): each.get("where") for each in subject.rules}
    checked = [each for each in subject.service.shapes if isinstance(each, ir.Structure | ir.List)]
    return [
        {
            "id": rule,
            "where": where.get(rule),
            "shapes": [each.name for each in checked if rule in {one.id for one in each.rules}],
        }
        for rule in subject.service.rule_ids()
    ]


def _changes(places: _Places, page: str, events: Iterable[Event], most: int) -> Iterator[tuple[str, list[str]]]:
    """The changes a line each, those of one kind that say nothing but names together; and the paths that changed."""
    for group in grouped(events):
        first, paths = group[0], [each.path for each in group]
        sides = "" if (first.old, first.new) == (None, None) else f", {_side(first.old)} → {_side(first.new)}"
        for_whom = f" ({callers(first)})" if callers(first) else ""
        names = _some([places.path(page, path) for path in paths], most)
        yield f"**{first.grade}** {first.kind.replace('-', ' ')}: {names}{sides}{for_whom}", paths


def _some(words: list[str], most: int = 12) -> str:
    """The words, and how many more there are."""
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more


def _concerned(places: _Places, page: str, paths: Iterable[str]) -> str:
    """The operations that changes concern, linked; empty where that is nothing new."""
    found = {operation.name: operation for path in paths for operation in places.subject.affected(path)}
    return _some([places.link(page, each.name, markdown.code(each.method)) for each in found.values()], 6)


def _side(value: object) -> str:
    return "none" if value is None else markdown.code(value)


def _counts(events: Iterable[Event]) -> str:
    counts = Counter(each.grade for each in events)
    return ", ".join(f"{counts[grade]} {grade}" for grade in GRADES if counts[grade])


def _summary(lines: Iterable[str]) -> str:
    """The first paragraph on one line, for a cell of a table."""
    first = " ".join(lines).partition("  ")[0]
    sentence = re.split(r"(?<=[.!?]) (?=[A-Z])", first, maxsplit=1)[0]
    return markdown.escaped(sentence).replace("|", "\\|")


def _advice(code: str) -> str:
    return next((words for part, words in _ADVICE.items() if part in code), "Its message says more.")
