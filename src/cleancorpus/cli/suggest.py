"""`cleancorpus suggest`: own rules for what stands in many documents of a site, to be read before they are used."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from cleancorpus.errors import CleancorpusError
from cleancorpus.hub.versions import version_named
from cleancorpus.suggest import as_rules, suggest


def suggest_command(arguments: argparse.Namespace) -> int:
    """Print the suggestions, or write them to a file; gives the exit code.

    Raises:
        CleancorpusError: the version has no documents of that site; the file cannot be written.
    """
    version = version_named(arguments.target)
    found = suggest(
        version,
        min_documents=arguments.min_documents,
        min_share=arguments.min_share,
        most=arguments.most,
        only=arguments.site,
    )
    if arguments.site is not None and arguments.site not in found.documents:
        known = ", ".join(site for site, _ in found.documents.most_common(3))
        what = f"has no documents of the site '{arguments.site}'"
        raise CleancorpusError(version.where, what, f"its largest are {known}" if known else "no document has a site")
    text = json.dumps(found.to_json(), indent=2, ensure_ascii=False) + "\n" if arguments.json else as_rules(found)
    if arguments.out is None:
        print(text, end="")
        return 0
    try:
        Path(arguments.out).write_text(text, encoding="utf-8")
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        raise CleancorpusError(arguments.out, what, "name another file") from error
    print(
        f"suggested  {sum(map(len, found.by_site.values())):,} lines of {len(found.by_site):,} sites in {arguments.out}"
    )
    return 0
