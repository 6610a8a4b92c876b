"""What a scorer is: a model that judges the lines of documents after the rules have spoken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Protocol

from cleancorpus.detect.view import View
from cleancorpus.model import Finding


class Scorer(Protocol):
    """Judges the lines of documents; the line model is one. `reasons` are as in `detect.rule.Rule`."""

    id: ClassVar[str]
    version: ClassVar[int]
    reasons: ClassVar[Mapping[str, str]]

    def score(
        self,
        views: Sequence[View],
        cuts: Sequence[tuple[Finding, ...]],
        began: Callable[[int], None] | None = None,
    ) -> list[tuple[Finding, ...]]:
        """Findings for each of `views`, in order of lines; `cuts[i]` is what rules would cut from view number i.

        What a document gets does not depend on the others of the batch, not in the last digit. `began` is called with the number
        of a view whenever something is asked of it by itself: that is how a worker knows which document hangs. What is done for
        several together is arithmetic on their lines.
        """
