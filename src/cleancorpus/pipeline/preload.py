"""Imported in the process that workers are copied from: what they all need is loaded there, once."""

import gc

from cleancorpus.engine.worker import leave_pandas_out, one_thread_each

gc.disable()  # nothing that is loaded goes away again: looking for what does takes a fifth of the time
one_thread_each()
leave_pandas_out()

from cleancorpus.config import Config  # noqa: E402
from cleancorpus.pipeline.core import Core  # noqa: E402
from cleancorpus.pipeline.plan import make_plan  # noqa: E402
from cleancorpus.pipeline.work import RunWork  # noqa: E402, F401

make_plan(Config())  # digests of code and versions of libraries
core = Core(Config())
core.warm_up()
gc.freeze()  # nor do workers look, which would also copy the memory that they share
gc.enable()
