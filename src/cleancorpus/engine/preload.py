"""Imported in the process that workers are forked from: what they all need is loaded there, once."""

from cleancorpus.config import Config
from cleancorpus.pipeline.core import Core

Core(Config()).warm_up()
