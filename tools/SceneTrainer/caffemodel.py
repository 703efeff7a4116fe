"""
Caffe's weight file, as far as this network needs it: NetParameter (name = 1, layer = 100) of LayerParameter (name = 1, type = 2, blobs = 7)
of BlobProto (shape = 7, of dim = 1; data = 5), in the encoding of protocol buffers.
"""

import numpy as np


def _varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def _field(number, payload):
    return _varint(number << 3 | 2) + _varint(len(payload)) + payload


def _blob(array):
    shape = _field(1, b"".join(_varint(d) for d in array.shape))
    return _field(7, shape) + _field(5, array.astype("<f4").tobytes())


def write(path, name, layers):
    """Writes layers, a dictionary from name to (type, blobs)."""
    with open(path, "wb") as file:
        file.write(_field(1, name.encode()))
        for layer, (kind, blobs) in layers.items():
            file.write(_field(100, _field(1, layer.encode()) + _field(2, kind.encode()) + b"".join(_field(7, _blob(b)) for b in blobs)))


def _fields(data):
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        tag = varint()
        if tag & 7 != 2:
            raise ValueError(f"expected a field of wire type 2, found {tag & 7} at byte {at}")
        length = varint()
        yield tag >> 3, data[at:at + length]
        at += length


def _dimensions(payload):
    out, value, shift = [], 0, 0
    for byte in payload:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            out.append(value)
            value = shift = 0
    return out


def read(path):
    """A dictionary from layer to blobs, of a file that write wrote."""
    with open(path, "rb") as file:
        data = file.read()
    layers = {}
    for number, layer in _fields(data):
        if number != 100:
            continue
        name, blobs = "", []
        for part, payload in _fields(layer):
            if part == 1:
                name = payload.decode()
            elif part == 7:
                blob = dict(_fields(payload))
                shape = _dimensions(dict(_fields(blob[7]))[1])
                blobs.append(np.frombuffer(blob[5], "<f4").reshape(shape).copy())
        layers[name] = blobs
    return layers
