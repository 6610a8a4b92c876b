"""What opens an address (passwords, tokens, signatures) is taken out before it goes to people or into files."""

from __future__ import annotations

import re

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
