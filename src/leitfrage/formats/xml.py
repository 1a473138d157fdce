"""XML without entities, DTDs or surprises: parsed by defusedxml."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from leitfrage.conversation import BrokenFile
from leitfrage.wording import N_, Message


def root(data: bytes, format_name: str) -> Element:
    """Parse a document; raise ``BrokenFile`` for a damaged one and for one with entities."""
    try:
        parsed: Element = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise BrokenFile(
            format=format_name,
            reason=Message.of(N_("it defines XML entities, which no transcript needs")),
            place=Message.of(N_("line {line}"), line=1),
        ) from None
    except ParseError as error:
        line, column = error.position
        raise BrokenFile(
            format=format_name,
            reason=Message.of(N_("the XML is not well-formed")),
            place=Message.of(N_("line {line}, column {column}"), line=line, column=column),
        ) from None
    except (ValueError, LookupError) as error:
        raise BrokenFile(format=format_name, reason=str(error)[:80], place=Message.of(N_("line {line}"), line=1)) from None
    return parsed
