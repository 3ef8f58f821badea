"""Whether a PDF is what PDF/UA-1 asks, as an independent validator finds it, and what it leaves to others."""

import io
from collections.abc import Iterator
from typing import Any

import pypdf
from page import validate_pdf_bytes


def faults_of(body: bytes) -> list[str]:
    """The rules that a PDF breaks: those of ISO 14289-1 that a machine can check, and our own about tables."""
    report = validate_pdf_bytes(body, profile="ua1")
    return sorted({fault.rule_id for fault in report.failures} | set(_tables(body)))


def elements(reader: Any, kind: str) -> list[Any]:
    """The elements of that kind in the tree of tags."""
    root = reader.root_object.get("/StructTreeRoot")
    return [one for one in _below(root["/K"]) if one["/S"] == kind] if root is not None else []


def _tables(body: bytes) -> Iterator[str]:
    """The validator passes a table without headings: ISO 14289-1, 7.5, asks for them."""
    for table in elements(pypdf.PdfReader(io.BytesIO(body)), "/Table"):
        heads = [one for one in _below(table) if one["/S"] == "/TH"]
        if not heads:
            yield "a table without headings"
        elif not all(_has_scope(one) for one in heads):
            yield "a heading without a scope"


def _has_scope(head: Any) -> bool:
    if "/A" not in head:
        return False
    found = head["/A"].get_object()
    return any("/Scope" in one.get_object() for one in (found if isinstance(found, list) else [found]))


def _below(node: Any) -> Iterator[Any]:
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from _below(one)
    elif isinstance(node, dict) and "/S" in node:
        yield node
        if "/K" in node:
            yield from _below(node["/K"])
