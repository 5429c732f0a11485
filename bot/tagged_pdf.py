"""A PDF that a screen reader can follow: every text has a tag, tables have rows and heads, decoration is left out.

fpdf2 2.8.9 tags pictures alone; its structure tree is an internal part that is filled here, and so its version is exact
in requirements/run.in. ISO 32000-1, 14.7 and 14.8.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fpdf import FPDF
from fpdf.structure_tree import StructElem, StructureTreeBuilder
from fpdf.syntax import PDFObject

SCOPED = "<< /O /Table /Scope /Column >>"


class _Element(StructElem):
    """A structure element that may carry attributes."""

    a: str | None = None


class _Tree(StructureTreeBuilder):
    """fpdf2's tree, but elements stand inside one another."""

    def __iter__(self) -> Iterator[PDFObject]:
        yield self.struct_tree_root
        yield self.struct_tree_root.parent_tree
        yield from _below(self.doc_struct_elem)


def _below(element: StructElem) -> Iterator[PDFObject]:
    yield element
    for child in element.k:
        if isinstance(child, StructElem):
            yield from _below(child)


class TaggedPdf(FPDF):
    """A page of A4 after another. What is drawn stands in `tagged` or in `decoration`."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        self._tree = _Tree()
        self.struct_builder = self._tree
        self.str_alias_nb_pages = ""  # "{nb}" in what somebody typed is no number of pages
        self._marks: dict[int, int] = {}

    def group(self, kind: str, parent: StructElem | None = None) -> StructElem:
        """An element that holds others: a list, a table, a row."""
        above = parent or self._tree.doc_struct_elem
        element = _Element(kind, above, [], self.page)
        element.pg = self.pages[self.page]  # type: ignore[assignment]  # what fpdf2 itself puts there
        above.k.append(element)
        return element

    @contextmanager
    def tagged(self, kind: str, parent: StructElem | None = None, *, scoped: bool = False) -> Iterator[None]:
        """What is drawn within belongs to a new element of this kind; it must not leave the page."""
        element = self.group(kind, parent)
        if scoped and isinstance(element, _Element):
            element.a = SCOPED
        mark = self._marks.get(self.page, 0)
        self._marks[self.page] = mark + 1
        element.k.append(mark)
        on = self._tree.spid_per_page_number.setdefault(self.page, len(self._tree.spid_per_page_number))
        self._tree.struct_tree_root.parent_tree.nums[on].append(element)
        self.pages[self.page].struct_parents = on
        self._out(f"{kind} <</MCID {mark}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def decoration(self) -> Iterator[None]:
        """What is drawn within is not read out: lines, page numbers."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")
