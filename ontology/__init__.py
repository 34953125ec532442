"""What the words mean: classes, official framework, units, divisions and synonyms, as data with thin look-ups."""
