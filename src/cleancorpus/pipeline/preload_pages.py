"""As `preload`, with what pages need besides: for runs that may have some. Other workers load it at their first page."""

import gc

from cleancorpus.pipeline.preload import core

gc.disable()
core.warm_up("html")
gc.freeze()
gc.enable()
