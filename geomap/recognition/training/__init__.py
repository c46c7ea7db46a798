"""Training and leave-one-corpus-out evaluation of the recognizers; needs the development corpora."""
