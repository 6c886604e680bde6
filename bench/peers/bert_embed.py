"""PyTorch's MiniLM by transformers, as sentence-transformers uses it: similar lengths together, 32 at a time."""
import torch
import transformers

from bert_work import encoder, time_embedding
from common import arguments

_, threads, _ = arguments()
torch.set_num_threads(threads)
model = encoder()


def states(given):
    with torch.inference_mode():
        return model(**{key: torch.from_numpy(value) for key, value in given.items()}).last_hidden_state.numpy()


time_embedding(states, torch=torch.__version__, transformers=transformers.__version__)
