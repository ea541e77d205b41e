"""How editions of the large lists are made anew from their sources; nothing of the product needs it."""
