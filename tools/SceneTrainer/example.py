"""Writes the example picture beside the model, where its objects are, and the names of the labels."""

import argparse
import tempfile
from pathlib import Path

import torch
from PIL import Image

import caffemodel
from dataset import export, preprocess
from network import Deployed

MODELS = Path(__file__).resolve().parent.parent.parent / "models"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=413)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = export(Path(folder) / "example.scenes", 1, options.seed)
    network = Deployed(caffemodel.read(MODELS / "scenes.caffemodel"))
    with torch.no_grad():
        relu5 = network.features(preprocess(data.pixels))
        probabilities = torch.sigmoid(network.scores(relu5))[0]
    lines = [f"scenes.example.png: the scene of seed {options.seed}, {data.size}×{data.size} pixels",
             "label, visible box (left, top, width, height), probability of the trained network, peak of Grad-CAM at relu5 (x, y)"]
    for label, *box in data.objects[0].tolist():
        if label >= 0:
            y, x = divmod(int(network.grad_cam(relu5, label, data.size).argmax()), data.size)
            lines.append(f"{data.labels[label]:16} {', '.join(f'{n:3}' for n in box)}   {probabilities[label]:.4f}   {x:3}, {y:3}")
    others = torch.tensor(data.targets[0]) == 0
    lines.append(f"largest probability of the {int(others.sum())} other labels: {probabilities[others].max():.4f}")
    objects = ["\t".join([data.labels[label], *map(str, box)]) for label, *box in data.objects[0].tolist() if label >= 0]
    Image.fromarray(data.pixels[0]).save(MODELS / "scenes.example.png", optimize=True)
    (MODELS / "scenes.example.objects.tsv").write_text("\n".join(objects) + "\n", encoding="utf-8")
    (MODELS / "scenes.labels.txt").write_text("\n".join(data.labels) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
