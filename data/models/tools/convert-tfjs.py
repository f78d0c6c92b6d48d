#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""convert-tfjs.py MODEL.json MODEL.reelnn OUTPUT…

Turns a TensorFlow.js graph model (the JSON file, its weights beside it) into a network of this program, with the named
nodes as outputs. Needs numpy. Tensors become height × width × channels, whatever the graph calls them."""
import base64
import json
import os
import sys

import numpy as np

import reelnn

DTYPES = {'float32': np.float32, 'int32': np.int32, 'float16': np.float16, 'bool': np.uint8}


def read_constants(model, folder):
    constants = {}
    for group in model['weightsManifest']:
        data = b''.join(open(os.path.join(folder, path), 'rb').read() for path in group['paths'])
        at = 0
        for weights in group['weights']:
            dtype = np.dtype(DTYPES[weights.get('quantization', weights)['dtype']])
            count = int(np.prod(weights['shape'], dtype=int))
            values = np.frombuffer(data, dtype, count, at).reshape(weights['shape'])
            constants[weights['name']] = values.astype(np.float32) if dtype == np.float16 else values
            at += dtype.itemsize * count
    return constants


def in_order(nodes, outputs):
    """The nodes that the outputs need, each after its inputs."""
    order, seen = [], set()

    def visit(name):
        if name in seen:
            return
        seen.add(name)
        for source in nodes[name].get('input', []):
            visit(source.split(':')[0])
        order.append(nodes[name])

    sys.setrecursionlimit(10000)
    for output in outputs:
        visit(output)
    return order


class Converter:
    def __init__(self, model, folder, outputs):
        self.net = reelnn.Network()
        self.constants = read_constants(model, folder)
        nodes = {node['name']: node for node in model['modelTopology']['node']}
        self.order = in_order(nodes, outputs)
        self.uses = {}
        for node in self.order:
            for source in node.get('input', []):
                self.uses[source.split(':')[0]] = self.uses.get(source.split(':')[0], 0) + 1
        self.tensors = {}   # name: (tensor, whether the graph has the channels first)
        self.pending = {}   # name: a convolution, pool or sum to which later nodes may still add
        self.padded = {}    # name: (name of the source, padding before and after, the value put there)
        for node in self.order:
            self.visit(node)
        self.net.outputs = [self.get(output)[0] for output in outputs]

    # Nodes that later ones may change (bias, activation, split) become operators when something else reads them.
    def get(self, name):
        name = self.alias(name)
        if name in self.pending:
            self.flush(name)
        return self.tensors[name]

    def alias(self, name):
        while name in self.tensors and isinstance(self.tensors[name], str):
            name = self.tensors[name]
        return name

    def flush(self, name):
        p = self.pending.pop(name)
        target = self.net.tensor(reelnn.TENSOR_F32, *p['shape'])
        weights = bias = reelnn.NONE
        if p['kind'] in (reelnn.CONV, reelnn.DEPTHWISE):
            weights, bias = self.net.floats(p['weights']), self.net.floats(p['bias'])
        self.net.operator(p['kind'], p['inputs'], target, weights, bias, p.get('kernel', (0, 0)), p.get('stride', (0, 0)),
                          p.get('padding', (0, 0)), p['activation'], p['alpha'])
        self.tensors[name] = (target, p.get('first', False))

    def change(self, source, name, change):
        """Lets @change alter the pending operator @source, if nothing else reads it, and calls it @name from here on."""
        source = self.alias(source)
        p = self.pending.get(source)
        if p is None or self.uses[source] != 1 or not change(p):
            return False
        self.pending[name] = self.pending.pop(source)
        return True

    def visit(self, node):
        name, inputs, attributes = node['name'], node.get('input', []), node.get('attr', {})
        operator = node['op']
        getattr(self, 'visit_' + {'_FusedConv2D': 'Conv2D', 'AddV2': 'Add', 'PadV2': 'Pad', 'Squeeze': 'Identity',
                                  'Reshape': 'Identity'}.get(operator, operator))(name, inputs, attributes)

    def visit_Const(self, name, inputs, attributes):
        pass

    def visit_Placeholder(self, name, inputs, attributes):
        sizes = [int(d['size']) for d in attributes['shape']['shape']['dim']]
        first = sizes[1] == 3
        height, width = sizes[2:] if first else sizes[1:3]
        self.tensors[name] = (self.net.tensor(reelnn.TENSOR_F32, height, width, 3), first)

    def visit_SparseToDense(self, name, inputs, attributes):
        indices, shape, values, default = (self.constants[i] for i in inputs)
        dense = np.full(shape, default)
        dense[tuple(np.reshape(indices, (-1, len(shape))).T)] = values
        self.constants[name] = dense

    def visit_Identity(self, name, inputs, attributes):
        """Reshapes only flatten height and width, which is what the caller does with an output anyway."""
        source = self.alias(inputs[0])
        self.uses[source] += self.uses.get(name, 0) - 1 if name in self.uses else 0
        self.tensors[name] = source

    def visit_Transpose(self, name, inputs, attributes):
        if len(self.constants[inputs[1]]) != 4:
            return self.visit_Identity(name, inputs, attributes)
        source = self.alias(inputs[0])
        if source in self.pending and self.uses[source] == 1:
            self.pending[name] = self.pending.pop(source)
            self.pending[name]['first'] = not self.pending[name].get('first', False)
        elif source in self.padded:
            self.padded[name] = self.padded[source]
        else:
            tensor, first = self.get(source)
            self.tensors[name] = (tensor, not first)

    def visit_Conv2D(self, name, inputs, attributes, depthwise=False):
        source, before, end, value = self.padded.get(inputs[0], (inputs[0], (0, 0), (0, 0), 0))
        assert value == 0
        tensor = self.get(source)[0]
        size, kernel = self.net.shape(tensor), self.constants[inputs[1]]
        taps, stride = kernel.shape[:2], [int(i) for i in attributes['strides']['list']['i']][1:3]
        if base64.b64decode(attributes['padding']['s']) == b'SAME':
            out = [-(-size[i] // stride[i]) for i in (0, 1)]
            before = [reelnn.padding_before(size[i], out[i], taps[i], stride[i]) for i in (0, 1)]
        else:
            out = [(size[i] + before[i] + end[i] - taps[i]) // stride[i] + 1 for i in (0, 1)]
        filters = kernel.shape[2] if depthwise else kernel.shape[3]
        fused = [base64.b64decode(s) for s in attributes.get('fused_ops', {}).get('list', {}).get('s') or []]
        assert set(fused) <= {b'BiasAdd', b'Relu'}
        self.pending[name] = {
            'kind': reelnn.DEPTHWISE if depthwise else reelnn.CONV, 'inputs': [tensor], 'shape': (*out, filters),
            'weights': kernel.reshape(-1, filters), 'bias': self.constants[inputs[2]] if b'BiasAdd' in fused else np.zeros(filters),
            'kernel': taps, 'stride': stride, 'padding': before, 'alpha': 0.0,
            'activation': reelnn.RELU if b'Relu' in fused else reelnn.LINEAR}

    def visit_DepthwiseConv2dNative(self, name, inputs, attributes):
        self.visit_Conv2D(name, inputs, attributes, depthwise=True)

    def visit_Pad(self, name, inputs, attributes):
        """Padding of channels is what a sum does by itself (the second input may have fewer); the rest joins the reader."""
        amounts = self.constants[inputs[1]]
        value = float(self.constants[inputs[2]]) if len(inputs) > 2 else 0.0
        source = self.alias(inputs[0])
        first = self.pending[source].get('first', False) if source in self.pending else self.tensors[source][1]
        spatial = amounts[2:] if first else amounts[1:3]
        if not np.any(spatial):
            self.uses[source] += self.uses[name] - 1
            self.tensors[name] = source
            return
        self.padded[name] = (source, *(tuple(int(n) for n in amounts) for amounts in spatial.T), value)

    def visit_MaxPool(self, name, inputs, attributes):
        source, before, end, value = self.padded.get(inputs[0], (inputs[0], (0, 0), (0, 0), -np.inf))
        assert value == -np.inf
        tensor, first = self.get(source)
        size = self.net.shape(tensor)
        kernel, stride = ([int(i) for i in attributes[key]['list']['i']][1:3] for key in ('ksize', 'strides'))
        if base64.b64decode(attributes['padding']['s']) == b'SAME':
            out = [-(-size[i] // stride[i]) for i in (0, 1)]
            before = [reelnn.padding_before(size[i], out[i], kernel[i], stride[i]) for i in (0, 1)]
        else:
            out = [(size[i] + before[i] + end[i] - kernel[i]) // stride[i] + 1 for i in (0, 1)]
        self.pending[name] = {'kind': reelnn.MAX_POOL, 'inputs': [tensor], 'shape': (*out, size[2]), 'kernel': kernel,
                              'stride': stride, 'padding': before, 'activation': reelnn.LINEAR, 'alpha': 0.0}
        self.flush(name)

    def visit_Add(self, name, inputs, attributes):
        known = [self.constants.get(i) for i in inputs]
        if known[0] is not None and known[1] is not None:
            self.constants[name] = known[0] + known[1]
            return
        for constant, source in ((known[0], inputs[1]), (known[1], inputs[0])):
            if constant is not None:
                def add(p, values=np.asarray(constant).ravel()):
                    if p['kind'] not in (reelnn.CONV, reelnn.DEPTHWISE) or p['activation'] != reelnn.LINEAR:
                        return False
                    p['bias'] = p['bias'] + values
                    return True
                assert self.change(source, name, add), 'a bias without a convolution'
                return
        (one, first), (two, other) = self.get(inputs[0]), self.get(inputs[1])
        assert first == other
        if self.net.shape(one)[2] < self.net.shape(two)[2]:
            one, two = two, one
        self.pending[name] = {'kind': reelnn.ADD, 'inputs': [one, two], 'shape': self.net.shape(one), 'first': first,
                              'activation': reelnn.LINEAR, 'alpha': 0.0}

    def activate(self, name, source, activation, alpha=0.0):
        def change(p):
            if p['activation'] != reelnn.LINEAR:
                return False
            p['activation'], p['alpha'] = activation, alpha
            return True
        assert self.change(source, name, change), 'an activation without an operator'

    def visit_Relu(self, name, inputs, attributes):
        self.activate(name, inputs[0], reelnn.RELU)

    def visit_LeakyRelu(self, name, inputs, attributes):
        self.activate(name, inputs[0], reelnn.LEAKY, float(attributes['alpha']['f']))

    def visit_Sigmoid(self, name, inputs, attributes):
        self.activate(name, inputs[0], reelnn.SIGMOID)

    def visit_ResizeBilinear(self, name, inputs, attributes):
        tensor, first = self.get(inputs[0])
        assert attributes['half_pixel_centers']['b'] and not first
        height, width = (int(n) for n in self.constants[inputs[1]])
        self.pending[name] = {'kind': reelnn.RESIZE, 'inputs': [tensor], 'shape': (height, width, self.net.shape(tensor)[2]),
                              'activation': reelnn.LINEAR, 'alpha': 0.0}
        self.flush(name)

    def visit_ConcatV2(self, name, inputs, attributes):
        parts = [self.get(i) for i in inputs[:-1]]
        first = parts[0][1]
        assert int(self.constants[inputs[-1]]) % 4 == (1 if first else 3)
        shapes = [self.net.shape(tensor) for tensor, _ in parts]
        self.pending[name] = {'kind': reelnn.CONCAT, 'inputs': [tensor for tensor, _ in parts], 'first': first,
                              'shape': (*shapes[0][:2], sum(s[2] for s in shapes)), 'activation': reelnn.LINEAR, 'alpha': 0.0}
        self.flush(name)

    def visit_SplitV(self, name, inputs, attributes):
        """A convolution whose filters are split is two convolutions."""
        p = self.pending.pop(self.alias(inputs[0]))
        assert p['kind'] == reelnn.CONV and p['activation'] == reelnn.LINEAR
        at = 0
        for i, size in enumerate(self.constants[inputs[1]]):
            part = f'{name}:{i}' if i else name
            columns = slice(at, at + int(size))
            self.pending[part] = {**p, 'weights': p['weights'][:, columns], 'bias': p['bias'][columns],
                                  'shape': (*p['shape'][:2], int(size))}
            self.uses[part] = 1
            at += int(size)


if __name__ == '__main__':
    with open(sys.argv[1], encoding='utf-8') as file:
        Converter(json.load(file), os.path.dirname(sys.argv[1]), sys.argv[3:]).net.write(sys.argv[2])
