"""Forms parse what people send; the actions decide."""

from quintet.cube.forms.ask import AskForm, Box, address_of

__all__ = ["AskForm", "Box", "address_of"]
