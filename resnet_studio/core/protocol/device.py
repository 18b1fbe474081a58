"""The text about the device that computes."""

from resnet_studio.core.basics.message import Message, literal, plural


def device_text(name: str, cores: int) -> Message:
    """Name and processor cores, "CPU, 2 cores"; only the name of an accelerator, for which `cores` is 0."""
    if not cores:
        return literal(name)
    return plural("{device}, {count} core", "{device}, {count} cores", cores, device=name)
