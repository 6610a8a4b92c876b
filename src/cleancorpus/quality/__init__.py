"""Which documents are kept: one check a file, in the order of `checks.CHECKS`."""
