"""The same on one thread and for one step, beside WebAssembly."""
from bert_work import finetune

finetune(warm=1, timed=1)
