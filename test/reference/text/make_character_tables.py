"""Writes lib/text/wordpiece/character-tables.ts: how the reference tokeniser treats every code point.

The reference keeps Unicode tables of several ages, so its answer for a character is measured, one by one, and not read
from any one version of Unicode. Needs `node` on the path, to ask which newer characters JavaScript knows.

    pip install tokenizers==0.23.3
    python make_character_tables.py > ../../../lib/text/wordpiece/character-tables.ts
"""
import json
import subprocess
from importlib.metadata import version

from tokenizers.normalizers import NFD, BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

OFF = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
clean, strip = BertNormalizer(**{**OFF, "clean_text": True}), BertNormalizer(**{**OFF, "strip_accents": True})
words, nfd = BertPreTokenizer(), NFD()
POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
MARK, LOW_MARK = "\u0301", "\u0334"  # combining classes 230 and 1


def moves(decompose, c):
    """Whether canonical ordering moves the character past a mark of another class: its own class is not 0."""
    return decompose(MARK + c) != MARK + c or decompose(c + LOW_MARK) != c + LOW_MARK


def javascript(expression):
    """The code points c for which the expression in x = String.fromCodePoint(c) holds in Node."""
    program = ("const o=[];for(let c=0;c<0x110000;c++){if(c>=0xd800&&c<0xe000)continue;"
               f"const x=String.fromCodePoint(c);if({expression})o.push(c)}}console.log(JSON.stringify(o))")
    return set(json.loads(subprocess.run(["node", "-e", program], check=True, capture_output=True, text=True).stdout))


def packed(points):
    """Ranges as base-36 numbers: the gap since the range before, and "+" and how many more there are, if any."""
    out, end, points = [], 0, sorted(points)
    while points:
        n = 1
        while n < len(points) and points[n] == points[0] + n:
            n += 1
        out.append(base36(points[0] - end) + (f"+{base36(n - 1)}" if n > 1 else ""))
        end, points = points[n - 1], points[n:]
    return " ".join(out)


def base36(n):
    digits = ""
    while n or not digits:
        n, rest = divmod(n, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits


def lines(text, width=108):
    out, line = [], ""
    for word in text.split(" "):
        if len(line) + len(word) + 1 > width:
            out.append(line + " ")
            line = ""
        line += (" " if line else "") + word
    return " +\n  ".join(json.dumps(one) for one in [*out, line])


removed = {c for c in POINTS if clean.normalize_str(f"a{chr(c)}b") == "ab"}
marks = {c for c in POINTS if strip.normalize_str(f"a{chr(c)}b") == "ab"}
punctuation = {c for c in POINTS if len(words.pre_tokenize_str(f"a{chr(c)}b")) == 3}
ordered = {c for c in POINTS if moves(nfd.normalize_str, chr(c))}
newer = javascript('x.normalize("NFD")!==x') - {c for c in POINTS if nfd.normalize_str(chr(c)) != chr(c)}
newer |= javascript('("\\u0301"+x).normalize("NFD")!=="\\u0301"+x||(x+"\\u0334").normalize("NFD")!==x+"\\u0334"') - ordered

TABLES = [
    ("REMOVED", "What cleaning removes: control, format and private-use characters, and U+FFFD.", removed),
    ("ACCENTS", "Non-spacing marks, which stripping accents removes.", marks),
    ("PUNCTUATION", "Characters that are words of their own.", punctuation),
    ("MOVABLE", "Marks with a combining class that are no accents: canonical ordering moves them, stripping leaves them.",
     ordered - marks),
    ("NEWER", "Characters younger than the reference's decomposition table: it neither takes them apart nor moves them.", newer),
]
print(f"// Made by test/reference/text/make_character_tables.py with tokenizers {version('tokenizers')}; do not edit by hand.")
print("// Ranges of code points in base 36: the gap since the range before, then + and how many more follow.")
for name, meaning, points in TABLES:
    print(f"\n/** {meaning} */\nexport const {name} =\n  {lines(packed(points))};")
