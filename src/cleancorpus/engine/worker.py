"""One worker process: batches of records in, outcomes out, and a slot in shared memory that says where it is."""

from __future__ import annotations

import time
from multiprocessing.connection import Connection
from typing import Any

import pyarrow as pa

IDLE = -1
CANNOT_START = b"cannot start: "  # before a message where an Arrow stream would be


def to_bytes(batch: pa.RecordBatch) -> bytes:
    """A record batch as an Arrow IPC stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def from_bytes(data: bytes) -> pa.RecordBatch:
    """The record batch of `to_bytes`."""
    with pa.ipc.open_stream(data) as reader:
        return reader.read_next_batch()


def limit_memory(extra_mb: int) -> None:
    """Let this process grow by `extra_mb` of address space and no further, where the system can say so.

    The limit holds for C code too: an allocation beyond it fails there. Windows and macOS have no such limit.
    """
    try:
        import resource
    except ImportError:
        return
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - one line of the kernel, no file of ours
            used = int(statm.read().split()[0]) * resource.getpagesize()
    except FileNotFoundError:
        return
    limit = used + extra_mb * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def work(connection: Connection, slot: Any, config_json: str, memory_mb: int) -> None:
    """Serve batches until the parent closes the connection.

    `slot` is a shared array of two 64-bit numbers: the row being worked on (`IDLE` between batches) and the time it
    was begun, in milliseconds of the monotonic clock, which is one clock for all processes of a machine.
    """
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    from cleancorpus.config import Config
    from cleancorpus.pipeline.core import Core

    try:
        core = Core(Config.model_validate_json(config_json))
        core.warm_up()  # so that the first record is not timed for what all need
        limit_memory(memory_mb)
    except Exception as error:  # noqa: BLE001 - the parent raises it, in one line
        connection.send_bytes(CANNOT_START + f"{type(error).__name__}: {error}".encode())
        return

    def began(number: int) -> None:
        slot[1] = time.monotonic_ns() // 1_000_000
        slot[0] = number

    while True:
        try:
            data = connection.recv_bytes()
        except EOFError:
            return
        outcomes = core.process_batch(from_bytes(data), began)
        slot[1] = time.monotonic_ns() // 1_000_000
        connection.send_bytes(to_bytes(outcomes))
        slot[0] = IDLE
