"""The same on a GPU that PyTorch reaches through CUDA. Needs a torch built for CUDA; the pinned wheel may be for processors."""
import json

import torch

from bert_work import classifier, time_steps
from common import arguments, report

if not torch.cuda.is_available():
    raise SystemExit("this PyTorch reaches no GPU: install torch 2.13.0 for CUDA into the peers' environment")
torch.backends.cuda.matmul.allow_tf32 = False  # float32, as ours
_, _, answer = arguments()
seconds, losses = time_steps(classifier().to("cuda"), warm=5, timed=20, device="cuda")
with open(answer, "w") as file:
    json.dump(losses, file)
report(seconds, torch=torch.__version__, gpu=torch.cuda.get_device_name())
