"""Pages of elections and bodies."""
