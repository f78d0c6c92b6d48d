#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-concepts.py FOLDER BANK LABELS OUTPUT: the axes, the concepts and their labels, as src/engine/ reads them.

FOLDER is usr/share/wordnet of Debian's package wordnet-base; BANK and LABELS are the prototype's bank.json and labels.tsv. It was run
once. What it wrote is edited by hand since: labels.tsv by translators, concepts.tsv by whoever adds a concept (the vectors are
then made again, see ../README.md). The order of nodes.tsv is the order of the first axes of every stored vector.
"""
import json
import sys

COCO_SYNSET = {  # the sense of WordNet that a class of COCO has: lemma, number
    'mouse': ('mouse', 4), 'bear': ('bear', 1), 'kite': ('kite', 3), 'book': ('book', 2), 'hot dog': ('hotdog', 2),
    'cake': ('cake', 3), 'bowl': ('bowl', 3), 'potted plant': ('houseplant', 1), 'sports ball': ('ball', 1),
    'tv': ('television_receiver', 1), 'hair drier': ('hand_blower', 1), 'donut': ('doughnut', 2), 'remote': ('remote_control', 1),
    'teddy bear': ('teddy', 1), 'couch': ('sofa', 1), 'cell phone': ('cellular_telephone', 1), 'skis': ('ski', 1),
    'toaster': ('toaster', 2), 'toilet': ('toilet', 2), 'microwave': ('microwave', 2), 'banana': ('banana', 2),
    'broccoli': ('broccoli', 2), 'tie': ('necktie', 1), 'tennis racket': ('tennis_racquet', 1), 'stop sign': ('street_sign', 1), 'wine glass': ('wineglass', 1), 'skis': ('ski', 1),
}
OTHER_LABELS = {  # of which BANK has two with one label
    ('object:kite', 'kite'): ('Drachen', '风筝'), ('n03126707', 'crane'): ('Kran', '起重机'),
    ('n02963159', 'cardigan'): ('Strickjacke', '开襟毛衣'), ('n02113186', 'Cardigan'): ('', ''), ('n02113186', 'cardigan'): ('', ''),
    ('object:mouse', 'mouse'): ('Computermaus', '鼠标'),
}
TOP = '''entity physical_entity object whole artifact living_thing organism matter thing instrumentality abstraction
psychological_feature unit causal_agent'''.split()


def read(folder):
    senses, synsets = {}, {}
    for line in open(f'{folder}/index.noun', encoding='latin1'):
        if line[0] != ' ':
            words = line.split()
            senses[words[0]] = [int(x) for x in words[-int(words[2]):]]
    for line in open(f'{folder}/data.noun', encoding='latin1'):
        if line[0] != ' ':
            body, _, gloss = line.partition('|')
            words = body.split()
            n = int(words[3], 16)
            at = 4 + 2 * n
            up = [int(words[at + 2 + 4 * i]) for i in range(int(words[at])) if words[at + 1 + 4 * i] == '@']
            synsets[int(words[0])] = ([words[4 + 2 * i].lower() for i in range(n)], gloss.strip(), up)
    return senses, synsets


def ancestors(synsets, offset):
    seen, queue = [offset], [offset]
    while queue:
        for up in synsets[queue.pop(0)][2]:
            if up not in seen:
                seen.append(up)
                queue.append(up)
    return seen


def main(folder, bank, labels, output):
    senses, synsets = read(folder)
    bank = json.load(open(bank, encoding='utf8'))

    # Label and gloss of a class's concept are WordNet's own.
    classes = []
    for concept in bank[:1000]:
        found = [s for s in senses[concept['label'].lower().replace(' ', '_')] if synsets[s][1].startswith(concept['gloss'][:60])]
        classes.append(found[-1])

    below = {}
    for i, offset in enumerate(classes):
        for up in ancestors(synsets, offset):
            below.setdefault(up, set()).add(i)
    top = {sense for word in TOP for sense in senses[word][:3]} - set(classes)
    top |= {offset for offset, members in below.items() if len(members) > 420}

    # Synsets above the same classes share an axis. The first of a class's own axis is the class itself.
    axes = {frozenset([i]): [offset] for i, offset in enumerate(classes)}
    for offset in sorted(below):
        if offset not in top and offset not in classes:
            axes.setdefault(frozenset(below[offset]), []).append(offset)
        elif offset in classes and len(below[offset]) > 1:
            axes.setdefault(frozenset(below[offset]), []).append(offset)
    with open(f'{output}/nodes.tsv', 'w', encoding='utf8') as file:
        file.write('# name\tsynsets\tclasses; see README.md\n')
        for members, offsets in axes.items():
            name = synsets[offsets[0]][0][0].replace('_', ' ')
            file.write(f'{name}\t{" ".join(f"n{o:08}" for o in offsets)}\t{" ".join(map(str, sorted(members)))}\n')

    number = {members: i for i, members in enumerate(axes)}
    coco = [concept for concept in bank if concept['kind'] == 'coco']
    with open(f'{output}/objects.tsv', 'w', encoding='utf8') as file:
        file.write('# name\tsynset; the classes of COCO in the detector\'s order\n')
        for concept in coco:
            name = concept['name'].replace('_', ' ')
            lemma, sense = COCO_SYNSET.get(name, (name.replace(' ', '_'), 1))
            found = senses.get(lemma, [])
            synset = f'n{found[min(sense, len(found)) - 1]:08}' if found else '-'
            file.write(f'{name}\t{synset}\n')

    translated = {}
    for line in open(labels, encoding='utf8').read().splitlines()[1:]:
        english, *others = line.split('\t')
        translated[english] = others
    with open(f'{output}/concepts.tsv', 'w', encoding='utf8') as concepts, open(f'{output}/labels.tsv', 'w', encoding='utf8') as texts:
        concepts.write('# key\tEnglish label\tgloss; see README.md\n')
        texts.write('key\ten\tde\tzh-Hans\tzh-Hant\tja\tfr\n')
        used = set()
        for concept in bank:
            if concept['kind'] == 'classes':
                members = frozenset(concept['classes'])
                if members not in number:
                    print('no axis:', concept['label'])
                    continue
                offsets = list(axes.values())[number[members]]
                named = [o for o in offsets if concept['label'].lower().replace(' ', '_') in synsets[o][0]]
                key = f'n{(named or offsets)[0]:08}'
            elif concept['kind'] == 'coco':
                key = 'object:' + concept['name'].replace('_', ' ')
            else:
                key = 'word:' + concept['label']
            if key in used:
                print('twice:', key, concept['label'])
                continue
            used.add(key)
            concepts.write(f'{key}\t{concept["label"]}\t{concept["gloss"]}\n')
            others = (translated.get(concept['label'], []) + ['', ''])[:2]
            if (key, concept['label']) in OTHER_LABELS:
                others = OTHER_LABELS[key, concept['label']]
            texts.write(f'{key}\t{concept["label"]}\t{others[0]}\t{others[1]}\t\t\t\n')
    print(len(axes), 'axes')


if __name__ == '__main__':
    main(*sys.argv[1:])
