"""Arrow columns seen as other types of the same layout: strings and decimals as bytes, times as the whole numbers they are stored
as.

No value is looked at or converted, so that it succeeds whatever they are.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from cleancorpus.carry.values import is_clock, whole_numbers

_Leaf = Callable[[pa.DataType], pa.DataType]


def with_bytes(column: pa.Array) -> pa.Array:
    """The column with binary for strings, wherever they are in it."""
    return _seen_as(column, _changed(column.type, _bytes))


def as_stored(column: pa.Array) -> pa.Array:
    """The column with binary for strings and decimals, whole numbers for times and what they store for extensions: of the values
    of these there is nothing to prove but places.

    Raises:
        pa.ArrowInvalid: its buffers are too short.
    """
    return _seen_as(column, _changed(column.type, _stored))


def _seen_as(column: pa.Array, wanted: pa.DataType) -> pa.Array:
    """The column as a type of the same layout, and what is in it as the types that this names: Arrow ends the process where they
    are others.
    """
    kind, types = column.type, pa.types
    if kind == wanted:
        return column
    if isinstance(kind, pa.BaseExtensionType):
        return _seen_as(column.storage, wanted)
    if types.is_dictionary(kind):
        values = _seen_as(column.dictionary, wanted.value_type)
        return pa.DictionaryArray.from_arrays(column.indices, values, ordered=kind.ordered, safe=False)
    # Not `view` of what holds others: it loses how long nulls are within lists, and where runs begin.
    if not types.is_nested(kind) and not types.is_run_end_encoded(kind):
        return column.view(wanted)
    buffers, start = column.buffers(), column.offset
    if types.is_run_end_encoded(kind):
        own, inner = 1, [column.run_ends, column.values]
    elif types.is_struct(kind) or types.is_union(kind):
        own, inner = 1, [column.field(at) for at in range(kind.num_fields)]
        if types.is_union(kind):
            own = 3 if kind.mode == "dense" else 2
            if kind.mode == "sparse":  # what is in a slice is slices
                buffers[1], start = buffers[1].slice(start), 0
    else:
        own, inner = _OWN_BUFFERS.get(kind.id, 2), [column.values]
    children = [_seen_as(array, wanted.field(at).type) for at, array in enumerate(inner)]
    if types.is_struct(kind) and start:  # the same, and bits cannot be sliced
        return pa.StructArray.from_arrays(children, fields=list(wanted), mask=column.is_null())
    return pa.Array.from_buffers(wanted, len(column), buffers[:own], column.null_count, start, children)


_OWN_BUFFERS = {pa.lib.Type_FIXED_SIZE_LIST: 1, pa.lib.Type_LIST_VIEW: 3, pa.lib.Type_LARGE_LIST_VIEW: 3}


def _bytes(kind: pa.DataType) -> pa.DataType:
    types = pa.types
    if types.is_string(kind):
        return pa.binary()
    if types.is_large_string(kind):
        return pa.large_binary()
    return pa.binary_view() if types.is_string_view(kind) else kind


def _stored(kind: pa.DataType) -> pa.DataType:
    if isinstance(kind, pa.BaseExtensionType):
        return _changed(kind.storage_type, _stored)
    if pa.types.is_decimal(kind):
        return pa.binary(kind.byte_width)
    return whole_numbers(kind) if is_clock(kind) else _bytes(kind)


def _changed(kind: pa.DataType, leaf: _Leaf) -> pa.DataType:
    """The type with what `leaf` makes of those within it; an extension stays where that is the same."""
    types = pa.types

    def inner(field: pa.Field) -> pa.Field:
        return pa.field(field.name, _changed(field.type, leaf))

    if isinstance(kind, pa.BaseExtensionType):
        storage = _changed(kind.storage_type, leaf)
        return leaf(kind) if storage == kind.storage_type else storage
    if types.is_dictionary(kind):
        return pa.dictionary(kind.index_type, _changed(kind.value_type, leaf), kind.ordered)
    if types.is_run_end_encoded(kind):
        return pa.run_end_encoded(kind.run_end_type, _changed(kind.value_type, leaf))
    if types.is_map(kind):
        return pa.map_(_changed(kind.key_type, leaf), _changed(kind.item_type, leaf), kind.keys_sorted)
    if types.is_struct(kind):
        return pa.struct([inner(field) for field in kind])
    if types.is_union(kind):
        return pa.union([inner(kind.field(at)) for at in range(kind.num_fields)], kind.mode, kind.type_codes)
    if types.is_fixed_size_list(kind):
        return pa.list_(inner(kind.value_field), kind.list_size)
    for is_list, made in _LISTS:
        if is_list(kind):
            return made(inner(kind.value_field))
    return leaf(kind)


_LISTS = (
    (pa.types.is_list, pa.list_),
    (pa.types.is_large_list, pa.large_list),
    (pa.types.is_list_view, pa.list_view),
    (pa.types.is_large_list_view, pa.large_list_view),
)
