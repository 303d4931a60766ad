"""Documents of CPE: the transcript."""

from cpe.documents.sheets import Part, TranscriptSheet
from cpe.documents.transcript import table, transcript_pdf, transcript_sheet

__all__ = ["Part", "TranscriptSheet", "table", "transcript_pdf", "transcript_sheet"]
