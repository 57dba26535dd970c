"""Offer the report as an nbconvert exporter, for the command line and JupyterLab's menu."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.utils.exceptions import ConversionException
from traitlets import Bool, Enum, Unicode, default

from ca_summit.report.page import AUDIENCES, THEMES, Options, Page


class OfflineHTMLExporter(TemplateExporter):
    """Export a notebook as one HTML file that works offline.

    Figures of plotly stay interactive, nothing is loaded from anywhere. The usual traits of
    nbconvert's template exporters hold: ``exclude_input``, ``exclude_output``,
    ``TagRemovePreprocessor.remove_cell_tags`` and the others.

    Examples
    --------
    >>> import nbformat
    >>> notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Wells")])
    >>> html, resources = OfflineHTMLExporter().from_notebook_node(notebook)
    >>> "<title>Wells</title>" in html, resources["output_extension"]
    (True, '.html')
    """

    export_from_notebook = "Offline HTML (one file)"
    output_mimetype = "text/html"

    title = Unicode("", help="Title of the page; default: the notebook's first heading.").tag(
        config=True
    )
    language_code = Unicode("en", help="Language of the text, ISO 639-1.").tag(config=True)
    audience = Enum(AUDIENCES, "reader", help="Whom the report is for.").tag(config=True)
    theme = Enum(
        (None, *THEMES),
        None,
        allow_none=True,
        help="Colours of figures: 'ours' or 'author'; default: the author's wherever one chose "
        "any.",
    ).tag(config=True)
    strict = Bool(False, help="Fail if the page cannot show all that the notebook shows.").tag(
        config=True
    )
    show_code = Bool(False, help="Show code unfolded.").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_paths")
    def _template_paths_default(self) -> list[str]:
        return [str(Path(__file__).resolve().parent / "template")]

    def from_notebook_node(  # type: ignore[override]  # a page is text, as in TemplateExporter
        self, nb: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and the resources of one notebook."""
        copy, resources = Exporter.from_notebook_node(self, nb, resources, **kw)
        metadata = resources.get("metadata") or {}
        folder = metadata.get("path")
        options = Options(
            audience=self.audience,
            language=self.language_code,
            exclude_input=self.exclude_input,
            exclude_output=self.exclude_output,
            exclude_markdown=self.exclude_markdown,
            exclude_code_cell=self.exclude_code_cell,
            exclude_raw=self.exclude_raw,
            show_code=self.show_code,
            theme=self.theme,
        )
        page = Page(title=self.title, options=options)
        name = str(metadata.get("name") or "notebook")
        page.add_notebook(copy, name=name, folder=Path(folder) if folder else None)
        html = page.html()
        told = [str(loss) for loss in page.losses]
        if told and self.strict:
            raise ConversionException("The page cannot show everything:\n" + "\n".join(told))
        for line in told:
            self.log.warning("Not on the page: %s", line)
        return html, resources
