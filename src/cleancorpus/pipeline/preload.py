"""Imported in the process that workers are forked from: what they all need is loaded there, once."""

import gc

from cleancorpus.engine.worker import leave_pandas_out, one_thread_each

gc.disable()  # nothing that is loaded goes away again: looking for it takes a fifth of the time
one_thread_each()
leave_pandas_out()

from cleancorpus.config import Config  # noqa: E402
from cleancorpus.pipeline.core import Core  # noqa: E402

Core(Config()).warm_up()
gc.freeze()  # nor do workers look, which would also copy the memory that they share
gc.enable()
