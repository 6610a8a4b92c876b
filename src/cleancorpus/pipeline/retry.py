"""What a run of `--retry-quarantined` forgets of an earlier one: the parts that have records in quarantine."""

from __future__ import annotations

from cleancorpus.engine.store import Store
from cleancorpus.pipeline.files_note import FILES_NOTE
from cleancorpus.pipeline.places import STAGE_NOTE
from cleancorpus.pipeline.plan import Plan


def forget_quarantined(store: Store, plan: Plan) -> int:
    """Remove from the work folder the results of parts with records in quarantine, and what was made of all parts.

    Gives how many parts that are. All others are taken over as ever. To be called under the lock.
    """
    texts, judged = plan.text.folder, plan.judge.folder
    names = [
        name.removesuffix(".json") for name in store.names(judged) if name.endswith(".json") and name != STAGE_NOTE
    ]
    again = [name for name in names if _has_quarantined(store, f"{judged}/{name}")]
    if not again:
        return 0
    for name in store.names():
        # Verdicts, counts of lines and settled parts are known by the parts' names, which stay.
        if name not in (texts, judged, FILES_NOTE):
            store.remove(name)
    if plan.counters:  # each was judged by what was counted of all
        _remove(store, judged, names)
    else:
        _remove(store, judged, again)
    found = store.names(texts)
    parts = {name.partition(".")[0] for name in found if name != STAGE_NOTE}
    # With counted lines the name of a part's outcomes is that of its texts and more.
    _remove(
        store, texts, [part for part in parts if any(name == part or name.startswith(f"{part}-") for name in again)]
    )
    return len(again)


def _has_quarantined(store: Store, name: str) -> bool:
    note = store.read_note(name)
    return note is not None and bool(note["rows"]["by_status"].get("quarantined"))


def _remove(store: Store, folder: str, parts: list[str]) -> None:
    wanted = set(parts)
    for name in store.names(folder):
        if name.partition(".")[0] in wanted:
            store.remove(f"{folder}/{name}")
