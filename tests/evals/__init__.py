"""The evaluation set: questions over the sample sheets, graded by execution (docs/evals.md)."""
