"""The import table of ARCHITECTURE.md, and the measures of a file. Whoever breaks one reads here which, and where."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
LONGEST_FILE = 300

# The composition root knows everything, and is known by nobody.
ROOT = ("bridge.cli", "bridge.serve", "bridge.__main__")

# What each part may import of ours …
OURS = {
    "config": {"config"},
    "bridge": {"bridge"},
    "bridge.store.sql": {"bridge"},
    "bridge.store.migrations": {"bridge"},
    "component": {"component", "bridge", "config"},
    "component.webhooks": {"bridge"},
    "web": {"web", "bridge", "config", "widget"},
    "widget": {"widget"},
    **{root: {"config", "bridge", "component", "web", "widget"} for root in ROOT},
}

# … and of others.
THEIRS = {
    "config": {"pydantic", "pydantic_core", "ruamel"},
    "bridge": set[str](),
    "bridge.store.sql": {"sqlalchemy", "alembic", "msgspec"},
    "bridge.store.migrations": {"sqlalchemy", "alembic"},
    "component": {"slixmpp", "structlog"},
    "component.webhooks": {"httpx", "structlog"},
    "web": {
        "quart",
        "hypercorn",
        "wsproto",
        "h11",
        "werkzeug",
        "msgspec",
        "itsdangerous",
        "maxminddb",
        "prometheus_client",
        "structlog",
        "brotli",
    },
    "widget": set[str](),
    **{root: {"typer", "rich", "structlog", "ruamel", "uvloop", "brotli"} for root in ROOT},
}

# A library that stands for a whole side is named in one part only.
HOMES = {
    "slixmpp": {"component"},
    "httpx": {"component.webhooks"},
    "quart": {"web"},
    "hypercorn": {"web"},
    "sqlalchemy": {"bridge.store.sql", "bridge.store.migrations"},
    "alembic": {"bridge.store.sql", "bridge.store.migrations"},
    "pydantic": {"config"},
}


def part_of(module: str) -> str:
    """The part to which a module belongs: the longest name in the table that begins it."""
    return max((part for part in OURS if module == part or module.startswith(f"{part}.")), key=len)


def sources() -> Iterator[tuple[str, Path]]:
    """Every module of ours with its file."""
    for package in ("config", "bridge", "component", "web", "widget"):
        for file in sorted((TOP / package).rglob("*.py")):
            if "node_modules" not in file.parts:
                yield ".".join(file.relative_to(TOP).with_suffix("").parts).removesuffix(".__init__"), file


@cache
def imports(module: str, file: Path) -> tuple[tuple[int, str], ...]:
    return tuple(_imports(module, file))


def _imports(module: str, file: Path) -> Iterator[tuple[int, str]]:
    """Each module that a file imports, with the line; relative imports by their full name."""
    package = module if file.stem == "__init__" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*parents, *([node.module] if node.module else [])])
            yield node.lineno, base
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def is_root(module: str) -> bool:
    return any(module == root or module.startswith(f"{root}.") for root in ROOT)


MODULES = dict(sources())


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_the_table_allows(module: str) -> None:
    """
    Each part imports the parts and libraries that the table gives it, and nothing else.
    """
    part = part_of(module)
    allowed = OURS[part] | THEIRS[part] | sys.stdlib_module_names
    wrong = {
        f"line {line}: {name}" for line, name in imports(module, MODULES[module]) if name.split(".")[0] not in allowed
    }
    assert not wrong, f"{module} belongs to {part} and may not import: {', '.join(sorted(wrong))}"


@pytest.mark.parametrize("module", [module for module in MODULES if not is_root(module)])
def test_nobody_imports_the_composition_root(module: str) -> None:
    """
    What puts everything together, and the SQL store that it chooses, are known to nobody else.
    """
    hidden = ROOT if part_of(module).startswith("bridge.store") else (*ROOT, "bridge.store.sql")
    names = (name for _, name in imports(module, MODULES[module]))
    wrong = [name for name in names if any(name == one or name.startswith(f"{one}.") for one in hidden)]
    assert not wrong, f"{module} imports {wrong[0]}"


@pytest.mark.parametrize(("library", "home"), HOMES.items())
def test_a_library_is_named_in_its_home_only(library: str, home: set[str]) -> None:
    """
    slixmpp is named in component only, Quart in web, SQLAlchemy in the SQL store, pydantic in config.
    """
    users = {
        module
        for module, file in MODULES.items()
        if any(name.split(".")[0] == library for _, name in imports(module, file))
    }
    assert users, f"nobody imports {library}: take it out of the table and of pyproject.toml"
    assert {part_of(module) for module in users} <= home


def test_the_twins_do_not_know_each_other() -> None:
    """
    component (the agents' side) and web (the visitors' side) never import each other.
    """
    assert "web" not in OURS["component"]
    assert "component" not in OURS["web"]


def test_the_widget_needs_no_library() -> None:
    """
    What the visitor's browser runs imports files of the widget only.
    """
    specifier = re.compile(r"""(?:from|import)\s*\(?\s*["']([^"']+)["']""")
    files = sorted((TOP / "widget" / "src").rglob("*.ts"))
    wrong = [f"{file.name}: {name}" for file in files for name in specifier.findall(file.read_text()) if name[0] != "."]
    assert files
    assert not wrong


def test_a_file_is_one_idea() -> None:
    """
    No source file is as long as 300 lines, tests and style sheets included.
    """
    files = [
        file
        for folder in ("config", "bridge", "component", "web", "widget", "tests", "scripts", "bench")
        for file in (TOP / folder).rglob("*")
        if file.suffix in {".py", ".ts", ".css", ".mjs", ".js"}
        and not {"node_modules", "dist", "vectors", "__pycache__"} & set(file.parts)
    ]
    lengths = {str(file.relative_to(TOP)): len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    assert {name: length for name, length in lengths.items() if length >= LONGEST_FILE} == {}


def test_a_module_says_what_it_is() -> None:
    """
    Every module of ours begins with a docstring (an empty package marker has nothing to say).
    """
    trees = {module: ast.parse(file.read_text(encoding="utf-8")) for module, file in MODULES.items()}
    assert [module for module, tree in trees.items() if tree.body and not ast.get_docstring(tree)] == []
