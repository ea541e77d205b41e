"""What is said of a file that cannot be read at all."""


class Unreadable(Exception):
    """The file is not what it claims to be, or too large to be read safely. Its text is one
    sentence in English, for a terminal; what a page shows is the finding that was added with it."""
