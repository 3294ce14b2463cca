"""Cuts the press's fonts: python fonts.py FOLDER-OF-PACKAGES FOLDER-OF-FONTS.

They are the pages' fonts at fixed weights and as TrueType, which PDFBox embeds; the signs are those of the pages
(logbook/vendor/subset.py). Needs fontTools with brotli; the packages are those that logbook/vendor/refresh unpacks.
"""

import io
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "logbook", "vendor"))

import subset as signs
from fontTools import merge, subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer


def plain(font):
    """The font without compression, read anew: an instance of a variable font keeps stale tables otherwise."""
    stream = io.BytesIO()
    font.flavor = None
    font.save(stream)
    stream.seek(0)
    return TTFont(stream)


def cut(source, ranges, weight=None):
    font = TTFont(source)
    if weight:
        font = plain(instancer.instantiateVariableFont(font, {"wght": weight}))
    options = subset.Options()
    options.layout_features = ["kern"]
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "MATH"]
    options.glyph_names = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=signs.signs(ranges))
    cutter.subset(font)
    font.flavor = None
    return font


def main(packages, fonts):
    os.makedirs(fonts, exist_ok=True)
    for weight in (400, 500, 600):
        with tempfile.TemporaryDirectory() as folder:
            parts = []
            for name, ranges in (("latin", signs.LATIN), ("greek", signs.GREEK), ("latin-ext", signs.EXTENDED)):
                part = os.path.join(folder, name + ".ttf")
                cut(f"{packages}/sans/files/source-sans-3-{name}-wght-normal.woff2", ranges, weight).save(part)
                parts.append(part)
            merge.Merger().merge(parts).save(f"{fonts}/sans-{weight}.ttf")
    cut(f"{packages}/math/files/stix-two-math-latin-400-normal.woff2", signs.MATH).save(f"{fonts}/math.ttf")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
