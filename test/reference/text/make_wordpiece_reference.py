"""Records how Hugging Face's `tokenizers` cuts the texts of wordpiece-strings.ts, for test/lib/text/wordpiece.test.ts.

Run once, by hand, in a Python environment of its own (the kit's tests need only the two files it leaves here). MODEL is a
folder with the tokenizer.json of all-MiniLM-L6-v2, which is not kept here: what is recorded of it are hashes.

    pip install tokenizers==0.23.3
    node -r ts-node/register/transpile-only wordpiece-strings.ts WORK
    python make_wordpiece_reference.py WORK MODEL

wordpiece-vocab.txt is the vocabulary that our trainer learns from the texts. wordpiece.json holds, for each settings, one
hash for each block of 100 texts, of lines "id id ...|start end ..." with offsets in UTF-16 code units; and cases in full:
texts, pairs with truncation and padding, and decoding. The texts come from the seed in
wordpiece-strings.ts; the tests make them again. A vocabulary that the reference trains is recorded by its size and by how
many pieces the texts fall into.
"""
import hashlib
import json
import random
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

from tokenizers import AddedToken, Tokenizer
from tokenizers.decoders import WordPiece as WordPieceDecoder
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing
from tokenizers.trainers import WordPieceTrainer

work, model = Path(sys.argv[1]), Path(sys.argv[2])
here = Path(__file__).parent
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
SETTINGS = {
    "uncased": {},
    "cased": {"lowercase": False},
    "accents": {"strip_accents": False},
    "stripped": {"lowercase": False, "strip_accents": True},
    "raw": {"clean_text": False, "handle_chinese_chars": False},
}


def build(vocabulary, settings):
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = BertNormalizer(**settings)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.decoder = WordPieceDecoder()
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    cls, sep = vocabulary["[CLS]"], vocabulary["[SEP]"]
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0", pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        special_tokens=[("[CLS]", cls), ("[SEP]", sep)])
    return tokenizer


def utf16(text):
    """Where each code point begins in UTF-16 code units, and the end."""
    at = [0]
    for character in text:
        at.append(at[-1] + (2 if ord(character) > 0xFFFF else 1))
    return at


def line(tokenizer, text):
    encoding, at = tokenizer.encode(text), utf16(text)
    ids = " ".join(map(str, encoding.ids))
    return ids + "|" + " ".join(f"{at[start]} {at[end]}" for start, end in encoding.offsets)


def hashes(tokenizer, texts):
    lines = [line(tokenizer, text) for text in texts]
    blocks = ["\n".join(lines[at:at + 100]) for at in range(0, len(lines), 100)]
    return [hashlib.sha256(block.encode()).hexdigest()[:12] for block in blocks]


def cut_case(tokenizer, rng, texts):
    """A batch of texts or pairs under random truncation and padding."""
    is_pair = rng.random() < 0.7
    batch = [[rng.choice(texts)[:80], rng.choice(texts)[:80]] if is_pair else rng.choice(texts)[:80] for _ in range(2)]
    lengths = [[len(tokenizer.encode(t, add_special_tokens=False).ids) for t in (one if is_pair else [one])] for one in batch]
    strategy = rng.choice(["longest_first", "longest_first", "only_first", "only_second"] if is_pair else ["longest_first", "only_first"])
    extra, give = (3, 1 if strategy == "only_second" else 0) if is_pair else (2, 0)
    least = extra + 1 if strategy == "longest_first" else extra + max([sum(n) - n[give] + 1 for n in lengths])
    case = {
        "texts": batch, "truncation": strategy, "maxLength": rng.randint(least, least + 12),
        "truncationSide": rng.choice(["right", "right", "left"]), "paddingSide": rng.choice(["right", "right", "left"]),
        "multipleOf": rng.choice([1, 1, 8, 5]), "padTo": rng.choice(["longest", least + 14]),
        "addSpecialTokens": rng.random() < 0.8,
    }
    if not case["addSpecialTokens"]:
        case["maxLength"] -= extra
    tokenizer.enable_truncation(case["maxLength"], strategy=strategy, direction=case["truncationSide"])
    tokenizer.enable_padding(direction=case["paddingSide"], pad_to_multiple_of=None if case["multipleOf"] == 1 else case["multipleOf"],
                             length=None if case["padTo"] == "longest" else case["padTo"], pad_id=tokenizer.token_to_id("[PAD]"))
    rows = tokenizer.encode_batch([tuple(one) if is_pair else one for one in batch], add_special_tokens=case["addSpecialTokens"])
    tokenizer.no_truncation()
    tokenizer.no_padding()
    ats = [[utf16(t) for t in (one if is_pair else [one])] for one in batch]
    offsets = [[at[0 if part is None else part][x] for part, pair in zip(row.sequence_ids, row.offsets) for x in pair]
               for row, at in zip(rows, ats)]
    return {**case, "ids": [row.ids for row in rows], "typeIds": [row.type_ids for row in rows],
            "attentionMask": [row.attention_mask for row in rows], "specialTokensMask": [row.special_tokens_mask for row in rows],
            "offsets": offsets}


texts = json.loads((work / "strings.json").read_text())
shutil.copy(work / "vocab.txt", here / "wordpiece-vocab.txt")
vocabulary = {token: n for n, token in enumerate((work / "vocab.txt").read_text().split("\n")[:-1])}
minilm = Tokenizer.from_file(str(model / "tokenizer.json"))
minilm.no_truncation()
minilm.no_padding()
tokenizers = {name: build(vocabulary, settings) for name, settings in SETTINGS.items()}
rng = random.Random(7)
uncased = tokenizers["uncased"]
shown = [text[:60] for text in rng.sample(texts, 150)]

trained = Tokenizer(WordPiece(unk_token="[UNK]"))
trained.normalizer, trained.pre_tokenizer = BertNormalizer(lowercase=False), BertPreTokenizer()
trained.train_from_iterator(texts[:3000], WordPieceTrainer(
    vocab_size=2500, min_frequency=2, limit_alphabet=700, special_tokens=SPECIAL, show_progress=False))
pieces = sum(len(trained.encode(text).ids) for text in texts[:3000])

out = {
    "made": {"script": "make_wordpiece_reference.py", "python": sys.version.split()[0], "tokenizers": version("tokenizers"),
             "settings": SETTINGS, "texts": len(texts)},
    "hashes": {**{name: hashes(one, texts) for name, one in tokenizers.items()}, "minilm": hashes(minilm, texts)},
    "shown": [{"text": text, "tokens": uncased.encode(text).tokens, "line": line(uncased, text)} for text in shown],
    "cut": [cut_case(uncased, rng, texts) for _ in range(150)],
    "decoded": [{"ids": (ids := uncased.encode(text).ids), "plain": uncased.decode(ids),
                 "special": uncased.decode(ids, skip_special_tokens=False)} for text in rng.sample(texts, 100)],
    "trained": {"size": trained.get_vocab_size(), "pieces": pieces},
}
(here / "wordpiece.json").write_text(json.dumps(out, ensure_ascii=False, separators=(",", ":")) + "\n")
