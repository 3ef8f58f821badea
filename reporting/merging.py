"""What a merge of two records does with returns: nothing. What was signed stays as it was signed."""

from families.merging.references import stays


def register() -> None:
    """Speak for the rows of reporting; a later count shows as a difference."""
    stays("reporting.Return", "commentary", because="the words of whoever prepares the return")
    stays("reporting.ReturnVersion", "commentary", because="signed")
    stays("reporting.ReturnVersion", "to_date", because="signed")
    stays("reporting.FirstSignature", "shown", because="signed")
    stays("reporting.Release", "counts", "to_date", "held", because="what everybody has been told")
    stays("reporting.ExportFile", "key", because="part of a link, and of nobody's record")
    stays("reporting.ExportFile", "cases", because="what stands in a file that is made already")
    stays("reporting.ReturnLine", "figure", because="signed")
    stays("reporting.ReturnRow", "object_id", "case_id", "detail", because="signed")
