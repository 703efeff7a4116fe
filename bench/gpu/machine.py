"""What the figures were measured on."""

import ctypes
import datetime
import platform
import shutil
import subprocess

import torch


def describe(device):
    """Lines of Markdown: device, driver, versions."""
    rows = [("date", datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"))]
    if device.type == "cuda":
        card = torch.cuda.get_device_properties(device)
        rows += [
            ("device", f"{card.name}, compute capability {card.major}.{card.minor}, {card.multi_processor_count} multiprocessors, "
                       f"{card.total_memory / 2**30:.0f} GiB"),
            ("driver", _driver())]
    else:
        rows += [("device", f"CPU: {_processor()}, {torch.get_num_threads()} threads")]
    rows += [
        ("torch", torch.__version__),
        ("torchvision", _torchvision()),
        ("CUDA that torch was built for", str(torch.version.cuda)),
        ("cuDNN", str(torch.backends.cudnn.version())),
        ("Python", platform.python_version())]
    return ["| | |", "| --- | --- |"] + [f"| {name} | {value} |" for name, value in rows]


def _torchvision():
    try:
        import torchvision

        return torchvision.__version__
    except ImportError as problem:
        return f"not found: {problem}"


def _processor():
    with open("/proc/cpuinfo") as file:
        return next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), platform.machine())


def _driver():
    newest = ctypes.c_int()
    result = ctypes.CDLL("libcuda.so.1").cuDriverGetVersion(ctypes.byref(newest))
    cuda = f"CUDA up to {newest.value // 1000}.{newest.value % 1000 // 10}" if result == 0 else f"cuDriverGetVersion failed: {result}"
    if shutil.which("nvidia-smi") is None:
        return f"version unknown (no nvidia-smi), {cuda}"
    query = subprocess.run(["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"], capture_output=True, text=True, timeout=60)
    lines = (query.stdout or query.stderr).strip().splitlines() or [f"nvidia-smi ended with {query.returncode} and no word"]
    return f"{lines[0]}, {cuda}"


def set_tf32(on):
    torch.backends.cuda.matmul.allow_tf32 = on
    torch.backends.cudnn.allow_tf32 = on


def tf32_errors(device):
    """
    Relative errors of a product and a convolution, against doubles, by what is set: proof that the setting reaches the libraries.
    About 1e-6 is full precision, about 3e-4 TF32.
    """
    torch.manual_seed(3)
    a, b = (torch.randn(1024, 1024, device=device) for _ in range(2))
    x, w = torch.randn(8, 128, 28, 28, device=device), torch.randn(128, 128, 3, 3, device=device)
    exact = a.double() @ b.double(), torch.nn.functional.conv2d(x.double(), w.double(), padding=1)
    found = a @ b, torch.nn.functional.conv2d(x, w, padding=1)
    return [((f.double() - e).norm() / e.norm()).item() for f, e in zip(found, exact)]
