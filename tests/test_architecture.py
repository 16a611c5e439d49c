"""What the design promises of the sources: who imports whom, what templates may do, what is copied and formatted."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import is_dataclass
from inspect import isfunction
from itertools import product
from pathlib import Path
from typing import Any

import black
import jinja2
import models
import pytest
from black.mode import TargetVersion
from jinja2 import meta, nodes

import monitorshapes
from shapegen import ir
from shapegen.build import Settings, build
from shapegen.emit import formatting, render

ROOT = Path(__file__).parents[1]
SHAPEGEN = ROOT / "codegen" / "shapegen"
RUNTIME = SHAPEGEN / "runtime"
PROFILE = ROOT / "codegen" / "monitoring"
GENERATED = ROOT / "generated" / "monitorshapes"
TEMPLATES = ROOT / "templates"

COPIED = [*RUNTIME.rglob("*.py"), *PROFILE.glob("modules/**/*.py")]
"""The hand-written modules of the generated package."""

STAGES = [path for path in SHAPEGEN.rglob("*.py") if path not in COPIED]
"""The modules of the generator itself."""

IMPORTS = {
    "__main__": {"cli"},
    "apps": {"build", "changes", "console", "ir", "workers"},
    "build": {"ir", "model", "runtime"},
    "changes": {"build", "console", "ir", "model"},
    "cli": {"console", "emit"},
    "emit": {"build", "changes", "console", "ir", "model", "profiles", "workers"},
    "model": {"console", "runtime"},
    "profiles": {"changes", "runtime"},
    "project": {"emit", "profiles"},
    "reference": {"changes", "ir"},
    "workers": {"console"},
}
"""What a module may import of ours, besides `errors` and `media`; `commands` may import all, others nothing."""

NEEDS = {"fake_pytest.py": {"pytest"}, "yaml.py": {"ruamel"}}
"""What a copied module may import that is not of the standard library: pytest alone loads the first of them, and an
extra brings what the other needs."""

CONTRIBUTING = ROOT / "CONTRIBUTING.md"
MAP_BEGINS = "<!-- the map: written by `python tests/test_architecture.py` -->"
MAP_ENDS = "<!-- end of the map -->"
LONGEST = 400

PREFIXES = ("check_", "read_", "write_", "    el")
"""What a template may write before a name, or before `if`, without a sign between."""


def named(paths: Iterable[Path], below: Path = ROOT) -> pytest.MarkDecorator:
    """Makes a test of each of the files."""
    files = sorted(paths)
    return pytest.mark.parametrize("path", files, ids=[file.relative_to(below).as_posix() for file in files])


# Who imports whom


@named(STAGES, SHAPEGEN)
def test_a_stage_imports_what_the_design_allows(path: Path) -> None:
    stage = path.relative_to(SHAPEGEN).with_suffix("").parts[0]
    ours = {name.split(".")[1] for name in _imported(_tree(path)) if re.match(r"shapegen\.\w", name)}
    assert stage == "commands" or ours <= {"errors", "media", stage, *IMPORTS.get(stage, ())}


@named(STAGES, SHAPEGEN)
def test_a_stage_says_in_full_what_it_imports(path: Path) -> None:
    assert not [name for name in _imported(_tree(path)) if name.startswith(".")]


@named(COPIED, ROOT / "codegen")
def test_what_is_copied_imports_the_library_and_its_neighbours_alone(path: Path) -> None:
    tree = _tree(path)
    if path.name == "deprecation.py":
        # Every type checker brings typing_extensions with it, installed or not; at run time nothing imports it.
        tree = _WithoutWhatCheckersRead().visit(tree)
    outside = {name.partition(".")[0] for name in _imported(tree) if not name.startswith(".")}
    assert outside <= sys.stdlib_module_names | NEEDS.get(path.name, set())


@named(STAGES, SHAPEGEN)
def test_naming_alone_knows_keywords_builtins_and_cases(path: Path) -> None:
    tree = _tree(path)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | _imported(tree)
    known = names & {"builtins", "keyword", "botocore.xform_name", "xform_name"}
    assert bool(known) == (path.name == "naming.py")


def test_no_module_imports_another_in_a_circle() -> None:
    imports = {_module(path): _modules_imported(path) for path in SHAPEGEN.rglob("*.py")}
    for module in imports:
        reached: set[str] = set()
        waiting = [module]
        while waiting:
            more = imports[waiting.pop()] - reached
            reached |= more
            waiting += more
        assert module not in reached, module


@named([*STAGES, *RUNTIME.glob("*.py"), *(ROOT / "codegen" / "monitoring").rglob("*.py")], ROOT / "codegen")
def test_a_module_is_short_or_says_why_not(path: Path) -> None:
    text = path.read_text("utf-8")
    if len(text.splitlines()) > LONGEST:
        assert "Long, " in "\n".join(text.splitlines()[:6]), f"{path} has more than {LONGEST} lines"


def test_a_checker_of_an_app_reads_no_tables() -> None:
    read: set[Path] = set()
    waiting = [GENERATED / "__init__.py"]
    while waiting:
        path = waiting.pop()
        if path in read or not path.is_file():
            continue
        read.add(path)
        for name in _imported(_WithoutWhatProgramsRun().visit(_tree(path))):
            dots, parts = len(name) - len(name.lstrip(".")), name.lstrip(".").split(".")
            if dots:
                folder = path.parents[dots - 1]
                below = [folder.joinpath(*parts[:depth]) for depth in range(1, len(parts) + 1)]
                waiting += [each for one in below for each in (one.with_suffix(".py"), one / "__init__.py")]
    assert {each.name for each in read} & {"client.py", "tables.py"} == {"client.py", "tables.py"}
    tables = {GENERATED / f"{name}.py" for name in ("wire", "validators", "rules", "parameters", "patterns")}
    assert not {*tables, GENERATED / "_runtime" / "schema.py", GENERATED / "_runtime" / "introspection.py"} & read


# The map of the rooms


def test_no_two_files_of_tests_have_one_name() -> None:
    counts = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in counts.items() if count > 1] == []


def test_the_diagram_shows_who_imports_whom() -> None:
    drawn = set(re.findall(r"^    (\w+) --> (\w+)$", CONTRIBUTING.read_text("utf-8"), re.MULTILINE))
    found: set[tuple[str, str]] = set()
    for path in STAGES:
        room = path.relative_to(SHAPEGEN).with_suffix("").parts[0]
        others = {name.split(".")[1] for name in _imported(_tree(path)) if re.match(r"shapegen\.\w", name)}
        found |= {(other, room) for other in others - {room, "ir", "errors", "media", "console", "cli"}}
    assert drawn == found


def test_the_map_names_each_module() -> None:
    assert _map() in CONTRIBUTING.read_text("utf-8")


def _map() -> str:
    """The map as CONTRIBUTING.md has it."""
    lines = [MAP_BEGINS, "", "| module | is about |", "|---|---|"]
    for path in sorted(SHAPEGEN.rglob("*.py"), key=lambda path: (len(path.parts), path)):
        name = path.relative_to(SHAPEGEN).as_posix()
        purpose = (ast.get_docstring(_tree(path)) or "").splitlines()[0]
        lines.append(f"| `{name.removesuffix('__init__.py') or name}` | {purpose} |")
    return "\n".join([*lines, "", MAP_ENDS])


# What a module says


@named([*STAGES, *COPIED, *GENERATED.rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
def test_a_module_begins_with_its_purpose(path: Path) -> None:
    docstring = ast.get_docstring(_tree(path))
    assert docstring
    assert docstring.splitlines()[0].endswith((".", ":"))


@named([*STAGES, *RUNTIME.rglob("*.py")], SHAPEGEN)
def test_the_generator_knows_no_service(path: Path) -> None:
    code = ast.unparse(_WithoutDocstrings().visit(_tree(path)))
    words = set(re.findall(r"\w*(?:sagemaker|monitor)\w*", code, re.IGNORECASE))
    # `fsmonitor` is an option of git's.
    assert words <= {"options.py": {"monitoring"}, "files.py": {"fsmonitor"}}.get(path.name, set())


# What templates do

#: What a template is told of the parts of a large package, beside the service.
OF_PARTS = {"elsewhere", "here", "parts", "root"}


def test_each_generated_module_has_a_template_or_is_a_copy() -> None:
    generated = {path.relative_to(GENERATED).as_posix() for path in GENERATED.rglob("*.py")}
    printed = {path.name.removesuffix(".jinja") for path in TEMPLATES.glob("*.jinja")}
    copied = {_copy(path).relative_to(GENERATED).as_posix() for path in COPIED}
    assert generated == printed | copied
    assert not printed & copied


@named([*TEMPLATES.rglob("*.jinja")], TEMPLATES)
def test_a_template_prints_and_chooses_and_repeats_and_no_more(path: Path) -> None:
    text = {"Const", "Getattr", "Getitem", "Name", "Output", "TemplateData", "Tuple"}
    choice = {"And", "Compare", "CondExpr", "If", "Not", "Operand", "Or", "Test"}
    repetition = {"AssignBlock", "Call", "Concat", "Filter", "For", "Keyword", "Macro"}
    used = {type(node).__name__ for node in _template(path).find_all(nodes.Node)}
    assert used <= {"Template"} | text | choice | repetition


@named([*TEMPLATES.rglob("*.jinja")], TEMPLATES)
def test_a_template_reads_what_the_ir_says_and_nothing_else(path: Path) -> None:
    template = _template(path)
    assert meta.find_undeclared_variables(template) <= {"public", "service", "shapes", *OF_PARTS}
    nodes_of_ir = [each for each in vars(ir).values() if isinstance(each, type) and is_dataclass(each)]
    said = {name for each in nodes_of_ir for name in vars(each) if not name.startswith("_")}
    for attribute in template.find_all(nodes.Getattr):
        loop = isinstance(attribute.node, nodes.Name) and attribute.node.name == "loop"
        assert attribute.attr in ({"first", "last"} if loop else said), attribute
    for item in template.find_all(nodes.Getitem):
        assert isinstance(item.node, nodes.Name), item
        assert item.node.name == "shapes", item


@named([*TEMPLATES.rglob("*.jinja")], TEMPLATES)
def test_a_template_calls_the_irs_iterators_and_its_own_macros_alone(path: Path) -> None:
    template = _template(path)
    macros = {macro.name for macro in template.find_all(nodes.Macro)}
    iterators = {name for name, each in vars(ir.Service).items() if isfunction(each) and name[0] != "_"}
    for call in template.find_all(nodes.Call):
        match call.node:
            case nodes.Name(name=name):
                assert name in macros, call
            case nodes.Getattr(node=nodes.Name(name="service" | "here" | "part"), attr=name):
                assert name in iterators, call
            case _:
                pytest.fail(f"{call}")
    assert {each.name for each in template.find_all(nodes.Filter)} <= {"docstring", "indent", "literal"}
    assert {each.name for each in template.find_all(nodes.Test)} <= {"none"}
    assert {each.op for each in template.find_all(nodes.Operand)} <= {"eq", "ne", "in"}


@named([*TEMPLATES.rglob("*.jinja")], TEMPLATES)
def test_a_macro_computes_nothing(path: Path) -> None:
    for macro in _template(path).find_all(nodes.Macro):
        assert not [*macro.find_all((nodes.For, nodes.Assign, nodes.AssignBlock))], macro.name


@named([*TEMPLATES.rglob("*.jinja")], TEMPLATES)
def test_a_template_makes_no_names(path: Path) -> None:
    template = _template(path)
    for concatenation in template.find_all(nodes.Concat):
        # Of Python text that a macro is given.
        assert all(isinstance(part, nodes.Const | nodes.Name) for part in concatenation.nodes), concatenation
    for output in template.find_all(nodes.Output):
        for left, right in zip(output.nodes, output.nodes[1:], strict=False):
            before = left.data if isinstance(left, nodes.TemplateData) else ""
            after = right.data if isinstance(right, nodes.TemplateData) else ""
            if before and not isinstance(right, nodes.CondExpr):
                assert not re.search(r"\w\Z", before) or before.endswith(PREFIXES), (before, right)
            if after:
                assert not re.match(r"\w", after), (left, after)


def test_a_template_cannot_print_what_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shapegen.emit.render.TEMPLATES", tmp_path)
    service = _built(models.small())
    for wrong in ("{{ nothing }}", "{{ service.nothing }}", "{% if service.nothing %}{% endif %}"):
        (tmp_path / "module.py.jinja").write_text(wrong)
        with pytest.raises(jinja2.UndefinedError, match="nothing"):
            render.render(service)


# What is printed, copied and formatted


@named([*GENERATED.rglob("*.py")], GENERATED)
def test_a_generated_module_begins_with_the_header(path: Path) -> None:
    assert path.read_text("utf-8").startswith("# Code generated by shapegen. DO NOT EDIT.\n")


@named(COPIED, ROOT / "codegen")
def test_what_is_hand_written_is_copied_with_the_header_and_nothing_else(path: Path) -> None:
    assert _copy(path).read_bytes() == render.HEADER.encode() + path.read_bytes()


def test_the_package_that_is_tested_is_the_one_that_is_generated() -> None:
    assert Path(monitorshapes.__file__).parent == GENERATED


def test_black_has_nothing_to_say_of_what_is_generated() -> None:
    command = [sys.executable, "-m", "black", "--check", "--quiet", "generated"]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def test_templates_print_lines_that_black_leaves_alone_unless_they_are_too_long() -> None:
    mode = black.Mode(line_length=formatting.LINE_LENGTH, target_versions={TargetVersion.PY311})
    checked = 0
    changed: list[str] = []
    for path, text in render.render(_built(_every_bound())).items():
        _, *definitions = re.split(r"\n\n\n(?=\S)", text)
        for printed in definitions:
            code = re.sub(r'""".*?"""', "", printed, flags=re.DOTALL)
            if all(len(line) <= formatting.LINE_LENGTH for line in code.splitlines()):
                checked += 1
                if black.format_str(printed, mode=mode).rstrip("\n") != printed.rstrip("\n"):
                    changed.append(f"{path}: {printed}")
    assert changed == []
    assert checked > 100


def _every_bound() -> dict[str, Any]:
    """A model in which shapes have every kind of bound, and every shape is required and not, in a list and in a map."""
    model = models.small()
    shapes = model["shapes"]
    bounds: list[dict[str, int]] = [{}, {"min": 1}, {"max": 9}, {"min": 1, "max": 9}]
    kinds: list[dict[str, Any]] = [{"type": kind} for kind in ("string", "integer", "double", "blob")]
    kinds += [{"type": "string", "pattern": r"\d\"'"}, {"type": "string", "pattern": "a" * 99, "sensitive": True}]
    kinds += [{"type": "list", "member": {"shape": "Name"}}]
    kinds += [{"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Name"}}]
    for number, (kind, bound) in enumerate(product(kinds, bounds)):
        shapes[f"Bound{number}"] = kind | bound | {"documentation": '<p>Ends in a "quote"</p>'}
    for name in sorted(shapes):
        shapes[f"{name}List"] = {"type": "list", "member": {"shape": name}}
        shapes[f"{name}Map"] = {"type": "map", "key": {"shape": "Name"}, "value": {"shape": name}}
    members = {f"{word}{name}": {"shape": name} for name in sorted(shapes) for word in ("Optional", "Required")}
    required = [name for name in members if name.startswith("Required")]
    shapes["Everything"] = {"type": "structure", "members": members, "required": required}
    shapes["PutThingInput"]["members"]["Everything"] = {"shape": "Everything"}
    return model


def _copy(path: Path) -> Path:
    """Where a hand-written module lies in the generated package."""
    if path.is_relative_to(RUNTIME):
        return GENERATED / "_runtime" / path.relative_to(RUNTIME)
    return GENERATED / path.relative_to(PROFILE / "modules")


def _built(model: dict[str, Any]) -> ir.Service:
    return build(model, Settings(service="small", package="small", client="SmallClient", operations=["*"])).service


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), path)


def _imported(tree: ast.Module) -> set[str]:
    """All that is imported, anywhere in a module; `a.b.c` for `from a.b import c`, relative names with their dots."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (f"{node.module}." if node.module else "")
            names.update(f"{module}{alias.name}" for alias in node.names)
    return names


class _WithoutWhatProgramsRun(ast.NodeTransformer):
    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        return node.body if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)


class _WithoutWhatCheckersRead(ast.NodeTransformer):
    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        return node.orelse if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)


class _WithoutDocstrings(ast.NodeTransformer):
    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        return ast.Pass() if isinstance(node.value, ast.Constant) else node


def _template(path: Path) -> nodes.Template:
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)  # noqa: S701  nothing is rendered
    environment.filters |= {"docstring": str, "literal": str}
    return environment.parse(path.read_text("utf-8"))


def _module(path: Path) -> str:
    return ".".join(("shapegen", *path.relative_to(SHAPEGEN).with_suffix("").parts)).removesuffix(".__init__")


def _modules_imported(path: Path) -> set[str]:
    """The modules of shapegen that one imports, anywhere in it."""
    known = {_module(each) for each in SHAPEGEN.rglob("*.py")}
    folder = _module(path.parent / "__init__.py")
    found: set[str] = set()
    for name in _imported(_tree(path)):
        bare = name.lstrip(".")
        above = folder.split(".")[: len(folder.split(".")) + 1 - (len(name) - len(bare))]
        whole = ".".join((*above, bare)) if name.startswith(".") else name
        found |= {whole if whole in known else whole.rpartition(".")[0]} & known
    return found - {_module(path)}


if __name__ == "__main__":
    before, rest = CONTRIBUTING.read_text("utf-8").split(MAP_BEGINS)
    CONTRIBUTING.write_text(before + _map() + rest.split(MAP_ENDS)[1], "utf-8")
