"""Gold corpora, the field's figures, and the quality gate."""
