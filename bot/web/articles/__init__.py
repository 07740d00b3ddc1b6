"""Article pages, and the words in them that a link names."""
