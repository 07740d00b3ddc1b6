"""From files to articles: Markdown with front matter, and pages as a newspaper printed them.

It knows nothing of the index: what comes out is Article values with exact offsets, or ArticleErrors that say
which file to mend and how.
"""

from index.reading.files import open_page, read_file, read_folder
from index.reading.markdown import parse_markdown, to_markdown
from index.reading.newspaper import read_page
from index.reading.page import Page

__all__ = ["Page", "open_page", "parse_markdown", "read_file", "read_folder", "read_page", "to_markdown"]
