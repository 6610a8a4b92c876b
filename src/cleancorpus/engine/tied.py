"""Imported before anything else in the process that workers are forked from: it ends with the run, not after its imports.

Those take seconds, in which it holds the run's output open: who reads that would wait.
"""

from cleancorpus.engine.worker import end_with_parent

end_with_parent()
