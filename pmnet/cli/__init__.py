"""How it is asked and shown: declarations, questions, renderings, and the one place where errors end."""
