"""The three things that are measured, as functions without arguments over fixed buffers, so that a CUDA graph can capture them."""

from contextlib import contextmanager

import torch
from torch import nn


def forward(net, network, images, _):
    """One forward pass to the probabilities, which is where our networks end."""
    with torch.inference_mode():
        return torch.softmax(net(images), 1)


def grad_cam(net, network, images, seed):
    """
    Maps N×H×W at the last convolutional activation, not enlarged. The graph of gradients begins at that activation: what lies before it records nothing.
    seed: N×classes, one for the explained class and zero elsewhere.
    """
    kept = []

    def begin_here(module, inputs, output):
        kept.append(output.detach().requires_grad_())
        return kept[0]

    hook = network.target(net).register_forward_hook(begin_here)
    try:
        logits = net(images)
    finally:
        hook.remove()
    activation = kept[0]
    gradient, = torch.autograd.grad(logits, activation, seed)
    return cam(activation.detach(), gradient)


def cam(activation, gradient):
    return (gradient.mean((2, 3), keepdim=True) * activation).sum(1).clamp_(min=0)


def guided(net, network, images, seed):
    """Guided backprop: the gradient N×3×H×W with respect to the input, where ReLUs let only positive gradients of positive inputs through."""
    # A new leaf each time. A leaf remembers the stream on which it was made, and that must be the capturing one.
    leaf = images.detach().requires_grad_()
    gradient, = torch.autograd.grad(net(leaf), leaf, seed)
    return gradient


@contextmanager
def guided_rule(net):
    """Within it, gradients that arrive at a ReLU are clamped at zero; the ReLU's own backward then masks by its input."""
    relus = [m for m in net.modules() if isinstance(m, nn.ReLU)]
    hooks = []
    before = [m.inplace for m in relus]

    def clamp_gradient(module, inputs, output):
        if output.requires_grad:
            output.register_hook(lambda g: g.clamp(min=0))

    try:
        for relu in relus:
            relu.inplace = False                    # a hook on a tensor that is then overwritten would belong to two values
            hooks.append(relu.register_forward_hook(clamp_gradient))
        yield
    finally:
        for hook in hooks:
            hook.remove()
        for relu, inplace in zip(relus, before):
            relu.inplace = inplace


@contextmanager
def no_rule(net):
    yield


WORK = [("forward", forward, no_rule), ("Grad-CAM", grad_cam, no_rule), ("guided backprop", guided, guided_rule)]


def buffers(network, batch, device, dtype=torch.float32):
    """Images N×3×side×side, about as large as pixels minus their mean and divided by a deviation, and the seed of the backward pass."""
    torch.manual_seed(5)
    images = torch.randn(batch, 3, network.side, network.side, device=device, dtype=dtype)
    seed = torch.zeros(batch, 1000, device=device, dtype=dtype)
    seed[torch.arange(batch), torch.arange(batch) * 37 % 1000] = 1
    return images, seed
