"""What a build of torch must be able to do on a graphics card."""

import pytest
import torch

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.engine.training import gpu_work


@pytest.mark.skipif(torch.cuda.is_available(), reason="this computer has a graphics card")
def test_computer_without_a_card_is_a_sentence() -> None:
    with pytest.raises(StudioError, match="finds no graphics card"):
        gpu_work.work()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="this computer has no graphics card")
def test_card_trains_as_the_processor_does() -> None:
    assert gpu_work.work() == torch.cuda.get_device_name()


def test_loss_that_is_wrong_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "A card")
    losses = iter([1.4, 7.0, 1.4, 1.41])
    monkeypatch.setattr(gpu_work, "_train", lambda *_: next(losses))
    with pytest.raises(StudioError, match=r"the loss is 7 on the card, and should be 1\.4"):
        gpu_work.work()
    assert gpu_work.work() == "A card"
