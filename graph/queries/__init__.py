"""The named SPARQL queries that ship with kpigraph: one .rq file each, with its question and parameters at its head."""
