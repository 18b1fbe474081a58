"""Weights are called by a name that tells them apart."""

from resnet_studio.core.runs.weights_text import weights_text


def test_best_model_of_a_run_is_called_by_its_run_and_another_file_by_its_name() -> None:
    assert str(weights_text("/runs/17-20 ants/best.safetensors")) == "the best model of 17-20 ants"
    assert str(weights_text("C:\\runs\\second\\best.safetensors")) == "the best model of second"
    assert str(weights_text("/home/me/my weights.pth")) == "my weights.pth"
    assert str(weights_text("best.safetensors")) == "best.safetensors"
