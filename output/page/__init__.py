"""The interactive page's parts: what it holds (data), how pyvis carries it (network), template, style and scripts."""
