"""What Python's transformers and peft make of folders that this library wrote; test/lib/bert/peer.test.ts calls it.

    python peer.py < JOBS

JOBS is a JSON list; the last line of the output is the list of their results:
    ["logits", FOLDER]            logits of the recorded input (reference.json)
    ["tokenize", FOLDER, TEXTS]   ids of texts
    ["adapted", BASE, ADAPTERS]   logits of BASE with peft's adapters on it
    ["adapt", BASE, OUT]          makes adapters with peft, random ones, saves them, and gives the logits
"""

import json
import sys
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModel, AutoTokenizer, BertForMaskedLM
from transformers import BertForSequenceClassification, BertForTokenClassification

KINDS = {kind.__name__: kind for kind in (BertForMaskedLM, BertForSequenceClassification, BertForTokenClassification)}
REFERENCE = json.loads((Path(__file__).parent / "reference.json").read_text())
torch.manual_seed(5)


def load(folder):
    kind = KINDS.get(AutoConfig.from_pretrained(folder).architectures[0], AutoModel)
    model, info = kind.from_pretrained(folder, output_loading_info=True)
    problems = {name: list(found) for name, found in info.items() if found}
    assert not problems, problems
    return model.eval()


def answer(model):
    inputs = {name: torch.tensor(rows) for name, rows in REFERENCE["input"].items()}
    with torch.no_grad():
        out = model(**inputs)
    result = out.logits if hasattr(out, "logits") else out.last_hidden_state
    return result.flatten().tolist()


def adapt(base, out):
    from peft import LoraConfig, get_peft_model

    config = LoraConfig(
        task_type="SEQ_CLS",
        r=3,
        lora_alpha=5,
        target_modules=["query", "output.dense"],
        rank_pattern={"query": 2},
        alpha_pattern={"query": 7},
        init_lora_weights=False,
    )
    model = get_peft_model(load(base), config).eval()
    model.save_pretrained(out)
    return answer(model)


def adapted(base, adapters):
    from peft import PeftModel

    return answer(PeftModel.from_pretrained(load(base), adapters).eval())


def tokenize(folder, texts):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    return [tokenizer(text)["input_ids"] for text in texts]


JOBS = {"logits": lambda folder: answer(load(folder)), "tokenize": tokenize, "adapted": adapted, "adapt": adapt}
print(json.dumps([JOBS[name](*arguments) for name, *arguments in json.load(sys.stdin)]))
