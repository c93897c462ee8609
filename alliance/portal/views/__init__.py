"""Pages that compose what all parts know."""
