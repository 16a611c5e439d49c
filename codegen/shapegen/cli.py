"""The command line: finds the command, and imports no other unless all are listed."""

import re
import sys
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from shapegen import media
from shapegen.console import errors

#: In the order in which somebody comes to them.
_COMMANDS = (
    *("generate", "check", "explain", "names", "reference"),
    *("adopt", "requires", "diff", "impact", "history", "update"),
)


class _Commands(click.Group):
    """A group whose commands are modules of `shapegen.commands`: each brings dependencies of its own."""

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """As click's, with its errors in one line."""
        with _in_one_line():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """As click's, with its errors in one line."""
        with _in_one_line():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  as click calls it
        """In the order of `_COMMANDS`: click's own is that of the alphabet."""
        return list(self.commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.commands:
            return None
        with errors(ctx.params.get("debug", False)):
            command: click.Command = getattr(import_module(f"shapegen.commands.{cmd_name}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Refuses an empty argument, which is mostly a variable that is not set, and would be taken for a default."""
        for before, argument in zip(["shapegen", *args], args, strict=False):
            if not argument or re.fullmatch("--[a-z-]+=", argument):
                what = argument.rstrip("=") or before
                raise click.UsageError(f"{what or 'an argument'} has no value: is a variable not set?", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands, each with the first sentence of its help in full, which click itself would cut off."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, command.get_short_help_str(sys.maxsize)) for name, command in commands if command is not None]
            )


@contextmanager
def _in_one_line() -> Generator[None, None, None]:
    """Escapes what click says of an argument, which may be the name of anybody's file."""
    try:
        yield
    except click.UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # of click since 8.2: the help is no error
            raise
        raise click.UsageError(media.whole_line(error.format_message()), error.ctx) from error


@click.group(
    cls=_Commands,
    commands={name: click.Command(name) for name in _COMMANDS},
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="shapegen", prog_name="shapegen")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def shapegen(context: click.Context, debug: bool) -> None:
    """Generates typed Python from the service models that botocore ships, and follows what AWS changes in them.

    \b
    Examples:
      shapegen generate --service s3 --operation 'Get*' --package s3shapes --output src
      shapegen diff 1.16.5 1.16.6 --service sagemaker
    """
    context.with_resource(errors(debug))
    from shapegen.emit.output import settle_all  # which `--help` does without

    settle_all()
