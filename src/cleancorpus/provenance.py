"""What a version was made with: versions of the code and of what it stands on, and the time.

Nothing here enters a content hash.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def now() -> datetime:
    """The time in UTC, to the second; that of `SOURCE_DATE_EPOCH` where it is set, for builds that repeat."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC).replace(microsecond=0)


@lru_cache(maxsize=1)
def environment() -> dict[str, Any]:
    """Versions of cleancorpus, its git commit where it runs from a checkout, Python, platform and the dependencies."""
    import cleancorpus

    return {
        "cleancorpus": cleancorpus.__version__,
        "commit": _commit(Path(cleancorpus.__file__).parent),
        "python": platform.python_version(),
        "platform": platform.platform(terse=True),
        "packages": _dependencies(),
    }


def _dependencies() -> dict[str, str]:
    """Installed versions of the packages that cleancorpus declares without an extra."""
    found: dict[str, str] = {}
    try:
        declared = requires("cleancorpus") or ()
    except PackageNotFoundError:
        return found  # run from a source tree that is not installed
    for requirement in declared:
        match = _NAME.match(requirement)
        if match and "extra ==" not in requirement:
            try:
                found[match[0]] = version(match[0])
            except PackageNotFoundError:
                found[match[0]] = "not installed"
    return dict(sorted(found.items()))


def _commit(folder: Path) -> str | None:
    """The commit of the checkout that `folder` belongs to, `+changes` added where files differ from it; else None."""

    def git(*words: str) -> str | None:
        try:
            done = subprocess.run(
                ["git", "-C", str(folder), *words], capture_output=True, text=True, timeout=10, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return None  # no git here: the commit is not known
        return done.stdout.strip() if done.returncode == 0 else None

    if git("ls-files", "--error-unmatch", "__init__.py") is None:
        return None
    commit = git("rev-parse", "HEAD")
    return f"{commit}+changes" if commit and git("status", "--porcelain", "--", ".") else commit
