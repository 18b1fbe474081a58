"""What a new build of torch must be able to do on the graphics card before it is used: a step of training."""

import copy

import torch

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.message import message
from resnet_studio.engine.network.resnet import build

_TOLERANCE = 0.05  # of the loss, whose first digits agree on every device


def work() -> str:
    """Train two steps of a small network on the card, compare the loss with the processor's, and return its name.

    Raises:
        StudioError: there is no card that this build can use, or it computes something else.
    """
    if not torch.cuda.is_available():
        raise StudioError(message("PyTorch {version:plain} finds no graphics card", version=str(torch.__version__)))
    torch.manual_seed(0)
    network = build(20, 4)
    pictures, labels = torch.randn(8, 3, 32, 32), torch.arange(8) % 4
    expected = _train(copy.deepcopy(network), pictures, labels, "cpu")
    found = _train(network, pictures, labels, "cuda")
    if abs(found - expected) > _TOLERANCE * max(1.0, abs(expected)):
        raise StudioError(
            message("the loss is {found} on the card, and should be {expected}", found=found, expected=expected)
        )
    return torch.cuda.get_device_name()


def _train(network: torch.nn.Module, pictures: torch.Tensor, labels: torch.Tensor, device: str) -> float:
    network.to(device).train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3)
    loss = torch.zeros(())
    for _ in range(2):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(network(pictures.to(device)), labels.to(device))
        torch.autograd.backward(loss)
        optimizer.step()
    return float(loss)
