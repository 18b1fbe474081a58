"""ResNet Studio: teach a ResNet your pictures, on your own computer."""

__version__ = "0.1.0"
