"""Measures a caffemodel on scenes: accuracy, and whether Grad-CAM points at the objects."""

import numpy as np
import torch

import caffemodel
from dataset import preprocess
from network import Deployed


def measure(path, data, batch=100):
    """Lines of a report."""
    network = Deployed(caffemodel.read(path))
    exact = right = objects = pointed = found = pointed_found = 0
    small = small_pointed = 0
    wrong_labels = np.zeros(len(data.labels), int)
    for first in range(0, len(data), batch):
        targets = data.targets[first:first + batch]
        with torch.no_grad():
            relu5 = network.features(preprocess(data.pixels[first:first + batch]))
            answers = (network.scores(relu5) > 0).numpy()  # a probability above 0.5
        agree = answers == (targets > 0.5)
        exact += agree.all(1).sum()
        right += agree.sum()
        wrong_labels += (~agree).sum(0)
        for i in range(len(targets)):
            for label, left, top, width, height in data.objects[first + i]:
                if label < 0:
                    continue
                plane = network.grad_cam(relu5[i:i + 1], label, data.size)
                y, x = divmod(int(plane.argmax()), data.size)
                hit = bool(plane[y, x] > 0) and left <= x < left + width and top <= y < top + height
                objects += 1
                pointed += hit
                if answers[i, label]:
                    found += 1
                    pointed_found += hit
                if max(width, height) < 26:
                    small += 1
                    small_pointed += hit
    order = np.argsort(-wrong_labels)[:3]
    return [
        f"exact           {exact / len(data):.2%} of {len(data)} fresh scenes have all {len(data.labels)} labels right at 0.5",
        f"labels          {right / data.targets.size:.3%} right; most often wrong: "
        + ", ".join(f"{data.labels[i]} ({wrong_labels[i]})" for i in order),
        f"pointing game   {pointed / objects:.2%} of {objects} objects hold the peak of their Grad-CAM at relu5 in their box",
        f"  of those found  {pointed_found / found:.2%} of {found}",
        f"  of small ones   {small_pointed / max(small, 1):.2%} of {small} (under 26 pixels)",
    ]
