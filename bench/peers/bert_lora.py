"""PyTorch's MiniLM with peft's LoRA of rank 8 on queries and values."""
from peft import LoraConfig, get_peft_model

from bert_work import finetune


def adapted(model):
    config = LoraConfig(r=8, lora_alpha=16, lora_dropout=0.1, target_modules=["query", "value"], task_type="SEQ_CLS")
    return get_peft_model(model, config)


finetune(adapted)
