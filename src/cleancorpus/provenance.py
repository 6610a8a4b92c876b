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
_CREDENTIALS = re.compile(
    r"""
    (?<=://)
    (?:
        [^\s/?#"<>]{1,2000}@            # user, or user and password, up to the last @ of the host's part
      | [^\s/?#"<>@:\[]{1,200}           # a password in which what should be escaped is not: keys of S3 have slashes
        :(?!\d*[/?#]|:)                  # no port, and no `::` that chains addresses
        (?:(?!://)[^\s"<>@]){0,200}@
    )
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"""[^\s"<>]+""")  # an address, perhaps with marks around it
_LEFT_OVER = re.compile(r"(?:&amp;|[?&;])+(?=$|[#'])")  # what joined the parameters that were taken out
# Parameters that open what they stand behind. `key` alone is none of them: it mostly chooses what is shown.
_SECRET = re.compile(
    r"""
    (?:^|(?<=[?&;]))
    (?:
        x-(?:amz|goog|oss|cos|obs)-[a-z-]+                    # signed addresses of S3 and stores that took after it
      | (?:aws|oss)?access_?key(?:_?id)? | googleaccessid     # their older form
      | sig | signature                                       # of Azure, CloudFront and the older forms
      | (?:(?:access|api|auth|id|refresh|sas|security|session)[_-]?)?token
      | api[_-]?key | auth | (?:client[_-]?)?secret | secret[_-]?key | credentials? | password | passwd | pwd
      | hdnts | hdnea                                         # of Akamai
    )
    =[^&;\#']*(?:&amp;|[&;])?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def now() -> datetime:
    """The time in UTC, to the second; that of `SOURCE_DATE_EPOCH` where it is set, for builds that repeat."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC).replace(microsecond=0)


def without_credentials(text: str) -> str:
    """A path, an address or a text with addresses in it without what opens them, so that it can be published.

    That is user name and password, and parameters such as signatures and tokens. What goes out to people or into files goes
    through here: names of sources, messages of errors, manifest and figures.

    >>> without_credentials("s3://key:secret@bucket/news/*.jsonl")
    's3://bucket/news/*.jsonl'
    >>> without_credentials("403, url='https://h.example/a.jsonl?page=2&X-Amz-Signature=0c9d'")
    "403, url='https://h.example/a.jsonl?page=2'"
    """
    if "://" not in text:
        return text
    return _WORD.sub(_without_secrets, _CREDENTIALS.sub("", text))


def _without_secrets(word: re.Match[str]) -> str:
    before, _, query = word[0].partition("?")
    kept = _SECRET.sub("", query) if "://" in before else query
    return word[0] if kept == query else _LEFT_OVER.sub("", f"{before}?{kept}")


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
