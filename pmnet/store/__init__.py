"""Where things are: files, git, keys. Each outside library has one module here, and nothing of it leaks out."""
