"""A `Work` that does as its tasks say: rows are words, each of which is done, hangs, ends the process or fails."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from cleancorpus.engine.task import READING, WORKING, Spot, Task, Watch


class Obedient:
    """Result of a task: its rows with what became of each."""

    def warm_up(self) -> None:
        """Nothing to load."""

    def do(self, task: Task, watch: Watch) -> list[str]:
        done = []
        for row, order in enumerate(task.payload):
            phase = READING if order.startswith("read-") else WORKING
            blame = task.blamed.get(Spot(row, phase))
            if blame is not None:
                done.append(blame.reason)
                continue
            watch.at(row, phase)
            obey(order.removeprefix("read-"))
            done.append("done")
        watch.idle()
        if task.payload and task.payload[-1] == "die-idle":
            os._exit(9)
        return done


def obey(order: str) -> None:
    if order == "hang":
        time.sleep(60)
    if order == "slow":
        time.sleep(3)
    if order == "spin":
        while True:
            pass
    if order.startswith("busy"):
        begun = time.process_time()
        while time.process_time() - begun < 0.7:
            pass
    if order == "die":
        os._exit(7)
    if order == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if order == "fail":
        raise RuntimeError("as told")


def make(argument: str) -> Any:
    if argument == "broken":
        raise ImportError("no module\nnamed so")
    if argument == "dies":
        os._exit(3)
    return Obedient()
