"""Imported in the process that workers are copied from: what they all need is loaded there, once."""

from cleancorpus.engine.libraries import give_memory_back, leave_pandas_out, one_thread_each
from cleancorpus.engine.worker import all_stays

one_thread_each()
give_memory_back()
with all_stays():
    leave_pandas_out()
    from cleancorpus.config import Config
    from cleancorpus.pipeline.core import Core
    from cleancorpus.pipeline.plan import make_plan
    from cleancorpus.pipeline.work import RunWork  # noqa: F401

    # Rules of other packages are loaded by each worker: what one of them does here would end all of them without a word.
    _config = Config.model_validate({"plugins": {"use": False}})
    make_plan(_config)  # digests of code and versions of libraries
    core = Core(_config)
    core.warm_up()
