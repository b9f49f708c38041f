"""A conversation as Markdown, taken out of the store page by page, its pictures beside it."""
