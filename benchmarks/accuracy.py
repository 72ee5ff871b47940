"""How much the command line finds in labelled data that nobody here wrote.

``python -m benchmarks.accuracy [tables|text|adversarial|all]`` runs ``scan`` and ``detect`` as a user
would, writes what they say to a temporary directory and lets the data's own ``score.py`` judge it. The
halves are split by the hash of a document's id or a table's name: B is never looked at in detail, so the
distance between the halves shows what was fitted to A.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.hidden_headers import write_hidden

HERE = Path(__file__).resolve().parent.parent
#: Has a label for each message and no spans: reported apart.
MESSAGES = "dlp_messages"
#: What a scan says only about a file's own metadata is no statement about a column.
METADATA = "(metadata)"


@dataclass(frozen=True, slots=True)
class Data:
    """The labelled data and a place for what is made on the way."""

    root: Path
    work: Path
    split: str

    def score(self, what: str, *args: str, root: Path | None = None) -> tuple[dict[str, Any], list[str]]:
        """What ``score.py`` says, and its details when ``--detail`` is among ``args``."""
        command = [sys.executable, str(self.root / "score.py"), what, *args, "--split", self.split]
        done = subprocess.run(
            [*command, "--root", str(root or self.root)], capture_output=True, text=True, check=True
        )
        figures, end = json.JSONDecoder().raw_decode(done.stdout)
        return figures, done.stdout[end:].strip().splitlines()


def half_of(name: str) -> str:
    """``A`` or ``B``, by hash: the same on every machine."""
    return "AB"[hashlib.sha256(name.encode()).digest()[0] & 1]


def command(verb: str, *args: str) -> list[str]:
    """Our command line, in the environment of whoever runs this."""
    return [sys.executable, "-m", "airflow_gov_provider", verb, *args]


def environment(data: Data) -> dict[str, str]:
    """A home of its own: no key and no setting of this machine plays a part."""
    return {**os.environ, "PYTHONPATH": str(HERE), "AIRFLOW__GOVERNANCE__HOME": str(data.work / "home")}


# --- scan ---------------------------------------------------------------------------------------


def scan_all(data: Data, paths: Sequence[Path]) -> list[dict[str, Any] | None]:
    """The result line of each path, in order; None where the command crashed on it."""
    lines = _scan(data, paths)
    if len(lines) == len(paths):
        return list(lines)
    singly = [_scan(data, [path]) for path in paths]
    return [found[0] if found else None for found in singly]


def _scan(data: Data, paths: Sequence[Path]) -> list[dict[str, Any]]:
    done = subprocess.run(
        command("scan", "--format", "json", *map(str, paths)),
        stdout=subprocess.PIPE, text=True, cwd=data.work, env=environment(data), check=False,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def entities_by_column(result: dict[str, Any] | None, names: dict[str, str]) -> dict[str, list[str]]:
    """Labelled column → entity types that stand in its values.

    :param names: what the scan may call a column → its name in the labels. A reader of databases and
        workbooks puts the table before a column's name.
    """
    found: dict[str, list[str]] = {}
    for column in result["columns"] if result else ():
        label = column["name"]
        if label.startswith(METADATA):
            continue
        known = next((names[part] for part in _spellings(label) if part in names), None)
        if known is not None:
            found.setdefault(known, []).extend(
                entity["entity_type"]
                for entity in column["entities"]
                if not entity["evidence"].get("in_name")
            )
    return found


def _spellings(label: str) -> Iterator[str]:
    yield label
    for separator in (".", "!", "/", ": ", " "):
        rest = label
        while separator in rest:
            rest = rest.partition(separator)[2]
            yield rest


def tables(data: Data, *, hide_headers: bool, detail: bool) -> None:
    """Columns: how many of those that must be reported were, and how many false alarms."""
    labelled = {
        f"{file.parent.name}/{name}": list(table["columns"])
        for file in sorted((data.root / "tables" / data.split).glob("*/labels.json"))
        for name, table in json.loads(file.read_text()).items()
    }
    places = {key: data.root / "tables" / data.split / key for key in labelled}
    names = {key: {column: column for column in columns} for key, columns in labelled.items()}
    if hide_headers:
        hidden = {key: write_hidden(path, data.work / "hidden" / key) for key, path in places.items()}
        unread = sorted(key for key, made in hidden.items() if made is None)
        print(f"not rewritten, so missed: {', '.join(unread) or 'none'}")
        made = {key: value for key, value in hidden.items() if value is not None}
        places = {key: path for key, (path, _) in made.items()}
        names = {key: _by_label(order, labelled[key]) for key, (_, order) in made.items()}
    started = time.monotonic()
    results = dict(zip(places, scan_all(data, list(places.values())), strict=True))
    seconds = time.monotonic() - started
    for key, result in results.items():
        if result is None or result["error"]:
            why = result["error"]["code"] if result else "CRASH"
            skipped = {item["why"] for item in result["coverage"]["skipped"]} if result else set()
            print(f"not fully examined: {key}: {why} {' '.join(sorted(skipped))}")
    predictions = {key: entities_by_column(result, names[key]) for key, result in results.items()}
    file = data.work / "tables.json"
    file.write_text(json.dumps(predictions))
    title = "headers hidden" if hide_headers else "headers shown"
    print(f"\n{title:<18} recall precision  typed  F2    must  alarms of none   ({seconds:.0f} s)")
    for half in ("A", "B", "all"):
        root = _half_of_tables(data, half)
        figures, details = data.score("tables", str(file), *_detail(detail, half), root=root)
        print(
            f"{half:<18} {_n(figures['recall'])}  {_n(figures['precision'])}     {_n(figures['typed_recall'])}  "
            f"{_n(figures['f2'])} {figures['must']:5} {figures['false_alarms']:6} {figures['none']:8}"
        )
        print("".join(f"    {line}\n" for line in details), end="")


def _by_label(order: Sequence[str], labelled: Iterable[str]) -> dict[str, str]:
    columns = list(labelled)
    spelled = {
        f"c{at}": next((part for part in _spellings(name) if part in columns), "")
        for at, name in enumerate(order)
    }
    return {label: name for label, name in spelled.items() if name}


def _half_of_tables(data: Data, half: str) -> Path:
    root = data.work / f"tables-{half}"
    for file in sorted((data.root / "tables" / data.split).glob("*/labels.json")):
        kept = {
            name: table
            for name, table in json.loads(file.read_text()).items()
            if half in ("all", half_of(f"{file.parent.name}/{name}"))
        }
        place = root / "tables" / data.split / file.parent.name
        place.mkdir(parents=True, exist_ok=True)
        (place / "labels.json").write_text(json.dumps(kept))
    return root


# --- detect -------------------------------------------------------------------------------------


def text(data: Data, only: Sequence[str], *, detail: bool) -> None:
    """Spans: F2 of direct identifiers, a line for each corpus and the pooled figures."""
    print("\ncorpus             half  recall precision  F2    typed   docs/s")
    pooled: dict[str, list[int]] = {}
    for folder in sorted((data.root / "text").iterdir()):
        gold = folder / f"{data.split}.jsonl"
        if not gold.exists() or (only and folder.name not in only):
            continue
        documents = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
        predictions, speed = _detect(data, folder.name, documents)
        if folder.name == MESSAGES:
            _messages(documents, predictions)
            continue
        for half in ("A", "B", "all"):
            root = _half_of_text(data, folder.name, documents, half)
            arguments = (folder.name, str(predictions), "--direct", *_detail(detail, half))
            figures, details = data.score("text", *arguments, root=root)
            counts = pooled.setdefault(half, [0, 0, 0, 0])
            pooled[half] = [a + b for a, b in zip(counts, figures["counts"], strict=True)]
            rates = "  ".join(_n(figures[name]) for name in ("recall", "precision", "f2", "typed_recall"))
            print(f"{folder.name:<18} {half:<4}  {rates}   {speed if half == 'all' else ''}")
            print("".join(f"    {line}\n" for line in details), end="")
    for half, (found, missed, right, wrong) in pooled.items():
        recall, precision = found / max(1, found + missed), right / max(1, right + wrong)
        f2 = 5 * precision * recall / max(1e-9, 4 * precision + recall)
        print(f"{'pooled':<18} {half:<4}  {_n(recall)}  {_n(precision)}  {_n(f2)}")


def _detect(data: Data, name: str, documents: Sequence[dict[str, Any]]) -> tuple[Path, str]:
    asked, said = data.work / f"{name}-asked.jsonl", data.work / f"{name}.jsonl"
    asked.write_text("".join(json.dumps({"id": d["id"], "text": d["text"]}) + "\n" for d in documents))
    started = time.monotonic()
    with asked.open() as source, said.open("w") as target:
        done = subprocess.run(
            command("detect"), stdin=source, stdout=target, cwd=data.work, env=environment(data), check=False
        )
    if done.returncode:
        raise SystemExit(f"detect ended with {done.returncode} on {name}")
    return said, f"{len(documents) / (time.monotonic() - started):.0f}"


def _half_of_text(data: Data, name: str, documents: Iterable[dict[str, Any]], half: str) -> Path:
    root = data.work / f"text-{half}"
    place = root / "text" / name
    place.mkdir(parents=True, exist_ok=True)
    kept = (d for d in documents if half in ("all", half_of(str(d["id"]))))
    (place / f"{data.split}.jsonl").write_text("".join(json.dumps(d) + "\n" for d in kept))
    return root


def _messages(documents: Sequence[dict[str, Any]], predictions: Path) -> None:
    """Share of messages with at least one direct identifier, by the message's label and kind."""
    spans = {d["id"]: d["spans"] for d in map(json.loads, predictions.read_text().splitlines())}
    places = {"DATE_TIME", "LOCATION", "NRP", "URL", "ORGANIZATION"}
    kinds: dict[tuple[bool, str], list[bool]] = {}
    for document in documents:
        flagged = any(span["entity"] not in places for span in spans[document["id"]])
        kinds.setdefault((document["positive"], document["subtype"]), []).append(flagged)
    for (positive, kind), flags in sorted(kinds.items(), key=lambda item: (not item[0][0], item[0][1])):
        sign = "positive" if positive else "negative"
        print(f"{MESSAGES:<18} {sign} {kind:<16} {sum(flags):4} of {len(flags):4} messages flagged")


# --- adversarial --------------------------------------------------------------------------------


def adversarial(data: Data, *, detail: bool) -> None:
    """Files that hide, break or fake: right answers, and those called clean in silence."""
    cases = json.loads((data.root / "adversarial" / "expected.json").read_text())["cases"]
    chosen = {name: case for name, case in cases.items() if case["split"] == data.split}
    results = scan_all(data, [data.root / "adversarial" / case["path"] for case in chosen.values()])
    predictions = {
        name: {
            "status": result["status"] if result else "crash",
            "entities": sorted({e["entity_type"] for c in result["columns"] for e in c["entities"]})
            if result
            else [],
        }
        for name, result in zip(chosen, results, strict=True)
    }
    file = data.work / "adversarial.json"
    file.write_text(json.dumps(predictions))
    figures, details = data.score("adversarial", str(file), *(["--detail"] if detail else []))
    print(
        f"\nadversarial        {figures['right']} of {figures['cases']} right, {figures['silently_clean']} silently clean"
    )
    print("".join(f"    {line}\n" for line in details), end="")


def _detail(detail: bool, half: str) -> list[str]:
    return ["--detail"] if detail and half == "A" else []


def _n(figure: float | None) -> str:
    return "  -  " if figure is None else f"{figure:.3f}"


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables. Exit code 2 where the labelled data is not there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("tables", "text", "adversarial", "all"), default="all")
    parser.add_argument("--data", type=Path, default=HERE.parent / "shared" / "data", metavar="DIR")
    parser.add_argument("--split", default="dev")
    parser.add_argument(
        "--hide-headers", action="store_true", help="tables: rewrite each with c0, c1… as names"
    )
    parser.add_argument("--detail", action="store_true", help="name every miss and false alarm of half A")
    parser.add_argument("--only", nargs="*", default=(), metavar="CORPUS", help="text: these corpora only")
    args = parser.parse_args(argv)
    root = args.data.resolve()
    if not (root / "score.py").exists():
        print(f"the labelled data is not at {root}; say where with --data", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="accuracy-") as work:
        data = Data(root, Path(work), args.split)
        if args.what in ("tables", "all"):
            tables(data, hide_headers=args.hide_headers, detail=args.detail)
        if args.what in ("adversarial", "all"):
            adversarial(data, detail=args.detail)
        if args.what in ("text", "all"):
            text(data, args.only, detail=args.detail)
    return 0


if __name__ == "__main__":
    sys.exit(main())
