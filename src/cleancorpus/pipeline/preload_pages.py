"""As `preload`, with what pages need besides: for runs that may have some. Other workers load it at their first page."""

from cleancorpus.engine.worker import all_stays
from cleancorpus.pipeline.preload import core

with all_stays():
    core.warm_up("html")
