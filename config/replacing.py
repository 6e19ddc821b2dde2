"""Writing a file in one step: a reader sees the old one or the new one, and never half of either."""

import os
import tempfile
from pathlib import Path


def replace_file(file: Path, text: str) -> None:
    """Write a file anew, with the permissions and the owner that it had; a new file is for its owner only."""
    target = file.resolve()
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        _keep_owner(target, Path(temporary))
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _keep_owner(old: Path, new: Path) -> None:
    if not old.exists():
        return
    facts = old.stat()
    new.chmod(facts.st_mode & 0o7777)
    if os.geteuid() == 0:
        os.chown(new, facts.st_uid, facts.st_gid)
