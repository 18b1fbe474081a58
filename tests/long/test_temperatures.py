"""The table of decision 0045 says of made-up answers what is true of them."""

import numpy as np
import pytest

from tests.long.temperatures import HEAD, Answers, row


@pytest.mark.parametrize(("sharper", "kept"), [(3.0, True), (1.0, False)])
def test_temperature_helps_answers_that_are_too_sure_only(sharper: float, kept: bool) -> None:
    random = np.random.default_rng(0)
    logits = random.normal(0, 1.5, (700, 3))
    labels = (logits + random.gumbel(size=logits.shape)).argmax(1)  # the probabilities of these logits are true
    said = Answers(sharper * logits, labels)
    cells = row("made up", said.some(np.arange(200)), said.some(np.arange(200, 700)), 3).split(" | ")
    assert len(cells) == HEAD.count("|") - 1
    if kept:
        assert float(cells[3]) == pytest.approx(3, rel=0.25)
        assert float(cells[5]) < float(cells[4])
        assert float(cells[6]) < -0.1
    else:
        assert cells[3] == "none"
        assert float(cells[11]) == pytest.approx(1, rel=0.2)
