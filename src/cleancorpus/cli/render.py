"""Results as text for people: differences, problems, publishing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from cleancorpus.hub.publish import Published, PublishPlan
from cleancorpus.numbers import counted, data_size
from cleancorpus.shown import one_line, printable
from cleancorpus.versions.diff import VersionDiff

_NAMED = 20  # ids of a kind that are spelled out, at most
_SHOWN = 200  # characters of a changed value
_NOTHING: Any = object()  # in the place of a value that only the other version has
_GAINED = 5  # languages, sites, … whose counts changed most


def publish_plan_text(plan: PublishPlan) -> str:
    """A plan for people: what would be sent, deleted and tagged."""
    lines = [f"{plan.folder} (version {plan.version}) → {plan.url}, branch {plan.branch}"]
    if plan.tagged:
        lines.append(f"  nothing to do: the tag {plan.tag or 'v' + plan.version} is there with this content")
        return "\n".join([*lines, *_not_sent(plan)])
    if plan.commit is not None:
        lines.append(f"  commit: {plan.commit} has this version already")
        lines += _not_sent(plan)
    else:
        if not plan.repo_exists:
            lines.append(f"  repository: would be made, {'private' if plan.private else 'public'}")
        sent, kept = sum(plan.uploads.values()), sum(plan.unchanged.values())
        lines.append(f"  upload: {counted(len(plan.uploads), 'file')}, {data_size(sent)}")
        lines += [f"    {path} ({data_size(size)})" for path, size in plan.uploads.items()]
        lines.append(f"  unchanged: {counted(len(plan.unchanged), 'file')}, {data_size(kept)}")
        lines.append(f"  delete: {counted(len(plan.deletions), 'file')}")
        lines += [f"    {path}" for path in plan.deletions]
        lines.append("  commit: one" + (", as a pull request" if plan.create_pr else ""))
    lines.append(f"  tag: {'none' if plan.tag is None or plan.create_pr else plan.tag}")
    return "\n".join(lines)


def published_text(done: Published) -> str:
    """What was done, for people, and the line that loads it."""
    plan = done.plan
    if done.commit is None:
        return publish_plan_text(plan)
    how = "committed" if done.committed else "was there already"
    lines = [f"{plan.repo_id}: version {plan.version} {how}, commit {done.commit}", *_not_sent(plan)]
    if done.pull_request:
        lines.append(f"pull request: {done.pull_request}; run publish again when it is merged, for the tag")
        return "\n".join(lines)
    if plan.tag and (done.tagged or plan.tagged):
        lines.append(f"tag: {plan.tag}")
    revision = plan.tag if plan.tag and (done.tagged or plan.tagged) else done.commit
    lines.append(f'load it: load_dataset("{plan.repo_id}", revision="{revision}")')
    return "\n".join(lines)


def _not_sent(plan: PublishPlan) -> list[str]:
    """What is other here than in the version that was published, a line."""
    if not plan.differing:
        return []
    names = ", ".join(plan.differing)
    return [
        f"  not sent: {names}: other than in what is published, which stays as it is; judge a version before you publish it"
    ]


def verify_text(name: str, problems: Sequence[str]) -> str:
    """What verification found, a problem a line."""
    if not problems:
        return f"{name}: all is as the manifest says"
    return "\n".join([f"{name}: {counted(len(problems), 'problem')}", *(f"  {one_line(each)}" for each in problems)])


def diff_text(diff: VersionDiff) -> str:
    """A difference for people: counts first, then names, settings and samples."""
    lines = [f"{diff.old} ({diff.old_version}) → {diff.new} ({diff.new_version})"]
    lines.append(f"bump: {diff.bump}" + (f" ({'; '.join(diff.bump_reasons)})" if diff.bump_reasons else ""))
    for key, (old, new) in diff.hashes.items():
        lines.append(f"{key}: {old[:16]}… " + ("is the same" if old == new else f"→ {new[:16]}…"))
    for name, split in diff.splits.items():
        lines.append(
            f"split {name}: {split.before:,} → {split.after:,} documents: {split.added:,} added, {split.removed:,} removed, "
            f"{split.text_changed:,} texts changed, {split.meta_changed:,} with changed metadata only"
            + (f", {split.moved_in:,} moved here from another split" if split.moved_in else "")
        )
    for key, (before, after) in diff.totals.items():
        if before != after:
            lines.append(f"{key}: {before:,} → {after:,} ({after - before:+,})")
    for config, (before, after) in diff.rows.items():
        if before != after:
            lines.append(f"rows of {config}: {before:,} → {after:,}")
    if diff.removed_by_reason:
        lines.append(f"why removed: {', '.join(f'{why} {count:,}' for why, count in diff.removed_by_reason.items())}")
    for key, changes in diff.counts_changed.items():
        shown = [f"{name or '(none)'} {count:+,}" for name, count in list(changes.items())[:_GAINED]]
        rest = len(changes) - len(shown)
        lines.append(f"{key}: {', '.join(shown)}" + (f", and {rest:,} more" if rest > 0 else ""))
    kinds = {
        "added": diff.added,
        "removed": diff.removed,
        "text changed": diff.text_changed,
        "metadata changed": diff.meta_changed,
        "moved": diff.moved,
    }
    for kind, ids in kinds.items():
        lines += _named(kind, ids)
    lines += _named("columns added", diff.columns_added) + _named("columns removed", diff.columns_removed)
    lines += _pairs("columns of another type", diff.columns_retyped)
    lines += _pairs("settings", diff.config_changed)
    lines += _pairs("made with", diff.environment_changed)
    lines += _pairs("card", diff.card_changed)
    if diff.takedowns_added:
        lines.append(f"takedowns added: {diff.takedowns_added:,}")
    lines = [printable(line) for line in lines]
    for sample in diff.samples:
        head = f"--- {sample.kind}: {sample.id}" + (f" · {sample.title}" if sample.title else "")
        lines += ["", one_line(head), *map(printable, sample.text.split("\n"))]
    return "\n".join(lines)


def _named(what: str, names: Sequence[str]) -> list[str]:
    """The first names of a kind, a line each."""
    if not names:
        return []
    rest = len(names) - _NAMED
    more = [f"  … and {rest:,} more (--json has all)"] if rest > 0 else []
    return [f"{what}:", *(f"  {printable(name)}" for name in names[:_NAMED]), *more]


def _pairs(what: str, changed: dict[str, tuple[Any, Any]]) -> list[str]:
    """Changed values, a line each; of lists and objects what differs in them."""
    pairs: Iterable[str] = (
        f"  {place}: {_short(was)} → {_short(now)}"
        for key, (old, new) in changed.items()
        for place, was, now in _differing(key, old, new)
    )
    return [f"{what}:", *pairs] if changed else []


def _differing(place: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    """The values that differ in two, each with its place; `_NOTHING` where one of them has none."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys: Iterable[tuple[str, Any]] = ((f"{place}.{key}", key) for key in dict.fromkeys((*old, *new)))
        pairs = [(inner, old.get(key, _NOTHING), new.get(key, _NOTHING)) for inner, key in keys]
    elif isinstance(old, list) and isinstance(new, list) and any(isinstance(item, dict) for item in (*old, *new)):
        numbered = enumerate(zip_longest(old, new, fillvalue=_NOTHING))
        pairs = [(f"{place}[{number}]", was, now) for number, (was, now) in numbered]
    else:
        yield place, old, new
        return
    for inner, was, now in pairs:
        if was != now:
            yield from _differing(inner, was, now)


def _short(value: Any) -> str:
    """A value; of an object only what says something, as most of it stands at its default."""
    if value is _NOTHING:
        return "(none)"
    if isinstance(value, dict):
        value = {"path": value["path"]} if "path" in value else value
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
