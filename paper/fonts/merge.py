#!/usr/bin/env python3
"""Makes NotoSansSC-Regular.ttf from the slices that web pages load one by one. See README.md.

    merge.py FOLDER-WITH-SLICES OUT.ttf
"""
import glob
import io
import sys

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

KEPT = ("head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "loca", "glyf", "name", "post")
NAMES = {1: "Noto Sans SC", 2: "Regular", 3: "Fieldbook;NotoSansSC-Regular", 4: "Noto Sans SC Regular", 6: "NotoSansSC-Regular"}


def slices(folder):
    """The Chinese slices first, then those for other scripts."""
    found = sorted(glob.glob(f"{folder}/noto-sans-sc-*-400-normal.woff2"))
    return sorted(found, key=lambda name: "chinese-simplified" not in name)


def without(font, seen):
    """The slice with the characters that no slice before it had; nothing if there are none."""
    new = [char for char in font.getBestCmap() if char not in seen]
    if not new:
        return None
    for table in [tag for tag in font.keys() if tag not in KEPT]:
        del font[table]
    options = Options()
    options.drop_tables, options.notdef_outline, options.name_IDs, options.glyph_names = [], True, ["*"], False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=new)
    subsetter.subset(font)
    seen.update(new)
    font.flavor = None
    out = io.BytesIO()
    font.save(out)
    out.seek(0)
    return out


def named(font):
    """The slices call themselves Thin, after the font they were cut from."""
    for number, text in NAMES.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 400


def main(folder, target):
    seen = set()
    parts = [part for part in (without(TTFont(name), seen) for name in slices(folder)) if part]
    font = Merger().merge(parts)
    named(font)
    font.save(target)
    print(f"{len(parts)} slices, {len(font.getBestCmap())} characters, {font['maxp'].numGlyphs} glyphs")


if __name__ == "__main__":
    main(*sys.argv[1:])
