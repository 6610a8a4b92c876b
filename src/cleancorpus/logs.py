"""What the package logs: a line for people, and the same as an event with fields for programs (`--log-json`).

Events and their fields are an interface: names may be added, none changes.
"""

from __future__ import annotations

import logging
from typing import Any


def log_event(log: logging.Logger, event: str, message: str, *, level: int = logging.INFO, **fields: Any) -> None:
    """Log `message` as an event with `fields` (JSON values)."""
    log.log(level, message, extra={"event": event, "fields": fields}, stacklevel=2)
