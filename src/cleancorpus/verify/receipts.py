"""The part of verification that looks at receipts of takedowns. That none of what they name is there, `rows` says."""

from __future__ import annotations

from cleancorpus.errors import ExportError
from cleancorpus.versions.open import VersionFiles
from cleancorpus.versions.receipts import FILE, read_receipts
from cleancorpus.versions.semver import SemVer
from cleancorpus.versions.takedown import Takedowns


def check_receipts(version: VersionFiles) -> list[str]:
    """Whether the receipts can be read, are those of the manifest's list, and name no version later than this."""
    try:
        receipts = read_receipts(version)
    except ExportError as error:
        return [f"{FILE}: {error.what}"]
    if "takedown_receipts" not in version.manifest:  # a version without takedowns, or of before there were receipts
        return []
    problems = []
    wanted = {(stone.kind, stone.digest): stone for stone in Takedowns.from_manifest(version.manifest).tombstones}
    found = {(receipt.kind, receipt.digest) for receipt in receipts}
    if wanted.keys() != found:
        problems.append(f"{FILE}: has {len(found):,} requests, the manifest {len(wanted):,}, and they are not the same")
    said = version.manifest["takedown_receipts"]
    counts = {
        "requests": len(receipts),
        "documents": len({document["id"] for receipt in receipts for document in receipt.documents}),
    }
    problems += [
        f"{FILE}: has {count:,} {name}, the manifest says {said.get(name)}"
        for name, count in counts.items()
        if said.get(name) != count
    ]
    this = SemVer.parse(version.version)
    for receipt in receipts:
        for since in (receipt.since, *(document["since"] for document in receipt.documents)):
            if SemVer.parse(since) > this:
                problems.append(f"{FILE}: {receipt.kind} {receipt.digest[:12]} is gone since {since}, a later version")
    return problems
