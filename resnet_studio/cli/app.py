"""The entrance of the command line: the language, the streams, and the exit code."""

import sys
from contextlib import suppress
from typing import Any

import typer

from resnet_studio.cli import output
from resnet_studio.cli.commands import make_app
from resnet_studio.cli.failures import BAD_INPUT, DONE, FAILED, JobFailedError, report_failure, with_hint
from resnet_studio.cli.options import named_as_typed
from resnet_studio.core.basics import language, places
from resnet_studio.core.basics.errors import ConfigError, StudioError, describe_os_error
from resnet_studio.core.basics.message import show
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.installation import torch_folder
from resnet_studio.core.installation.torch_marker import TorchFolderError

_USUAL_NAMES = {
    "--lr": "--learning-rate",
    "--bs": "--batch-size",
    "--wd": "--weight-decay",
    "--size": "--image-size",
    "--model": "--depth",
    "--augmentation": "--augment",
}
"""How other programs call options, which the parser would not think similar."""

ABORTED = 130


def run(words: list[str]) -> int:
    """Run the command line and return its exit code: 0 done, 1 failed, 2 bad usage or input."""
    language.use()
    output.prepare()
    if gone := places.working_folder_problem():
        print(show(gone), file=sys.stderr)
        return BAD_INPUT
    with suppress(TorchFolderError):  # what needs torch fails at its import, and the others work
        torch_folder.use()
    try:
        code = make_app()(words, standalone_mode=False)
        sys.stdout.flush()
    except StudioError as error:
        error = named_as_typed(error, words) if isinstance(error, ConfigError) else error
        print(printable(show(with_hint(error.message, error.kind))), file=sys.stderr)
        return BAD_INPUT
    except JobFailedError as error:
        return report_failure(error.failure)
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        output.discard()
        return FAILED
    except OSError as error:
        output.flush()
        print(printable(show(describe_os_error(error))), file=sys.stderr)
        return FAILED
    except ImportError as error:
        if not (problem := torch_folder.explain(error)):
            raise
        print(printable(show(problem)), file=sys.stderr)
        return FAILED
    except typer.Exit as leave:
        return leave.exit_code
    except typer.Abort:
        return ABORTED
    except Exception as error:
        if hasattr(error, "show") and hasattr(error, "exit_code"):  # a usage error of the option parser
            return _report_usage(error)
        raise
    return int(code or DONE)


def _report_usage(error: Any) -> int:
    """Print a usage error of the option parser, and return its exit code."""
    if isinstance(error, typer.BadParameter) and error.param is None and error.message:  # a sentence of ours
        print(printable(error.message), file=sys.stderr)
        return BAD_INPUT
    if near := _USUAL_NAMES.get(getattr(error, "option_name", "")):
        error.possibilities = [near]
    error.show()
    return int(error.exit_code)
