"""From a page to a PDF that screen readers can read, without fetching anything from anywhere."""

from __future__ import annotations

from typing import NoReturn

from leitfrage.conversation import LeitfrageError
from leitfrage.wording import N_


class NoPdf(LeitfrageError):
    cause = N_("PDF cannot be made here: the library Pango is missing on this machine.")
    advice = N_("Open the print view and print it into a PDF from the browser, or have Pango installed.")


def pdf(page: str) -> bytes:
    """Make the PDF; raise ``NoPdf`` where WeasyPrint or its Pango is missing."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError):
        raise NoPdf() from None

    class Nothing(URLFetcher):  # type: ignore[misc] # weasyprint brings no types
        """A letter needs nothing from outside; whatever its words look like, no file and no address is opened."""

        def fetch(self, url: str, headers: object = None) -> NoReturn:  # noqa: ARG002 - weasyprint names the arguments
            raise ValueError(f"a letter fetches nothing: {url}")

    made: bytes = HTML(string=page, url_fetcher=Nothing()).write_pdf(pdf_variant="pdf/ua-1")
    return made
