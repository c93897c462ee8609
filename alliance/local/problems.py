"""What may go wrong on somebody's machine, in words for the person at the terminal."""


class Problem(Exception):  # noqa: N818 - most are the state of a machine, not an error
    """A plain sentence that says what is wrong and what to do about it."""


DISK_FULL = "The disk is full. Free some space and run the command again; it goes on where it stopped."
