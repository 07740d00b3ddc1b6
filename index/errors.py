"""The errors that a person can mend; it knows nothing of who shows them.

Commands turn any `YuwenError` into one clean line on stderr and exit code 1.
"""


class YuwenError(Exception):
    """What was received, what was expected and how to mend it, in one line."""


class ArticleError(YuwenError):
    """An article that cannot be read or breaks the article format."""


class EncoderError(YuwenError):
    """A model that cannot be made, found or loaded."""


class IndexStoreError(YuwenError):
    """An index that is missing, damaged, of another model or of a newer format."""


class FeedbackError(YuwenError):
    """Votes that cannot be kept or read."""
