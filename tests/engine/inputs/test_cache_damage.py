"""Damage in caches is reported once."""

from resnet_studio.core.basics.message import message
from resnet_studio.engine.inputs.cache_damage import CacheDamage


def test_each_text_is_reported_once() -> None:
    damage = CacheDamage()
    one, other = message("The pixels are damaged."), message("The features are damaged.")
    damage.note(one)
    damage.note(one)
    assert [notice.text for notice in damage.report()] == [one]
    damage.note(one)
    damage.note(other)
    assert [notice.text for notice in damage.report()] == [other]
