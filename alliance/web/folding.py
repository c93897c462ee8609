"""Text as people search for it: without accents, without case."""

import unicodedata


def fold(text: str) -> str:
    """``École`` and ``ecole`` are the same."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def found_in(query: str, *texts: str) -> bool:
    """Whether every word of the query stands somewhere in the texts."""
    haystack = " ".join(fold(text) for text in texts)
    return all(word in haystack for word in fold(query).split())
