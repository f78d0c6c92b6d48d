# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a network in the format that src/nn/reel-nn-format.h describes."""
import struct

import numpy as np

MAGIC = b'\x89ReelNN\n'
VERSION = 1
ALIGNMENT = 64
NONE = 0xFFFFFFFF

TENSOR_U8, TENSOR_F32 = 1, 2
WEIGHTS_S8_PANELS, WEIGHTS_F16, WEIGHTS_F32, WEIGHTS_I32 = 1, 2, 3, 4
CONV, DEPTHWISE, ADD, MAX_POOL, AVERAGE_POOL, CONCAT, RESIZE = 1, 2, 3, 4, 5, 6, 7
LINEAR, RELU, LEAKY, SIGMOID = 0, 1, 2, 3


class Network:
    """Tensor 0 is the input. Add operators in the order in which they run."""

    def __init__(self):
        self.tensors, self.weights, self.operators, self.outputs = [], [], [], []

    def tensor(self, kind, height, width, channels, scale=0.0, zero=0):
        self.tensors.append((kind, height, width, channels, scale, zero))
        return len(self.tensors) - 1

    def shape(self, tensor):
        return self.tensors[tensor][1:4]

    def _weights(self, kind, rows, columns, data, scale=0.0, zero=0):
        self.weights.append((kind, rows, columns, scale, zero, data))
        return len(self.weights) - 1

    def panels(self, matrix, scale, zero):
        """A matrix of bytes (taps by filters) as int8, in panels of 16 filters; in a panel 4 taps of each filter lie together."""
        rows, columns = matrix.shape
        padded = np.zeros((-(-rows // 4) * 4, -(-columns // 16) * 16), np.int8)
        padded[:rows, :columns] = (matrix.astype(np.int16) - 128).astype(np.int8)
        panels = padded.reshape(padded.shape[0] // 4, 4, padded.shape[1] // 16, 16).transpose(2, 0, 3, 1)
        return self._weights(WEIGHTS_S8_PANELS, rows, columns, np.ascontiguousarray(panels).tobytes(), scale, zero - 128)

    def floats(self, matrix):
        """A matrix of float32; kept as float16 where that loses nothing."""
        matrix = np.atleast_2d(np.asarray(matrix, np.float32))
        half = matrix.astype(np.float16)
        same = np.array_equal(half.astype(np.float32), matrix)
        data = half.tobytes() if same else matrix.tobytes()
        return self._weights(WEIGHTS_F16 if same else WEIGHTS_F32, *matrix.shape, data)

    def integers(self, vector):
        return self._weights(WEIGHTS_I32, 1, len(vector), np.asarray(vector, '<i4').tobytes())

    def operator(self, kind, inputs, output, weights=NONE, bias=NONE, kernel=(0, 0), stride=(0, 0), padding=(0, 0),
                 activation=LINEAR, alpha=0.0):
        self.operators.append((kind, activation, alpha, list(inputs), output, weights, bias, kernel, stride, padding))

    def write(self, path):
        tables = 64 + 32 * len(self.tensors) + 32 * len(self.weights) + 96 * len(self.operators) + 4 * len(self.outputs)
        out, offset, data = [], -(-tables // ALIGNMENT) * ALIGNMENT, []
        for tensor in self.tensors:
            out.append(struct.pack('<4Ifi8x', *tensor))
        for kind, rows, columns, scale, zero, values in self.weights:
            out.append(struct.pack('<3Ifi4xQ', kind, rows, columns, scale, zero, offset))
            values += bytes(-len(values) % ALIGNMENT)
            data.append(values)
            offset += len(values)
        for kind, activation, alpha, inputs, output, weights, bias, kernel, stride, padding in self.operators:
            slots = inputs + [NONE] * (8 - len(inputs))
            out.append(struct.pack('<2IfI8I9I12x', kind, activation, alpha, len(inputs), *slots, output, weights, bias,
                                   *kernel, *stride, *padding))
        out.append(struct.pack(f'<{len(self.outputs)}I', *self.outputs))
        header = struct.pack('<8s6IQ24x', MAGIC, VERSION, len(self.tensors), len(self.weights), len(self.operators),
                             len(self.outputs), 0, offset)
        head = header + b''.join(out)
        with open(path, 'wb') as file:
            file.write(head + bytes(-len(head) % ALIGNMENT) + b''.join(data))
        print(f'{path}: {len(self.tensors)} tensors, {len(self.operators)} operators, {offset} bytes')


def padding_before(size, out, kernel, stride):
    """What TensorFlow's padding SAME puts before the first row or column."""
    return max((out - 1) * stride + kernel - size, 0) // 2
