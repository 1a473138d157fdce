"""Speed and memory of the engine, beside anchors that run in the same process family on the same words.

Usage: python bench/bench.py [--anchors PYTHON] [--out FILE]
``--anchors`` names a Python that has the bench's own packages (bench/requirements.txt): a transformer sentence encoder
and ConvoKit with a spaCy model. Every figure is a median of runs on one core; speed claims are ratios within this run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
WORDS, SEGMENTS = 9_000, 900
RUNS = 5
ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def one_hour(words: int = WORDS) -> str:
    """Make a talk of so many words out of the development conversations, as ``Name: words`` lines."""
    lines: list[str] = []
    total = 0
    while total < words:
        for path in sorted((ROOT / "training" / "conversations" / "dev").glob("de-*.json")):
            for turn in json.loads(path.read_text(encoding="utf-8"))["turns"]:
                text = " ".join(segment["text"] for segment in turn["segments"])
                lines.append(f"{'Berater' if turn['speaker'] == 'seller' else 'Kunde'}: {text}")
                total += len(text.split())
                if total >= words:
                    return "\n".join(lines) + "\n"
    return "\n".join(lines) + "\n"


def timed(work: Callable[[], object], runs: int = RUNS) -> float:
    """Give the median seconds of several runs after one that does not count."""
    work()
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def process(arguments: list[str], runs: int = RUNS) -> tuple[float, float]:
    """Give the median wall seconds and the peak memory (MB) of a whole process on one core."""
    environment = {**os.environ, **ONE_CORE, "LEITFRAGE_LANG": "en"}
    pin = ["taskset", "-c", "0"] if Path("/usr/bin/taskset").exists() else []
    seconds, peak = [], 0.0
    for _ in range(runs):
        started = time.perf_counter()
        child = subprocess.Popen([*pin, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        _, status, usage = os.wait4(child.pid, 0)
        if status:
            raise SystemExit(f"failed: {' '.join(arguments)}")
        seconds.append(time.perf_counter() - started)
        peak = max(peak, usage.ru_maxrss / 1024)
    return statistics.median(seconds), peak


def inner(path: Path) -> dict[str, float]:
    """Measure within one process: loading, a warm hour, and shorter and longer talks."""
    from leitfrage import formats
    from leitfrage.analysis import analyse
    from leitfrage.coding.encoder import SentenceEncoder, default_encoder
    from leitfrage.coding.heads import default_heads

    started = time.perf_counter()
    default_encoder().encode(["warm"])
    default_heads()
    loading = time.perf_counter() - started
    data = path.read_bytes()
    default = default_encoder()

    def analysis() -> object:
        default.forget()  # what was said in the run before must not help
        return analyse(formats.read(data, "hour.txt"))

    hour = timed(analysis)
    coded = analyse(formats.read(data, "hour.txt")).coded
    texts = [each.text for each in coded.segments]
    fresh = SentenceEncoder(threads=1)

    def encode() -> object:
        fresh.forget()
        return fresh.encode(texts)

    result = {"loading": loading, "hour": hour, "encoder": timed(encode), "segments": float(len(texts))}
    for factor in (0.25, 0.5, 2.0, 4.0):
        part = one_hour(int(WORDS * factor)).encode()

        def longer(part: bytes = part) -> object:
            default.forget()
            return analyse(formats.read(part, "part.txt"))

        result[f"x{factor}"] = timed(longer, 3)
    return result


def batch(count: int, folder: Path) -> float:
    """Give the peak memory (MB) of one call over so many talks."""
    text = one_hour(600)
    files = []
    for number in range(count):
        path = folder / f"{number:04}.txt"
        path.write_text(text.replace("Kunde", f"Kunde {number}"), encoding="utf-8")
        files.append(str(path))
    return process([sys.executable, "-m", "leitfrage", "analyze", *files, "--json", str(folder / "out")], 1)[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--anchors", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "bench.md")
    parser.add_argument("--inner", type=Path)
    parser.add_argument("--many", type=int, default=1000)
    options = parser.parse_args()
    if options.inner:
        print(json.dumps(inner(options.inner)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hour = folder / "hour.txt"
        hour.write_text(one_hour(), encoding="utf-8")
        pin = ["taskset", "-c", "0"] if Path("/usr/bin/taskset").exists() else []
        environment = {**os.environ, **ONE_CORE}
        figures = json.loads(
            subprocess.run(
                [*pin, sys.executable, __file__, "--inner", str(hour)],
                check=True,
                capture_output=True,
                text=True,
                env=environment,
            ).stdout
        )
        cold, peak = process([sys.executable, "-m", "leitfrage", "analyze", str(hour), "--json", os.devnull])
        help_, _ = process([sys.executable, "-m", "leitfrage", "--help"])
        few, many = batch(10, folder), batch(options.many, folder)
        anchors = {}
        if options.anchors:
            texts = folder / "texts.json"
            texts.write_text(json.dumps(one_hour().splitlines()), encoding="utf-8")
            ran = subprocess.run(
                [*pin, str(options.anchors), str(HERE / "anchors.py"), str(texts)],
                capture_output=True,
                text=True,
                env=environment,
                check=False,
            )
            if ran.returncode:
                print(ran.stderr[-2000:], file=sys.stderr)
            else:
                anchors = json.loads(ran.stdout.splitlines()[-1])
    report = written(figures, cold, peak, help_, few, many, anchors, options.many)
    options.out.write_text(report, encoding="utf-8")
    print(report)
    return 0


def written(
    figures: dict[str, float],
    cold: float,
    peak: float,
    help_: float,
    few: float,
    many: float,
    anchors: dict[str, float],
    count: int,
) -> str:
    rows = [
        ("a one-hour talk (9,000 words), warm, one core", f"{figures['hour']:.2f} s", "≤ 1.2 s"),
        ("of that, the sentence encoder", f"{figures['encoder']:.2f} s", ""),
        ("the same, cold, process start included", f"{cold:.2f} s", "≤ 3 s"),
        ("peak memory", f"{peak:.0f} MB", "≤ 400 MB"),
        (f"peak memory of one call over 10 / {count} talks", f"{few:.0f} / {many:.0f} MB", "independent of their number"),
        ("`leitfrage --help`", f"{help_:.2f} s", "≤ 0.3 s"),
        (
            "time for 1/4, 1/2, 2 and 4 hours over that of one",
            ", ".join(f"{figures[f'x{factor}'] / figures['hour']:.2f}" for factor in (0.25, 0.5, 2.0, 4.0)),
            "linear: 0.25, 0.5, 2, 4",
        ),
    ]
    lines = [
        "# Bench",
        "",
        f"`make bench`, {dt.date.today().isoformat()}, Python {platform.python_version()}, one core of {platform.processor() or platform.machine()}, "
        f"{int(figures['segments'])} segments; medians of {RUNS} runs.",
        "",
        "| what | measured | wanted |",
        "|---|---|---|",
        *(f"| {a} | {b} | {c} |" for a, b, c in rows),
    ]
    if anchors:
        lines += [
            "",
            "Anchors on the same talk in the same run, one core:",
            "",
            "| anchor | seconds | over our whole analysis |",
            "|---|---|---|",
        ]
        lines += [f"| {name} | {value:.2f} | {value / figures['hour']:.1f} × |" for name, value in anchors.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
