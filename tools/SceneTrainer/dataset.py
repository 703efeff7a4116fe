"""Scenes written by `SceneTrainer export`: see Dataset.cs for the format."""

import json
import subprocess
from pathlib import Path

import numpy as np
import torch

MEAN = (103.939, 116.779, 123.68)  # of B, G and R, as in the library's Preprocess.Vgg


class Dataset:
    """Pixels (N×H×W×RGB, bytes), objects (N×3×5: label, left, top, width, height; label −1: none) and targets (N×24, 0 or 1)."""

    def __init__(self, path):
        with open(path, "rb") as file:
            header = json.loads(file.readline())
            count, self.size, self.labels = header["count"], header["size"], header["labels"]
            self.seed = header["seed"]
            self.pixels = np.fromfile(file, np.uint8, count * self.size * self.size * 3)
            self.objects = np.fromfile(file, "<i2").astype(np.int64)
        if self.pixels.size != count * self.size * self.size * 3 or self.objects.size != count * 15:
            raise ValueError(f"{path}: expected {count} scenes, found fewer bytes; delete the file to have it exported again")
        self.pixels = self.pixels.reshape(count, self.size, self.size, 3)
        self.objects = self.objects.reshape(count, 3, 5)
        self.targets = np.zeros((count, len(self.labels)), np.float32)
        scene, which = np.nonzero(self.objects[:, :, 0] >= 0)
        self.targets[scene, self.objects[scene, which, 0]] = 1

    def __len__(self):
        return len(self.pixels)


def export(path, count, seed):
    """The scenes of the seeds seed … seed + count − 1, rendered unless the file is there already."""
    path = Path(path)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        project = Path(__file__).parent / "SceneTrainer.csproj"
        part = path.with_suffix(".part")
        subprocess.run(["dotnet", "run", "-c", "Release", "--project", str(project), "--",
                        "export", "--count", str(count), "--seed", str(seed), "--out", str(part)], check=True)
        part.rename(path)
    data = Dataset(path)
    if len(data) != count or data.seed != seed:
        raise ValueError(
            f"{path}: expected {count} scenes from seed {seed}, found {len(data)} from {data.seed}; "
            "delete the file or use another folder")
    return data


def preprocess(pixels):
    """Bytes N×H×W×RGB to float N×3×H×W: BGR minus the mean."""
    planes = torch.from_numpy(np.ascontiguousarray(pixels)).flip(3).to(torch.float32) - torch.tensor(MEAN)
    return planes.permute(0, 3, 1, 2)  # in memory N×H×W×C, torch's channels_last
