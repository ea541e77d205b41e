"""What is wrong with a code list itself, in one sentence for whoever keeps the lists."""


class ListError(ValueError):
    """A list, an edition or a crosswalk that cannot be used: which file, what was expected."""
