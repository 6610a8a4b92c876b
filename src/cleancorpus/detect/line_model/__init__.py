"""Learned judgement of lines of plain text, for what rules do not know: teasers, comments, menus."""

from cleancorpus.detect.line_model.model import LineModel

__all__ = ["LineModel"]
