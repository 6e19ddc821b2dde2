"""The visitor's widget as data: the files that `node widget/build.mjs` makes and the web server hands out.

The sources are TypeScript, in `src/`; nothing here runs them.
"""

from importlib.resources import as_file, files
from pathlib import Path


def dist() -> Path:
    """The folder with `manifest.json`, `widget.js` and `<version>/`; it is there once the widget was built."""
    with as_file(files(__name__)) as package:
        return package / "dist"
