"""A record on its way to an outcome, and a corpus on its way to a dataset: the stages in their order."""
