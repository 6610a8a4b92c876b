"""Imported in the process that workers are copied from: what they all need is loaded there, once."""

from cleancorpus.engine.worker import all_stays, leave_pandas_out, one_thread_each

one_thread_each()
with all_stays():
    leave_pandas_out()
    from cleancorpus.config import Config
    from cleancorpus.pipeline.core import Core
    from cleancorpus.pipeline.plan import make_plan
    from cleancorpus.pipeline.work import RunWork  # noqa: F401

    make_plan(Config())  # digests of code and versions of libraries
    core = Core(Config())
    core.warm_up()
