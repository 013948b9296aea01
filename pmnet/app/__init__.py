"""What people do: one function per command, returning a value. Decisions are pure; the rest reads, performs, answers."""
