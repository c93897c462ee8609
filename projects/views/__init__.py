"""Pages of proposals, reviews, decisions and projects."""
