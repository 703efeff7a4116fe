"""Checks of what peers.py measures, against second ways to the same numbers, in doubles. `python3 peers.py --self-test`."""

import argparse
import time

import torch
from torch import nn

import explanations
import networks
import peers
import timing

CLOSE = 1e-9


class GuidedRelu(torch.autograd.Function):
    """The guided rule written out, for networks whose hooks are in doubt."""

    @staticmethod
    def forward(context, x):
        context.save_for_backward(x)
        return torch.where(x > 0, x, torch.zeros_like(x))

    @staticmethod
    def backward(context, gradient):
        x, = context.saved_tensors
        return torch.where((x > 0) & (gradient > 0), gradient, torch.zeros_like(gradient))


class GuidedReluModule(nn.Module):
    def forward(self, x):
        return GuidedRelu.apply(x)


def expect(what, holds, found):
    print(f"{'ok    ' if holds else 'FAILED'} {what}: {found}", flush=True)
    return 0 if holds else 1


def close(what, found, expected):
    off = timing.distance(found, expected)
    return expect(what, off < CLOSE, f"off by {off:.1e} of the norm")


def replace_relus(module):
    for name, child in module.named_children():
        if isinstance(child, nn.ReLU):
            setattr(module, name, GuidedReluModule())
        else:
            replace_relus(child)


def known_numbers(device):
    """Three inputs by hand: only the third is positive and receives a positive gradient."""
    x = torch.tensor([[1.0, -1.0, 2.0]], device=device)
    arriving, expected = torch.tensor([[-1.0, 1.0, 3.0]], device=device), torch.tensor([[0.0, 0.0, 3.0]], device=device)
    net = nn.Sequential(nn.ReLU(inplace=True))
    with explanations.guided_rule(net):
        hooked = explanations.guided(net, None, x, arriving)
    written = GuidedReluModule()
    function = explanations.guided(written, None, x, arriving)
    return (expect("guided rule by hooks, by hand", torch.equal(hooked, expected), hooked.tolist())
            + expect("guided rule written out, by hand", torch.equal(function, expected), function.tolist()))


def normalization(device):
    """AlexNet's LRN by Caffe's formula, channel by channel."""
    x = torch.randn(2, 96, 5, 5, device=device, dtype=torch.double) * 50
    expected = torch.empty_like(x)
    for c in range(96):
        near = x[:, max(0, c - 2):c + 3]
        expected[:, c] = x[:, c] / (1 + 1e-4 / 5 * (near * near).sum(1)) ** 0.75
    layer = next(m for m in networks.AlexNet() if isinstance(m, nn.LocalResponseNorm))
    return close("AlexNet: LRN by Caffe's formula", layer(x), expected)


def whole_graph(network, device, images, seed):
    """Grad-CAM's plain way, in a network as torchvision made it: everything wants gradients, backward() runs to the input."""
    net = networks.load(network, device).double().requires_grad_(True)
    for module in net.modules():
        module.__dict__.pop("forward", None)            # GoogLeNet's blocks: the class's own again
    kept = []
    hook = network.target(net).register_forward_hook(lambda module, inputs, output: kept.append(output))
    leaf = images.detach().clone().requires_grad_()
    logits = net(leaf)
    hook.remove()
    kept[0].retain_grad()
    logits.backward(seed)
    a, g = kept[0].detach(), kept[0].grad
    maps = torch.stack([torch.relu(sum(g[n, k].mean() * a[n, k] for k in range(a.shape[1]))) for n in range(a.shape[0])])
    return tuple(a.shape[1:]), logits.detach(), maps, leaf.grad


def one_network(network, device):
    name, failed = network.name, 0
    net = networks.load(network, device).double()
    images, seed = explanations.buffers(network, 2, device, torch.double)
    count = sum(p.numel() for p in net.parameters())
    shape, logits, maps, plain = whole_graph(network, device, images, seed)
    failed += expect(f"{name}: parameters", count == network.parameters, f"{count:,}")
    failed += expect(f"{name}: activation", shape == network.activation, shape)

    failed += close(f"{name}: forward", explanations.forward(net, network, images, seed), torch.softmax(logits, 1))
    failed += close(f"{name}: Grad-CAM, partial gradient against the whole graph", explanations.grad_cam(net, network, images, seed), maps)
    with explanations.guided_rule(net):
        hooked = explanations.guided(net, network, images, seed)
    failed += close(f"{name}: without the rule, the plain gradient is back", explanations.guided(net, network, images, seed), plain)
    failed += expect(f"{name}: the rule changes the gradient", timing.distance(hooked, plain) > 0.1, f"{timing.distance(hooked, plain):.2f}")
    failed += expect(f"{name}: weights got no gradient", all(p.grad is None for p in net.parameters()), "none")
    if device.type == "cuda":
        for work, call, rule in explanations.WORK:
            with rule(net):
                timing.captured(lambda: call(net, network, images, seed), images)
            failed += expect(f"{name}: {work} replayed from a CUDA graph", True, "as eager")
        images, seed = explanations.buffers(network, 2, device, torch.double)
    replace_relus(net)
    return failed + close(f"{name}: guided backprop, hooks against the rule written out", hooked, explanations.guided(net, network, images, seed))


def failures_show():
    """A case that fails says so in its cell, is counted, and does not end the table."""
    def broken():
        raise RuntimeError("no kernel | image\nfor this device")

    def build():
        raise ImportError("no such definition")

    class Lines(list):
        line = list.append

    text, bad = peers.cell(broken, time.monotonic() + 60)
    late, too_late = peers.cell(lambda: 1.0, time.monotonic() - 1)
    lines = Lines()
    options = argparse.Namespace(budget=60, batches=[1], repeats=1, warm_up=0)
    tiny = networks.Network("tiny", 8, lambda: nn.Sequential(nn.Conv2d(3, 1000, 8), nn.ReLU(), nn.Flatten()), lambda n: n[1], (1000, 1, 1), 0)
    absent = networks.Network("absent", 8, build, None, (), 0)
    broken_net = networks.Network("broken", 8, lambda: nn.Sequential(nn.Conv2d(4, 1000, 8)), lambda n: n[0], (), 0)
    failed = peers.table(torch.device("cpu"), options, lines, [absent, broken_net, tiny])
    rows = {line.split("|")[1].strip(): line for line in lines}
    width = lines[0].count("|")
    return (expect("a failure's cell", bad and text == "failed: RuntimeError: no kernel / image for this device", text)
            + expect("a case after the budget", too_late and late.startswith("failed: "), late)
            + expect("a table goes on after failures", failed == 4 and "failed" not in rows["tiny"] and all(line.count("|") == width for line in lines),
                     f"{failed} failed, rows {', '.join(list(rows)[2:])}")
            + expect("their rows", rows["absent"].count("failed: ") == 6 and rows["broken"].count("failed: ") == 3, rows["broken"][:70]))


def run(device, chosen):
    """Prints a line for each check; returns the exit code."""
    failed = known_numbers(device) + normalization(device) + failures_show()
    for network in chosen:
        failed += one_network(network, device)
    print(f"{failed} failed" if failed else "all hold")
    return 1 if failed else 0
