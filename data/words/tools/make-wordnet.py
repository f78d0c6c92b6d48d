#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-wordnet.py FOLDER OUTPUT: WordNet's files as a compact index for src/engine/reel-wordnet.c.

FOLDER is usr/share/wordnet of Debian's package wordnet-base (3.0-37):
    apt-get download wordnet-base && dpkg -x wordnet-base_*.deb x
    ./make-wordnet.py x/usr/share/wordnet ../wordnet.reelwn

The file, all numbers little-endian, each table at a multiple of 4 bytes:
    'RWN1', then u32: lemmas, synsets, senses, hypernyms, exceptions, bytes of the strings
    lemmas + 1    u32  where the senses of a lemma begin
    lemmas        u32  where its string begins; lemmas are sorted by their bytes
    senses        u32  synset, most frequent first
    synsets       u32  offset in data.noun, rising: with 'n' before it, what ImageNet calls the class
    synsets + 1   u32  where the hypernyms of a synset begin
    hypernyms     u32  synset
    synsets       u32  lemma that names it
    synsets × 2   u32  lemmas that its gloss begins with, the likeliest first; 0xffffffff: none
    exceptions    u32 × 2  string and lemma; sorted by the string's bytes
    synsets       u8   lexicographer file (5 animals, 13 food, 20 plants)
    lemmas        u8   parts of speech: 1 noun, 2 verb, 4 adjective, 8 adverb
    bytes         strings, each ends with 0
Only nouns have senses; of verbs, adjectives and adverbs it is known that they are some. Left out: names (synsets that are
instances of another), genera and families, and lemmas of more than three words, as no picture shows what they name.
"""
import re
import struct
import sys

NONE = 0xffffffff
PARTS = (('noun', 1), ('verb', 2), ('adj', 4), ('adv', 8))
STOP = set('a an the of is are and or some it its his her their very this that any kind type one two three large small various several '
           'usually especially piece part form member something someone who which'.split())
SENSES = 8


def lines(folder, name):
    with open(f'{folder}/{name}', encoding='latin1') as file:
        return [line for line in file if line[0] != ' ']


def read_index(folder):
    parts, senses = {}, {}
    for name, bit in PARTS:
        for line in lines(folder, 'index.' + name):
            words = line.split()
            parts[words[0]] = parts.get(words[0], 0) | bit
            if name == 'noun':
                senses[words[0]] = [int(x) for x in words[-int(words[2]):]][:SENSES]
    return parts, senses


def read_synsets(folder):
    synsets = {}
    for line in lines(folder, 'data.noun'):
        body, _, gloss = line.partition('|')
        words = body.split()
        n = int(words[3], 16)
        at = 4 + 2 * n
        pointers = [words[at + 1 + 4 * i:at + 5 + 4 * i] for i in range(int(words[at]))]
        synsets[int(words[0])] = {
            'name': words[4].lower(),
            'file': int(words[1]),
            'up': [int(p[1]) for p in pointers if p[0] == '@' and p[2] == 'n'],
            'gloss': gloss.strip(),
            'instance': any(p[0] == '@i' for p in pointers),
        }
    return {offset: s for offset, s in synsets.items() if not s['instance']}


def is_wanted(lemma):
    return lemma.count('_') < 3 and not lemma.startswith(('genus_', 'family_', 'order_', 'class_', 'subfamily_', 'suborder_'))


def gloss_heads(gloss, name, senses):
    """The nouns before the first 'of', 'that', …: what the thing is."""
    start = re.split(r'[;(]', gloss)[0].lower()
    start = re.split(r'\b(?:of|that|which|with|for|in|used|having|to|on|by|from|who)\b', start)[0]
    return [w for w in reversed(re.findall(r'[a-z]+', start)) if w not in STOP and w != name and w in senses and is_wanted(w)][:2]


def main(folder, output):
    parts, senses = read_index(folder)
    synsets = read_synsets(folder)
    senses = {lemma: kept for lemma, all_senses in senses.items() if (kept := [s for s in all_senses if s in synsets])}
    parts = {lemma: bits if lemma in senses else bits & ~1 for lemma, bits in parts.items()}
    parts = {lemma: bits for lemma, bits in parts.items() if bits and is_wanted(lemma)}
    for synset in synsets.values():
        parts.setdefault(synset['name'], 1)

    lemmas = sorted(parts, key=str.encode)
    lemma_id = {lemma: i for i, lemma in enumerate(lemmas)}
    order = sorted(synsets)
    synset_id = {offset: i for i, offset in enumerate(order)}

    exceptions = {}
    for name, _ in PARTS:
        for line in lines(folder, name + '.exc'):
            words = line.split()
            if words[1] in lemma_id and words[0] != words[1]:
                exceptions.setdefault(words[0], lemma_id[words[1]])
    exceptions = sorted(exceptions.items(), key=lambda item: item[0].encode())

    strings, places = bytearray(), []
    for text in lemmas + [text for text, _ in exceptions]:
        places.append(len(strings))
        strings += text.encode() + b'\0'

    sense_start, sense_list = [0], []
    for lemma in lemmas:
        sense_list += [synset_id[offset] for offset in senses.get(lemma, [])]
        sense_start.append(len(sense_list))
    up_start, up_list, names, heads = [0], [], [], []
    for offset in order:
        synset = synsets[offset]
        up_list += [synset_id[up] for up in synset['up'] if up in synset_id]
        up_start.append(len(up_list))
        names.append(lemma_id[synset['name']])
        found = [lemma_id[w] for w in gloss_heads(synset['gloss'], synset['name'], senses)]
        heads += (found + [NONE, NONE])[:2]

    def u32(values):
        return struct.pack(f'<{len(values)}I', *values)

    pad = lambda data: data + bytes(-len(data) % 4)
    with open(output, 'wb') as file:
        file.write(b'RWN1' + u32([len(lemmas), len(order), len(sense_list), len(up_list), len(exceptions), len(strings)]))
        file.write(u32(sense_start) + u32(places[:len(lemmas)]) + u32(sense_list) + u32(order) + u32(up_start) + u32(up_list))
        file.write(u32(names) + u32(heads))
        for i, (_, lemma) in enumerate(exceptions):
            file.write(u32([places[len(lemmas) + i], lemma]))
        file.write(pad(bytes(synsets[offset]['file'] for offset in order)))
        file.write(pad(bytes(parts[lemma] for lemma in lemmas)))
        file.write(strings)
    print(f'{len(lemmas)} lemmas, {len(order)} synsets, {len(exceptions)} exceptions')


if __name__ == '__main__':
    main(*sys.argv[1:])
