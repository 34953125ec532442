"""How results look: files, tables and the interactive page."""
