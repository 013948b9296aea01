"""The options by which the public half of a lead is typed, and looked for."""

from __future__ import annotations

from typing import Annotated

import typer

Lead = Annotated[str, typer.Argument(metavar="ID", help="A lead: id, its beginning, or its last four characters.")]
Title = Annotated[str | None, typer.Option("--title", metavar="T", help="What is needed; names nobody.")]
Summary = Annotated[str | None, typer.Option("--summary", metavar="T", help="What it is about; names nobody.")]
Industry = Annotated[str | None, typer.Option("--industry", metavar="DIVISION", help="Two-digit division or its name.")]
Region = Annotated[
    str | None, typer.Option("--region", metavar="R", help="Region or country, such as DE-HE or Hessen.")
]
RemotePercent = Annotated[int | None, typer.Option("--remote-percent", min=0, max=100, help="Share of remote work.")]
Start = Annotated[str | None, typer.Option("--start", metavar="DATE", help="First day.")]
End = Annotated[str | None, typer.Option("--end", metavar="DATE", help="Last day.")]
Days = Annotated[int | None, typer.Option("--days", min=1, max=7, help="Days a week.")]
Skills = Annotated[
    list[str] | None, typer.Option("--skill", metavar="SKILL[:LEVEL]", help="A skill, with the level at least.")
]
Languages = Annotated[
    list[str] | None, typer.Option("--language", metavar="de:C1", help="A language, with the level at least.")
]
Certificates = Annotated[list[str] | None, typer.Option("--certificate", metavar="C", help="A certificate.")]
OnePosition = Annotated[str | None, typer.Option("--position", metavar="K", help="That position of the lead alone.")]
RespondWithin = Annotated[
    int | None,
    typer.Option("--respond-within", metavar="HOURS", min=1, max=80, help="Working hours within which you answer."),
]
