"""Component tags: one keyword-only function, one template and one style sheet of the same name each."""
