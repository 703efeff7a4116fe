"""
The networks that peers.py measures: torchvision's definitions, and AlexNet in Caffe's form. Random weights: time does not depend on what they say.

Sizes of inputs are those of the prototxts in models/, so that the figures can stand beside ours.
"""

from dataclasses import dataclass
from typing import Callable

import torch
from torch import nn


@dataclass(frozen=True)
class Network:
    name: str
    side: int                                           # pixels of an input's side
    build: Callable[[], nn.Module]
    target: Callable[[nn.Module], nn.Module]            # whose output is the last convolutional activation
    activation: tuple                                   # its shape for one image: C, H, W
    parameters: int                                     # trained numbers, as published


def _torchvision(name, **arguments):
    def build():
        import torchvision                              # here, so that a machine without it still measures AlexNet

        return getattr(torchvision.models, name)(weights=None, **arguments)

    return build


def _googlenet():
    net = _torchvision("googlenet", aux_logits=False, transform_input=False, init_weights=False)()
    for block in [m for m in net.modules() if type(m).__name__ == "BasicConv2d"]:
        # Its ReLU is a function call, and the guided rule needs a module to hook. The arithmetic is the same.
        block.relu = nn.ReLU(inplace=True)
        block.forward = lambda x, b=block: b.relu(b.bn(b.conv(x)))
    return net


class AlexNet(nn.Sequential):
    """models/alexnet.prototxt: two groups in conv2, conv4 and conv5, and LRN after the ReLUs of conv1 and conv2."""

    def __init__(self):
        def conv(inputs, outputs, kernel, **more):
            return nn.Conv2d(inputs, outputs, kernel, **more), nn.ReLU(inplace=True)

        def pool():
            return nn.MaxPool2d(3, 2, ceil_mode=True)

        def norm():
            return nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=1.0)    # divides alpha by the size, as Caffe does

        super().__init__(
            *conv(3, 96, 11, stride=4), norm(), pool(),
            *conv(96, 256, 5, padding=2, groups=2), norm(), pool(),
            *conv(256, 384, 3, padding=1),
            *conv(384, 384, 3, padding=1, groups=2),
            *conv(384, 256, 3, padding=1, groups=2), pool(),
            nn.Flatten(),
            nn.Linear(256 * 6 * 6, 4096), nn.ReLU(inplace=True), nn.Dropout(),
            nn.Linear(4096, 4096), nn.ReLU(inplace=True), nn.Dropout(),
            nn.Linear(4096, 1000))

    @property
    def relu5(self):
        return self[13]


NETWORKS = [
    Network("VGG-16", 224, _torchvision("vgg16", init_weights=False), lambda n: n.features[29], (512, 14, 14), 138_357_544),
    Network("AlexNet", 227, AlexNet, lambda n: n.relu5, (256, 13, 13), 60_965_224),
    Network("SqueezeNet 1.0", 227, _torchvision("squeezenet1_0"), lambda n: n.features[12], (512, 13, 13), 1_248_424),
    # Two differ from Caffe's files: GoogLeNet has batch normalization, and 3×3 where the paper has 5×5; ResNet-50 strides in its 3×3 convolutions.
    Network("GoogLeNet", 224, _googlenet, lambda n: n.inception5b, (1024, 7, 7), 6_624_904),
    Network("ResNet-50", 224, _torchvision("resnet50"), lambda n: n.layer4, (2048, 7, 7), 25_557_032),
]


def load(network, device):
    """A network on a device, evaluating, whose weights want no gradient."""
    net = network.build().to(device).eval().requires_grad_(False)
    torch.manual_seed(20)
    for module in net.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            # Keeps activations and gradients of ordinary size through 50 layers; with zeros or denormals a GPU's times differ.
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            if module.bias is not None:
                nn.init.uniform_(module.bias, -0.1, 0.1)
    return net
