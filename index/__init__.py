"""The timeline: sources become an index on disk, and the index finds passages for a question.

Names are imported when they are first used, so that `import index` costs nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.build import BuildReport, build, build_events
    from index.generation import Manifest, generations, rollback
    from index.search import Index, open_index, verify

__all__ = ["BUILTIN", "BuildReport", "Index", "Manifest", "build", "build_events", "generations", "open_index", "rollback", "verify"]

_HOMES = {
    "build": ("build", "build_events", "BuildReport"),
    "generation": ("Manifest", "generations", "rollback"),
    "search": ("Index", "open_index", "verify"),
}
_HERE = Path(__file__).parent

BUILTIN: Path = next(
    (path for path in (_HERE / "timelines" / "fall-of-damascus", _HERE.parent / "data" / "fall-of-damascus") if path.is_dir()),
    _HERE / "timelines" / "fall-of-damascus",
)
"""The timeline that comes with the project: inside the package when installed, under data/ in a checkout."""


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            value = getattr(import_module(f"index.{home}"), name)
            setattr(sys.modules[__name__], name, value)
            return value
    raise AttributeError(f"module 'index' has no attribute {name!r}")


class _Package(ModuleType):
    """`index.build` is the function, whatever is imported first: the import system's own `index.build = <the file>` is passed over."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name == "build" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
