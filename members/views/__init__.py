"""Pages of the lists of members, people and groups."""
