"""Guided input: a command asks for its values on a terminal, one question at a time.

| module | question |
|---|---|
| `form` | what a question is, and the walk through the questions of a form, forwards and back; knows no terminal |
| `forms` | the questions of each command, as tables |
| `asker` | the terminal: prompts, completed words, explanations, what is offered in brackets |
| `kept` | what was answered, kept until the command has done its work |
| `sameline` | the command that would have said the same in one line |
| `asking` | which questions a command asks at all, and what becomes of the answers |
"""

from pmnet.cli.guide.asking import Guided, ask_one, guided, missing
from pmnet.cli.guide.forms.leads import sealed
from pmnet.cli.guide.forms.members import edited
from pmnet.cli.guide.forms.network import joining

__all__ = ["Guided", "ask_one", "edited", "guided", "joining", "missing", "sealed"]
