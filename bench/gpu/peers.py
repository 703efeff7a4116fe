#!/usr/bin/env python3
"""
What PyTorch needs for the things that CaffeSharpGen does, on the machine's GPU: forward, Grad-CAM and guided backprop of five networks,
eager and replayed from CUDA graphs, without and with TF32. Prints one Markdown table, and writes it to $OUT/peers.md where OUT is set.

    python3 peers.py                         the table; needs a CUDA device
    python3 peers.py --device cpu --quick    every path that needs none, few repeats
    python3 peers.py --self-test             checks definitions, Grad-CAM and guided backprop numerically (with --device cuda: there)

Exits with 1 if a case failed; its cell says why, and the table goes on.
"""

import argparse
import os
import sys
import time
import traceback

import torch

import explanations
import machine
import networks
import timing

PLACES = ["eager", "graph"]


class Report:
    """Standard output, line by line, and the same in $OUT: what was measured before a time limit strikes is not lost."""

    def __init__(self):
        folder = os.environ.get("OUT")
        self.file = open(os.path.join(folder, "peers.md"), "w") if folder else None

    def line(self, text):
        print(text, flush=True)
        if self.file:
            print(text, file=self.file, flush=True)


def reason(problem):
    """One line that fits in a cell."""
    text = " ".join(f"{type(problem).__name__}: {problem}".split()).replace("|", "/")
    return f"failed: {text[:120]}"


def cell(measure, deadline):
    """Milliseconds as text, or why not; and whether it failed."""
    try:
        if time.monotonic() > deadline:
            raise TimeoutError("the time of --budget was spent before this case")
        return f"{measure():.3f}", False
    except Exception as problem:                        # any case may fail in any way, and the others are still wanted
        traceback.print_exc()
        return reason(problem), True


def row(net, network, batch, device, options, deadline):
    """The cells of a row, and how many failed."""
    cells, failed = [], 0
    for _, work, rule in explanations.WORK:
        for place in PLACES:
            def measure():
                images, seed = explanations.buffers(network, batch, device)
                with rule(net):
                    def run():
                        return work(net, network, images, seed)

                    if place == "eager":
                        return timing.median(run, device, options.repeats, options.warm_up)
                    graph = timing.captured(run, images)
                    return timing.median(graph.replay, device, options.repeats, options.warm_up)

            if place == "graph" and device.type != "cuda":
                cells.append("–")
                continue
            text, bad = cell(measure, deadline)
            cells.append(text)
            failed += bad
    return cells, failed


def table(device, options, report, chosen):
    """Writes the table; returns how many cells failed."""
    deadline = time.monotonic() + options.budget
    columns = [f"{name}, {place}" for name, _, _ in explanations.WORK for place in PLACES]
    report.line("| network | batch | TF32 | " + " | ".join(columns) + " |")
    report.line("| --- | ---: | --- |" + " ---: |" * len(columns))
    failed = 0
    for network in chosen:
        try:
            net = networks.load(network, device)
        except Exception as problem:
            traceback.print_exc()
            failed += 1
            report.line(f"| {network.name} | – | – | " + " | ".join([reason(problem)] * len(columns)) + " |")
            continue
        for batch in options.batches:
            for tf32 in [False, True] if device.type == "cuda" else [False]:
                machine.set_tf32(tf32)
                cells, bad = row(net, network, batch, device, options, deadline)
                failed += bad
                setting = "on" if tf32 else "off"
                report.line(f"| {network.name} | {batch} | {setting if device.type == 'cuda' else '–'} | " + " | ".join(cells) + " |")
        del net
    return failed


def show_tf32(device, report):
    """Returns how many checks failed. TF32 at work although it is off would put a wrong name on half of the rows."""
    bad = 0
    for on in [False, True]:
        name = f"TF32 {'on' if on else 'off'}"
        try:
            machine.set_tf32(on)
            product, convolution = machine.tf32_errors(device)
        except Exception as problem:
            traceback.print_exc()
            report.line(f"- {name}: {reason(problem)}")
            bad += 1
            continue
        report.line(f"- {name}: a product of 1024×1024 is off by {product:.1e}, a 3×3 convolution by {convolution:.1e}")
        if not on and not max(product, convolution) < 5e-5:
            report.line("- failed: TF32 is at work although it is off")
            bad += 1
    return bad


def arguments():
    parser = argparse.ArgumentParser(description="Times of PyTorch for forward, Grad-CAM and guided backprop.")
    parser.add_argument("--device", choices=["cuda", "cpu"], help="default: cuda, and cpu for --self-test")
    parser.add_argument("--quick", action="store_true", help="2 repeats, batches 1 and 2: runs the paths, measures nothing")
    parser.add_argument("--self-test", action="store_true", help="check instead of measuring")
    parser.add_argument("--networks", nargs="+", metavar="NAME", help="only these, by name: " + ", ".join(n.name for n in networks.NETWORKS))
    parser.add_argument("--budget", type=float, default=480, metavar="SECONDS", help="no case begins after this time (480)")
    options = parser.parse_args()
    unknown = set(options.networks or []) - {n.name for n in networks.NETWORKS}
    if unknown:
        parser.error(f"no network is called {', '.join(sorted(unknown))}; there are {', '.join(n.name for n in networks.NETWORKS)}")
    options.device = options.device or ("cpu" if options.self_test else "cuda")
    options.repeats, options.warm_up = (2, 1) if options.quick else (60, 10)
    options.batches = [1, 2] if options.quick else [1, 32]
    return options


def main():
    options = arguments()
    if options.device == "cuda" and not torch.cuda.is_available():
        print(f"peers.py: torch {torch.__version__} sees no CUDA device; --device cpu --quick runs without one", file=sys.stderr)
        return 2
    device = torch.device(options.device)
    chosen = [n for n in networks.NETWORKS if not options.networks or n.name in options.networks]
    if options.self_test:
        import selftest

        machine.set_tf32(False)
        return selftest.run(device, chosen)

    torch.backends.cudnn.benchmark = True               # cuDNN may try its algorithms and keep the fastest: peers at their best
    report = Report()
    for line in machine.describe(device):
        report.line(line)
    report.line("")
    failed = show_tf32(device, report) if device.type == "cuda" else 0
    clock = "CUDA events" if device.type == "cuda" else "wall clock"
    report.line(f"- Milliseconds, median of {options.repeats} calls after {options.warm_up} unmeasured ones ({clock}), each call begun on an idle device.")
    report.line("- Backward columns include their forward pass.")
    if options.quick:
        report.line("- A quick run: it shows that the paths work. These are not measurements.")
    report.line("")
    failed += table(device, options, report, chosen)
    if failed:
        report.line("")
        report.line(f"{failed} failed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
