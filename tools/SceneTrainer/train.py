"""
Trains the network of models/scenes.prototxt on rendered scenes, writes models/scenes.caffemodel, and measures that file on fresh scenes.
Only what is in a scene is learnt (24 binary targets); where it is, the network is never told.
"""

import argparse
import platform
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import caffemodel
from dataset import export, preprocess
from measure import measure
from network import Training

HERE = Path(__file__).resolve().parent
MODELS = HERE.parent.parent / "models"


def augmented(pixels, generator):
    """One of the eight symmetries of the square, the same for the batch: none of them changes what an object is called."""
    which = generator.integers(8)
    if which & 1:
        pixels = pixels[:, ::-1]
    if which & 2:
        pixels = pixels[:, :, ::-1]
    if which & 4:
        pixels = pixels.transpose(0, 2, 1, 3)
    return pixels


def train(data, epochs, batch, rate, seed):
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    network = Training().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(network.parameters(), rate, weight_decay=1e-3)
    steps = len(data) // batch * epochs
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps, pct_start=0.15)
    step, start, losses = 0, time.time(), []
    for epoch in range(epochs):
        order = generator.permutation(len(data))
        for first in range(0, len(data) - batch + 1, batch):
            chosen = np.sort(order[first:first + batch])
            x = preprocess(augmented(data.pixels[chosen], generator))
            # A soft maximum first, so that every position learns; a sharper one as positions agree; then the real one.
            done = step / steps
            logits = network(x, sharpness=None if done > 0.4 else 0.5 + 10 * done)
            loss = F.binary_cross_entropy_with_logits(logits, torch.from_numpy(data.targets[chosen])) * logits.shape[1]
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            step += 1
            if step % 50 == 0:
                print(f"epoch {epoch + 1}, step {step} of {steps}, {time.time() - start:.0f} s, loss {np.mean(losses):.4f}", flush=True)
                losses = []
    return network.eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", default=str(HERE.parent.parent / "artifacts" / "scenes"), help="folder of the rendered scenes")
    parser.add_argument("--count", type=int, default=50000, help="scenes to train on")
    parser.add_argument("--fresh", type=int, default=5000, help="scenes to measure on")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", default=str(MODELS / "scenes.caffemodel"))
    parser.add_argument("--result", default=str(HERE / "result.txt"))
    options = parser.parse_args()
    torch.set_num_threads(options.threads)

    data = export(Path(options.cache) / "training.scenes", options.count, 1_000_000_000)
    start = time.time()
    network = train(data, options.epochs, options.batch, options.rate, options.seed)
    seconds = time.time() - start
    caffemodel.write(options.out, "Scenes", {name: ("Convolution", blobs) for name, blobs in network.deployed().items()})

    fresh = export(Path(options.cache) / "fresh.scenes", options.fresh, 3_000_000_000)
    lines = [
        f"command         python3 {Path(sys.argv[0]).name} {' '.join(sys.argv[1:])}".rstrip(),
        f"seed            {options.seed}; training scenes {data.seed} … {data.seed + len(data) - 1}, "
        f"fresh scenes {fresh.seed} … {fresh.seed + len(fresh) - 1}",
        f"versions        Python {platform.python_version()}, torch {torch.__version__}, numpy {np.__version__}",
        f"training        {options.epochs} epochs of {len(data)} scenes in {seconds:.0f} s on {options.threads} threads",
        f"weights         {sum(b.size for bs in caffemodel.read(options.out).values() for b in bs)} numbers",
    ] + measure(options.out, fresh)
    text = "\n".join(lines) + "\n"
    Path(options.result).write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
