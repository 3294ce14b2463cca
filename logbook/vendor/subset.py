"""Cuts the fonts of the pages down to the signs they use: python subset.py FOLDER-OF-PACKAGES FOLDER-OF-FONTS."""

import io
import os
import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

SPACES = "2000-200A,2010-2026,202F"
LATIN = (
    f"20-7E,A0-FF,131,152,153,2B0-2FF,{SPACES},2030,2032,2033,2039,203A,2044,20AC,2122,"
    "2190-2193,2212,2215,2070-208E"
)
EXTENDED = "100-17F,218-21B,1E9E,2070-208E"
GREEK = "391-3A9,3B1-3C9,3D1,3D5,3F5"
MATH = (
    f"20-7E,A0,AF,B0-B7,B4,D7,F7,131,237,2C6,2C7,2C9,2D8-2DC,302-304,307,308,30C,332,338,{GREEK},"
    "3D2,3D6,3F0,3F1,2010-2015,2016,2018-201D,2020-2022,2026,2032-2037,2044,2057,2061-2064,"
    "2070-208E,20D6,20D7,2102,210B,210F,2111-2113,2115,2119,211A,211C,211D,2124,2135,2190-2199,"
    "21A6,21D0-21D5,21D2,2200-2209,220B,220F,2210-2213,2215-221E,2220,2223,2225-222E,2234,2235,"
    "223C,2243,2245,2248,2254,225D,2260,2261,2264-226B,227A,227B,2282-2287,2295-2299,22A5,22C5,"
    "22C6,22EE,22EF,22F1,2308-230B,2329,232A,23DE,23DF,2713,2717,27E8-27EB,2A7D,2A7E,"
    "1D400-1D467,1D49C-1D4CF,1D6E2-1D71B"
)
TEXT_FEATURES = "kern liga tnum lnum mark mkmk ccmp locl sups subs".split()
MATH_FEATURES = "ssty dtls flac kern mark mkmk ccmp".split()


def signs(ranges):
    out = set()
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        out |= set(range(int(first, 16), int(last or first, 16) + 1))
    return out


def cut(source, target, ranges, limits=None, features=TEXT_FEATURES):
    font = TTFont(source)
    if limits:
        font = instancer.instantiateVariableFont(font, limits)
        whole = io.BytesIO()
        font.flavor = None
        font.save(whole)
        whole.seek(0)
        font = TTFont(whole)
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=signs(ranges))
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def main(packages, fonts):
    serif = os.path.join(packages, "serif/files/source-serif-4-%s-opsz-normal.woff2")
    sans = os.path.join(packages, "sans/files/source-sans-3-%s-wght-%s.woff2")
    math = os.path.join(packages, "math/files/stix-two-math-latin-400-normal.woff2")
    to = lambda name: os.path.join(fonts, name + ".woff2")
    cut(serif % "latin", to("serif-latin"), LATIN, {"wght": (400, 600), "opsz": (8, 60)})
    cut(serif % "greek", to("serif-greek"), GREEK, {"wght": 400, "opsz": (8, 60)})
    cut(sans % ("latin", "normal"), to("sans-latin"), LATIN, {"wght": (400, 600)})
    cut(sans % ("latin-ext", "normal"), to("sans-ext"), EXTENDED, {"wght": 400})
    cut(sans % ("greek", "normal"), to("sans-greek"), GREEK, {"wght": (400, 600)})
    cut(sans % ("latin", "italic"), to("sans-italic"), f"20-7E,A0-FF,{SPACES},2212", {"wght": 400})
    cut(math, to("math"), MATH, None, MATH_FEATURES)


if __name__ == "__main__":
    main(*sys.argv[1:])
