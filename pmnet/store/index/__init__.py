"""The index: what `find`, `match`, `team` and completion ask, in SQLite beside a copy; a cache and nothing more.

It is never the truth for a decision, and nothing sealed is in it. `tables` says what it holds, `rows` what a record gives,
`building` brings it to a commit, `reading` answers, `file` and `keeping` look after the file. `reading`, `file` and `tables` load
quickly, because a command answers from them before anything else is loaded.
"""
