#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""convert-inception.py graph.lite inception-v3.reelnn

Turns the quantised TFLite file (a FlatBuffer; https://github.com/tensorflow/tensorflow, schema.fbs) into a network of this
program. All quantised values are kept as they are. Needs numpy."""
import struct
import sys

import numpy as np

import reelnn

# Indices of the fields in schema.fbs.
MODEL_CODES, MODEL_GRAPHS, MODEL_BUFFERS = 1, 2, 4
GRAPH_TENSORS, GRAPH_INPUTS, GRAPH_OUTPUTS, GRAPH_OPERATORS = 0, 1, 2, 3
TENSOR_SHAPE, TENSOR_BUFFER, TENSOR_QUANTISATION = 0, 2, 4
QUANTISATION_SCALE, QUANTISATION_ZERO = 2, 3
OPERATOR_CODE, OPERATOR_INPUTS, OPERATOR_OUTPUTS, OPERATOR_OPTIONS = 0, 1, 2, 4
AVERAGE_POOL, CONCAT, CONV, MAX_POOL, RESHAPE, SQUEEZE = 1, 2, 3, 17, 22, 43


class Table:
    """A table of a FlatBuffer."""

    def __init__(self, data, at):
        self.data, self.at = data, at

    def _get(self, form, at):
        return struct.unpack_from('<' + form, self.data, at)[0]

    def _field(self, index):
        vtable = self.at - self._get('i', self.at)
        slot = 4 + 2 * index
        offset = self._get('H', vtable + slot) if slot < self._get('H', vtable) else 0
        return self.at + offset if offset else None

    def scalar(self, index, form, default=0):
        at = self._field(index)
        return default if at is None else self._get(form, at)

    def table(self, index):
        at = self._field(index)
        return at and Table(self.data, at + self._get('I', at))

    def _vector(self, index):
        at = self._field(index)
        if at is None:
            return 0, 0
        at += self._get('I', at)
        return at + 4, self._get('I', at)

    def vector(self, index, form):
        at, count = self._vector(index)
        return list(struct.unpack_from(f'<{count}{form}', self.data, at)) if count else []

    def tables(self, index):
        at, count = self._vector(index)
        return [Table(self.data, at + 4 * i + self._get('I', at + 4 * i)) for i in range(count)]


class Graph:
    def __init__(self, data):
        model = Table(data, struct.unpack_from('<I', data, 0)[0])
        graph = model.tables(MODEL_GRAPHS)[0]
        self.buffers = model.tables(MODEL_BUFFERS)
        self.tensors = graph.tables(GRAPH_TENSORS)
        self.inputs = graph.vector(GRAPH_INPUTS, 'i')
        self.outputs = graph.vector(GRAPH_OUTPUTS, 'i')
        codes = [code.scalar(0, 'b') for code in model.tables(MODEL_CODES)]
        self.operators = [(codes[o.scalar(OPERATOR_CODE, 'I')], o.vector(OPERATOR_INPUTS, 'i'), o.vector(OPERATOR_OUTPUTS, 'i')[0],
                           o.table(OPERATOR_OPTIONS)) for o in graph.tables(GRAPH_OPERATORS)]

    def shape(self, tensor):
        return self.tensors[tensor].vector(TENSOR_SHAPE, 'i')

    def quantisation(self, tensor):
        table = self.tensors[tensor].table(TENSOR_QUANTISATION)
        scales = table.vector(QUANTISATION_SCALE, 'f')
        assert len(scales) == 1, 'one scale a tensor'
        return scales[0], (table.vector(QUANTISATION_ZERO, 'q') or [0])[0]

    def values(self, tensor, dtype):
        buffer = self.buffers[self.tensors[tensor].scalar(TENSOR_BUFFER, 'I')]
        return np.array(buffer.vector(0, 'B'), np.uint8).view(dtype).reshape(self.shape(tensor))


def convert(graph):
    net, known = reelnn.Network(), {}

    def tensor(index):
        shape = graph.shape(index)
        sizes = shape[1:] if len(shape) == 4 else [1, 1, shape[-1]]
        known[index] = net.tensor(reelnn.TENSOR_U8, *sizes, *graph.quantisation(index))
        return known[index]

    def padding(options, source, target, kernel, stride):
        if options.scalar(0, 'b') != 0:  # VALID
            return 0, 0
        inner, outer = net.shape(source), net.shape(target)
        return tuple(reelnn.padding_before(inner[i], outer[i], kernel[i], stride[i]) for i in (0, 1))

    tensor(graph.inputs[0])
    pooled = None
    for code, inputs, output, options in graph.operators:
        if code in (RESHAPE, SQUEEZE):
            known[output] = known[inputs[0]]
            continue
        source, target = known[inputs[0]], tensor(output)
        if code == CONV:
            assert options.scalar(3, 'b') == 0, 'the quantised range is the activation'
            weights = graph.values(inputs[1], np.uint8)  # filters, height, width, channels
            scale, zero = graph.quantisation(inputs[1])
            kernel, stride = weights.shape[1:3], (options.scalar(2, 'i'), options.scalar(1, 'i'))
            net.operator(reelnn.CONV, [source], target, net.panels(weights.reshape(len(weights), -1).T, scale, zero),
                         net.integers(graph.values(inputs[2], '<i4')), kernel, stride,
                         padding(options, source, target, kernel, stride))
        elif code in (AVERAGE_POOL, MAX_POOL):
            assert graph.quantisation(inputs[0]) == graph.quantisation(output)
            kernel, stride = (options.scalar(4, 'i'), options.scalar(3, 'i')), (options.scalar(2, 'i'), options.scalar(1, 'i'))
            kind = reelnn.MAX_POOL if code == MAX_POOL else reelnn.AVERAGE_POOL
            net.operator(kind, [source], target, kernel=kernel, stride=stride,
                         padding=padding(options, source, target, kernel, stride))
            if net.shape(target)[:2] == (1, 1):
                pooled = target
        elif code == CONCAT:
            net.operator(reelnn.CONCAT, [known[i] for i in inputs], target)
        else:
            sys.exit(f'operator {code} is not known')
    net.outputs = [known[graph.outputs[0]], pooled]
    return net


if __name__ == '__main__':
    with open(sys.argv[1], 'rb') as file:
        convert(Graph(file.read())).write(sys.argv[2])
