"""The only package that knows git.

The system's git does the work, so that the user's keys, agent, proxies and credentials are used as they are. Every call is a
list of arguments with fixed settings that keep a hostile repository from running anything; values come after
`--end-of-options` or `--`. Records are read as blobs, never as files of the folder. GitPython reads histories; the rest is
plumbing, because GitPython's index and configuration writers are what most of its advisories are about.
"""
