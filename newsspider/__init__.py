"""A newspaper into MongoDB: clean stories with their typed related-link graph."""
