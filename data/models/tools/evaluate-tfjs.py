#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""evaluate-tfjs.py MODEL.json PHOTO.npy REFERENCE.json OUTPUT…

What the tests compare a converted network with: each node of a TensorFlow.js graph model computed by numpy, as the graph
has it, in 64-bit floats. It shares no code with the converter or the program. REFERENCE.json gets, of each output, the
size, the greatest value and where it is, and SAMPLES values, at i × STEP modulo the size.

The picture: the photo (bytes, height × width × 3) in the upper left corner, elsewhere x and y as shades; each byte b is fed
as (b - 128) / 64, channels as they are in the file."""
import base64
import json
import os
import sys

import numpy as np

SAMPLES, STEP = 250, 7919


def constants(model, folder):
    found = {}
    for group in model['weightsManifest']:
        data, at = b''.join(open(os.path.join(folder, p), 'rb').read() for p in group['paths']), 0
        for entry in group['weights']:
            kind = np.dtype({'float16': '<f2', 'float32': '<f4', 'int32': '<i4'}[entry.get('quantization', entry)['dtype']])
            count = int(np.prod(entry['shape'], dtype=int))
            values = np.frombuffer(data, kind, count, at).reshape(entry['shape'])
            found[entry['name']] = values.astype(float) if kind.kind == 'f' else values
            at += count * kind.itemsize
    return found


def text(attribute):
    return base64.b64decode(attribute['s']).decode()


def numbers(attribute):
    return [int(i) for i in attribute['list']['i']]


def same(x, kernel, stride, value):
    """Padding SAME of height and width."""
    widths = []
    for axis in (1, 2):
        total = max((-(-x.shape[axis] // stride[axis - 1]) - 1) * stride[axis - 1] + kernel[axis - 1] - x.shape[axis], 0)
        widths.append((total // 2, total - total // 2))
    return np.pad(x, ((0, 0), *widths, (0, 0)), constant_values=value)


def windows(x, kernel, stride):
    view = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(1, 2))
    return view[:, ::stride[0], ::stride[1]]  # batch, y, x, channel, ky, kx


def conv(x, kernel, attributes, depthwise=False):
    stride = numbers(attributes['strides'])[1:3]
    if text(attributes['padding']) == 'SAME':
        x = same(x, kernel.shape[:2], stride, 0)
    view = windows(x, kernel.shape[:2], stride)
    if depthwise:
        return np.einsum('byxckl,klcm->byxcm', view, kernel).reshape(*view.shape[:3], -1)
    return np.tensordot(view, kernel, ((4, 5, 3), (0, 1, 2)))


def resize(x, size, attributes):
    assert attributes['half_pixel_centers']['b']
    for axis, out in ((1, size[0]), (2, size[1])):
        place = (np.arange(out) + .5) * x.shape[axis] / out - .5
        low = np.floor(place).astype(int)
        weight = (place - low).reshape([-1 if a == axis else 1 for a in range(4)])
        first, second = (np.take(x, np.clip(i, 0, x.shape[axis] - 1), axis) for i in (low, low + 1))
        x = first * (1 - weight) + second * weight
    return x


def dense(indices, shape, values, default):
    out = np.full(shape, default)
    for index, value in zip(np.reshape(indices, (-1, len(shape))), np.broadcast_to(values, len(np.reshape(indices, (-1, len(shape)))))):
        out[tuple(index)] = value
    return out


def split(x, sizes, axis):
    return np.split(x, np.cumsum(sizes)[:-1], int(axis))


def node_value(node, x):
    op, attributes = node['op'], node.get('attr', {})
    if op in ('Conv2D', '_FusedConv2D', 'DepthwiseConv2dNative'):
        y = conv(x[0], x[1], attributes, op.startswith('Depth'))
        for fused in attributes.get('fused_ops', {}).get('list', {}).get('s') or []:
            y = {b'BiasAdd': lambda y: y + x[2], b'Relu': lambda y: np.maximum(y, 0)}[base64.b64decode(fused)](y)
        return y
    if op == 'MaxPool':
        kernel, stride = numbers(attributes['ksize'])[1:3], numbers(attributes['strides'])[1:3]
        y = same(x[0], kernel, stride, -np.inf) if text(attributes['padding']) == 'SAME' else x[0]
        return windows(y, tuple(kernel), stride).max((4, 5))
    return {
        'Add': lambda: x[0] + x[1], 'AddV2': lambda: x[0] + x[1], 'Identity': lambda: x[0],
        'Relu': lambda: np.maximum(x[0], 0), 'Sigmoid': lambda: 1 / (1 + np.exp(-x[0])),
        'LeakyRelu': lambda: np.where(x[0] > 0, x[0], x[0] * attributes['alpha']['f']),
        'Transpose': lambda: np.transpose(x[0], x[1]), 'Reshape': lambda: np.reshape(x[0], x[1]),
        'ConcatV2': lambda: np.concatenate(x[:-1], int(x[-1])), 'SplitV': lambda: split(x[0], x[1], x[2]),
        'Pad': lambda: np.pad(x[0], x[1]), 'PadV2': lambda: np.pad(x[0], x[1], constant_values=float(x[2])),
        'SparseToDense': lambda: dense(*x), 'ResizeBilinear': lambda: resize(x[0], x[1], attributes),
    }[op]()


def evaluate(model, folder, picture, outputs):
    values = constants(model, folder)
    nodes = {node['name']: node for node in model['modelTopology']['node']}

    def get(name):
        name, _, part = name.partition(':')
        if name not in values:
            node = nodes[name]
            if node['op'] == 'Placeholder':
                sizes = [int(d['size']) for d in node['attr']['shape']['shape']['dim']]
                values[name] = picture[None] if sizes[3] == 3 else picture.transpose(2, 0, 1)[None]
            else:
                values[name] = node_value(node, [get(i) for i in node['input']])
        value = values[name]
        return value[int(part or 0)] if isinstance(value, list) else value

    sys.setrecursionlimit(10000)
    return [get(output) for output in outputs]


def picture(photo, side):
    across, down = np.meshgrid(np.arange(side), np.arange(side))
    out = np.stack([across % 256, down % 256, (across + down) % 256], -1)
    height, width = min(side, photo.shape[0]), min(side, photo.shape[1])
    out[:height, :width] = photo[:height, :width]
    return (out - 128.) / 64


def main():
    path, photo, reference, *outputs = sys.argv[1:]
    with open(path, encoding='utf-8') as file:
        model = json.load(file)
    sizes = [int(d['size']) for node in model['modelTopology']['node'] if node['op'] == 'Placeholder'
             for d in node['attr']['shape']['shape']['dim']]
    found = []
    for values in evaluate(model, os.path.dirname(path), picture(np.load(photo), max(sizes)), outputs):
        flat = values.ravel()
        found.append({'size': flat.size, 'greatest': float(flat.max()), 'at': int(flat.argmax()),
                      'samples': [float(f'{v:.7g}') for v in flat[np.arange(SAMPLES) * STEP % flat.size]]})
    with open(reference, 'w', encoding='utf-8') as file:
        json.dump({'step': STEP, 'outputs': found}, file)
        file.write('\n')


if __name__ == '__main__':
    main()
