"""Prose -> pieces of one act each with their dates: blocks (headings, paragraphs), a date to start from, pieces and their own dates, windows
for the rest. `sources.article` makes events of them."""
