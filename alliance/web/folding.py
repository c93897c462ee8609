"""Text as people search for it: without accents, without case."""

import unicodedata


class _WithoutMarks(dict[int, int | None]):
    """For ``str.translate``: combining characters vanish, others stay."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_WITHOUT_MARKS = _WithoutMarks()


def fold(text: str) -> str:
    """``École`` and ``ecole`` are the same."""
    if text.isascii():
        return text.casefold()
    return unicodedata.normalize("NFKD", text).translate(_WITHOUT_MARKS).casefold()


def found_in(query: str, *texts: str) -> bool:
    """Whether every word of the query stands somewhere in the texts."""
    wanted = fold(query).split()
    if not wanted:
        return True
    haystack = fold(" ".join(texts))
    return all(word in haystack for word in wanted)
