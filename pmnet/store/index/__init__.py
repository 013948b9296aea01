"""The index: what `find`, `match`, `team` and completion ask, in SQLite beside a copy; a cache and nothing more.

It is never the truth for a decision, and nothing sealed is in it. `tables` says what it holds, `rows` what a record gives, and
`building` brings it to a commit; `file` and `keeping` look after the file; `reading` and `facts` answer by `queries`. All but
`rows`, `building` and `keeping` load quickly, because commands answer from them before anything else is loaded.
"""
