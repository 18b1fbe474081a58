"""Microscopes, drones and scanners by what files say."""

import pytest

from resnet_studio.core.pictures.taken_by import Device, Noted, taken_by


@pytest.mark.parametrize(
    ("noted", "device"),
    [
        (Noted("DJI", "FC3170"), Device.DRONE),
        (Noted("Hasselblad", "L1D-20c"), Device.DRONE),
        (Noted("Parrot", "Anafi"), Device.DRONE),
        (Noted(xmp='<rdf drone-dji:RelativeAltitude="+25.30"'), Device.DRONE),
        (Noted(xmp='<rdf Camera:AboveGroundAltitude="25.3"'), Device.DRONE),
        (Noted("DJI", "DJI Osmo Action"), None),
        (Noted("DJI", "OsmoPocket"), None),
        (Noted("Hasselblad", "X1D II 50C"), None),
        (Noted("Leica Microsystems", "DM4000"), Device.MICROSCOPE),
        (Noted(software="Leica Application Suite X 3.7"), Device.MICROSCOPE),
        (Noted("Leica", "ICC50 HD"), Device.MICROSCOPE),
        (Noted("LEICA CAMERA AG", "LEICA Q2"), None),
        (Noted(software="ZEN 3.4 (blue edition)"), Device.MICROSCOPE),
        (Noted("Carl Zeiss", "ZEISS Axiocam 506"), Device.MICROSCOPE),
        (Noted("Sony", "ILCE-7M3", "Zeiss Batis 2/25 lens"), None),
        (Noted("OLYMPUS CORPORATION", "E-M1MarkII"), None),
        (Noted("Olympus", "BX53"), Device.MICROSCOPE),
        (Noted("NIKON CORPORATION", "NIKON D750"), None),
        (Noted("Nikon", "Eclipse Ti2"), Device.MICROSCOPE),
        (Noted(description="ImageJ=1.53t\nimages=3"), Device.MICROSCOPE),
        (
            Noted(description='<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/'),
            Device.MICROSCOPE,
        ),
        (Noted("Andor", "Zyla"), Device.MICROSCOPE),
        (Noted(description="The river Andor in spring"), None),
        (Noted(description="A street in Hamamatsu, Japan"), None),
        (Noted(description="Gestein, metamorph, Alpen"), None),
        (Noted("Hamamatsu", "ORCA-Flash"), Device.MICROSCOPE),
        (Noted("EPSON", "Perfection V600"), Device.SCANNER),
        (Noted("Canon", "CanoScan LiDE 220"), Device.SCANNER),
        (Noted("Canon", "LiDE 400"), Device.SCANNER),
        (Noted(software="VueScan 9 x64"), Device.SCANNER),
        (Noted("Canon", "Canon EOS 80D", "Adobe Photoshop 22.0", "a microscope slide on a table"), None),
        (Noted("EPSON", "R-D1"), None),
        (Noted(), None),
    ],
)
def test_device_is_known_by_what_files_say_and_a_makers_cameras_are_not(noted: Noted, device: Device | None) -> None:
    found = taken_by(noted)
    assert (found and found[0]) == device
    if found is not None:
        assert found[1].strip()
