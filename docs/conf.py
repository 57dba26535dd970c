"""Build the documentation site: Sphinx with pages of the gallery and of the reference made here."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import site_pages
import site_reference

import ca_summit

project = "ca_summit"
author = "the ca_summit maintainers"
project_copyright = "the ca_summit maintainers; code MIT, data by the terms of each source"
release = version = ca_summit.__version__

extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_site", "README.md"]
myst_enable_extensions = ["attrs_block", "colon_fence", "deflist"]
myst_heading_anchors = 3
suppress_warnings = ["myst.xref_missing"]  # links to files of the repository, mended below

html_theme = "pydata_sphinx_theme"
html_title = f"ca_summit {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_show_sourcelink = False
html_copy_source = False
html_show_search_summary = False  # its texts are fetched, which a folder without a server refuses
html_theme_options = {
    "navigation_with_keys": True,
    "show_toc_level": 2,
    "header_links_before_dropdown": 6,
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}
html_context = {"default_mode": "auto"}
html_sidebars = {"index": []}

numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
autodoc_typehints = "none"
add_module_names = False
maximum_signature_line_length = 60
nitpicky = False


def setup(app: object) -> None:
    """Write generated pages before Sphinx reads them, and mend links to files of the repository."""
    app.connect("builder-inited", site_pages.write)  # type: ignore[attr-defined]
    app.connect("source-read", site_pages.mend_links)  # type: ignore[attr-defined]
    after_numpydoc = 600
    app.connect("autodoc-process-docstring", site_reference.mend_docstring, after_numpydoc)  # type: ignore[attr-defined]
