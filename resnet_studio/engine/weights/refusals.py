"""Why a file of weights is refused, in sentences that name it. Without torch: the process that reads one has none."""

from typing import Final

from resnet_studio.core.basics import safe_text
from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.basics.message import Message, joined, literal, message

STATE_DICT_ADVICE: Final = message(
    "Ask for the plain state dict, as {code:plain} writes it.", code="torch.save(model.state_dict(), …)"
)


def contains_code(file: str, name: str) -> WeightsError:
    """It refers to a class or function that a state dict does not need."""
    text = message(
        "{file} contains more than weights (it refers to {name}) and was not opened, because opening such a file can "
        "run any program.",
        file=file,
        name=safe_text.elide_middle(name, 200),
    )
    return WeightsError(joined(text, STATE_DICT_ADVICE))


def contains_program(file: str) -> WeightsError:
    """It is a whole program."""
    text = message("{file} contains a whole program (TorchScript or torch.export), not just weights.", file=file)
    return WeightsError(joined(text, STATE_DICT_ADVICE))


def contains_too_much(file: str) -> WeightsError:
    """What describes its tensors is far larger than that of any state dict."""
    text = message("{file} contains far more beside its tensors than files of weights do.", file=file)
    return WeightsError(joined(text, STATE_DICT_ADVICE))


def compressed(file: str) -> WeightsError:
    """Its records are compressed, or claim to be larger than it is."""
    return WeightsError(
        message("{file} is compressed in a way that files of weights are not, and was not opened.", file=file)
    )


def is_tar(file: str) -> WeightsError:
    """It holds other files."""
    return WeightsError(
        message("{file} is an archive (tar). Unpack it, and choose a file of weights from it.", file=file)
    )


def damaged(file: str, reason: Message) -> WeightsError:
    """It is in the right format, with something in it that cannot be."""
    return WeightsError(joined(message("{file} is damaged or cut off.", file=file), reason))


def not_weights(file: str, reason: Message) -> WeightsError:
    """It is not in the right format."""
    return WeightsError(joined(message("{file} is damaged, or is not a file of weights.", file=file), reason))


def too_large(file: str, tensor: str) -> WeightsError:
    """A tensor claims more than there is."""
    return WeightsError(
        message("{file} is damaged: {tensor} is larger than the file itself.", file=file, tensor=tensor)
    )


def cut_tensor(file: str, tensor: str) -> WeightsError:
    """A tensor's numbers are not all there."""
    return WeightsError(
        message("{file} is damaged or cut off: only a part of {tensor} is in it.", file=file, tensor=tensor)
    )


def changed_numbers(file: str, tensor: str) -> WeightsError:
    """A tensor's numbers are not those that were written."""
    return WeightsError(
        message(
            "{file} is damaged: {tensor} does not match the file's own checksum. Download or copy it again.",
            file=file,
            tensor=tensor,
        )
    )


def quantised(file: str, tensor: str) -> WeightsError:
    """Weights were made whole numbers, to predict faster."""
    return WeightsError(
        message(
            "{file} holds quantised weights ({tensor}), which cannot be trained. Choose the file from before they were "
            "quantised.",
            file=file,
            tensor=tensor,
        )
    )


def sparse(file: str, tensor: str) -> WeightsError:
    """Only the numbers of a tensor that are not zero are there."""
    return WeightsError(
        message(
            "{file} holds {tensor} in a sparse form; choose a file with all of its numbers.", file=file, tensor=tensor
        )
    )


def without_numbers(file: str, tensor: str) -> WeightsError:
    """A tensor has a shape and nothing else."""
    return WeightsError(message("{file} names {tensor} without its numbers.", file=file, tensor=tensor))


def special_form(file: str, tensor: str) -> WeightsError:
    """A tensor is of a class of its own: nested, a wrapper of others, or of other hardware."""
    return WeightsError(
        joined(
            message("{file} holds {tensor} in a special form, not as a plain tensor.", file=file, tensor=tensor),
            STATE_DICT_ADVICE,
        )
    )


def strange_numbers(file: str, tensor: str, dtype: str) -> WeightsError:
    """The numbers of a tensor are of a kind that networks here do not compute with."""
    return WeightsError(
        message(
            "{file} holds {tensor} as {dtype}, which cannot be trained from. Choose a file with its numbers as float32 "
            "or float16.",
            file=file,
            tensor=tensor,
            dtype=dtype,
        )
    )


def reported(error: BaseException) -> Message:
    """What a library says of a file, as a sentence."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    reason = safe_text.printable(safe_text.elide_middle(lines[0].rstrip(".:; "), 160))
    return message("The reader reports: {reason}.", reason=reason)


def unreadable(path: str, error: OSError) -> WeightsError:
    """The system does not give it."""
    if isinstance(error, FileNotFoundError):
        return WeightsError(
            message(
                "{file} is not there: it was moved, renamed or deleted, its drive is not connected, or the path is "
                "wrong.",
                file=path,
            )
        )
    return WeightsError(
        message("{file} cannot be read: {reason}.", file=path, reason=literal(error.strerror or str(error)))
    )


def no_room(file: str, folder: str, error: OSError) -> WeightsError:
    """A plain copy of it cannot be written."""
    return WeightsError(
        message(
            "{file} was not read, because a checked copy of it could not be written to {folder}: {reason}.",
            file=file,
            folder=folder,
            reason=literal(error.strerror or str(error)),
        )
    )
