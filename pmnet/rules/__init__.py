"""What is allowed, as pure functions: they get values and return findings or values, and touch nothing."""
