"""Imported in the process that workers are forked from: what they all need is loaded there, once."""

from cleancorpus.config import Config
from cleancorpus.engine.worker import one_thread_each
from cleancorpus.pipeline.core import Core

one_thread_each()
Core(Config()).warm_up()
