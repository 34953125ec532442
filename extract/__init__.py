"""How documents look: a file becomes indicator records, each with its target and its place."""
