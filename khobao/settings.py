"""The settings of the front end as options of the command line, and as a table for people.

`python -m khobao.settings` prints the table in Markdown.
"""

from __future__ import annotations

import click

from web.configuration import FILE, option, settings, variable


def serve_options() -> list[click.Option]:
    """An option for every setting but the archive, and one for the file that holds settings.

    Each hands over what was given, as text, by the name of the setting, and None otherwise.
    """
    help = f"TOML file with settings.  [{variable(FILE)}]"
    return [
        click.Option([f"--{FILE}"], metavar="FILE", help=help),
        *(
            click.Option(
                [option(name), name],
                metavar=type_.placeholder,
                help=explanation + (f"  [default: {default}]" if default else ""),
            )
            for name, type_, default, explanation in settings()
            if name != "archive"
        ),
    ]


def markdown() -> str:
    """The table of all settings."""
    rows = ["| option | in the file | environment | default | what it is |", "|" + " --- |" * 5]
    for name, type_, default, help in settings():
        usual = f"`{default}`" if default else ""
        what = f"{help} ({type_.wanted})"
        rows.append(f"| `{option(name)}` | `{name}` | `{variable(name)}` | {usual} | {what} |")
    return "\n".join(rows)


if __name__ == "__main__":
    click.echo(markdown())
