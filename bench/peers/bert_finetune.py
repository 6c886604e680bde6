"""PyTorch's MiniLM by transformers, trained eagerly: all weights, AdamW, clipping at 1."""
from bert_work import finetune

finetune()
