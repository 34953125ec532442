"""What records mean together: RDF, store, queries, network, similarity, comparison."""
