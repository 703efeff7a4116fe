"""The network of models/scenes.prototxt."""

import torch
from torch import nn
from torch.nn import functional as F

# name, inputs, outputs, kernel, stride, whether a 2×2 pooling of stride 2 follows
CONVOLUTIONS = [
    ("conv1", 3, 16, 5, 2, True),
    ("conv2", 16, 32, 3, 1, True),
    ("conv3", 32, 64, 3, 1, False),
    ("conv4", 64, 64, 3, 1, False),
    ("conv5", 64, 96, 3, 1, False),
]
CLASSES = 24


class Training(nn.Module):
    """The network as it is trained: with batch normalisation, and a global maximum that may be soft."""

    def __init__(self):
        super().__init__()
        self.convolutions = nn.ModuleList(nn.Conv2d(i, o, k, s, k // 2, bias=False) for _, i, o, k, s, _ in CONVOLUTIONS)
        self.norms = nn.ModuleList(nn.BatchNorm2d(o) for _, _, o, _, _, _ in CONVOLUTIONS)
        self.classes = nn.Conv2d(CONVOLUTIONS[-1][2], CLASSES, 1)
        nn.init.constant_(self.classes.bias, -2.4)  # one scene in twelve has an object of a given kind

    def forward(self, x, sharpness=None):
        """Logits N×24: the maximum of each class's plane, or its mean weighted by softmax(sharpness × plane)."""
        for convolution, norm, (*_, pool) in zip(self.convolutions, self.norms, CONVOLUTIONS):
            x = F.relu(norm(convolution(x)), inplace=True)
            if pool:
                x = F.max_pool2d(x, 2)
        planes = self.classes(x).flatten(2)
        if sharpness is None:
            return planes.amax(2)
        return (F.softmax(planes.detach() * sharpness, 2) * planes).sum(2)

    def deployed(self):
        """The layers of the prototxt with their blobs: each normalisation folded into the convolution before it."""
        layers = {}
        for (name, *_), convolution, norm in zip(CONVOLUTIONS, self.convolutions, self.norms):
            scale = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
            weights = convolution.weight.double() * scale[:, None, None, None]
            bias = norm.bias.double() - norm.running_mean.double() * scale
            layers[name] = [weights, bias]
        layers["conv6"] = [self.classes.weight, self.classes.bias]
        return {name: [b.detach().float().contiguous().numpy() for b in blobs] for name, blobs in layers.items()}


class Deployed:
    """The network of the prototxt, from the blobs of a caffemodel."""

    def __init__(self, layers):
        self.layers = {name: [torch.from_numpy(b) for b in blobs] for name, blobs in layers.items()}

    def features(self, x):
        """relu5, N×96×16×16."""
        for name, _, _, kernel, stride, pool in CONVOLUTIONS:
            x = F.relu(F.conv2d(x, *self.layers[name], stride, kernel // 2))
            if pool:
                x = F.max_pool2d(x, 2)
        return x

    def scores(self, relu5):
        """score, N×24."""
        return F.conv2d(relu5, *self.layers["conv6"]).amax((2, 3))

    def grad_cam(self, relu5, label, size):
        """Grad-CAM of one image (1×96×16×16) at relu5 for a logit: size×size, corners aligned."""
        relu5 = relu5.detach().requires_grad_()
        gradient, = torch.autograd.grad(self.scores(relu5)[0, label], relu5)
        weights = gradient.sum((2, 3), keepdim=True)
        plane = F.relu((weights * relu5.detach()).sum(1, keepdim=True))
        return F.interpolate(plane, (size, size), mode="bilinear", align_corners=True)[0, 0]
