"""One recognizer at one column: what it has confirmed so far, and what that is worth."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from airflow_gov_provider.core.detection.candidates.masks import Texts
from airflow_gov_provider.core.detection.candidates.outlines import Mask
from airflow_gov_provider.core.detection.chance import lower_bound, upper_bound
from airflow_gov_provider.core.detection.facts import Names
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.issued import looks_issued
from airflow_gov_provider.core.detection.leaves import Kind
from airflow_gov_provider.core.detection.recognizers.profiles import Strength, profile
from airflow_gov_provider.core.detection.recognizers.recognition import Match, Recognition, overlapping
from airflow_gov_provider.core.detection.recognizers.roles import is_role

#: Validation of a column stops after this many confirmed values, never after any number of failures.
ENOUGH = 100
#: A pass rate counts when it is this many times the rate of random values.
ABOVE_CHANCE = 3.0
#: Judged values whose repetition in a later batch costs nothing; bounds the memory of a probe.
_REMEMBERED = 20_000
#: Scores from which a name from the lists needs no second opinion of the language model.
_SURE_NAME = 0.7
#: Characters on both sides of such a name that the model sees.
_SURROUNDINGS = 200
_LINK = re.compile(r"https?://\S+")


@dataclass(slots=True)
class Tally:
    """Distinct values and rows of one strength."""

    values: int = 0
    rows: int = 0
    score: float = 0.0

    def add(self, rows: int, score: float, *, again: bool) -> None:
        """One value, seen in ``rows`` rows."""
        self.values += not again
        self.rows += rows
        self.score = max(self.score, score)

    def with_more(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(self.values + other.values, self.rows + other.rows, max(self.score, other.score))


@dataclass(slots=True)
class Probe:
    """One recognizer at one column."""

    recognition: Recognition
    supported: bool
    kind: Kind
    candidates: int = 0
    tested: int = 0
    alike: int = 0
    passes: Tally = field(default_factory=Tally)
    maybe: Tally = field(default_factory=Tally)
    roles: Tally = field(default_factory=Tally)
    backed: int = 0
    encoded: int = 0
    examined_rows: float = 0.0
    failures: int = 0
    done: bool = False
    _seen: dict[int, Match | None] = field(default_factory=dict, repr=False)
    _failed: pl.Series | None = field(default=None, repr=False)

    def feed(
        self, texts: Texts, rivals: Mapping[str, Sequence[Recognition]], names: Names | None
    ) -> Mask | None:
        """Validate the candidates of one batch until enough are confirmed.

        :returns: the candidates; None when there are none.
        """
        if self.done:
            return None
        mask = self._candidates(texts) if len(texts) else None
        self.alike += self._alike(texts)
        share = 1.0
        if mask is not None:
            found = texts.keep(pl.Series(mask))
            self.candidates += len(found)
            share = self._judge_all(found, rivals, names)
        self.examined_rows += texts.rows * share
        return mask

    def _alike(self, texts: Texts) -> int:
        """Values as long as a number of the kind is, whatever they hold."""
        rarity = self.recognition.rarity
        if rarity is None or not rarity.size or not len(texts):
            return 0
        characters = texts.characters
        return int(((characters.lengths == rarity.size) & (characters.digits >= rarity.digits)).sum())

    def _candidates(self, texts: Texts) -> Mask | None:
        words = self.kind is Kind.TEXT
        mask = self.recognition.candidates(texts, supported=self.supported, words=words)
        if (twins := texts.twins) is not None:
            others = self.recognition.candidates(twins, supported=self.supported, words=words)
            mask = texts.widen(mask, others)
        return mask

    def _judge_all(
        self, found: Texts, rivals: Mapping[str, Sequence[Recognition]], names: Names | None
    ) -> float:
        """The share of the candidates that was judged before enough were confirmed."""
        failing = self.recognition.failing(found)
        if failing is not None:
            self._fail(found.keep(pl.Series(failing)).values)
            found = found.keep(pl.Series(~failing))
        plain = [None] * len(found) if found.plain is None else found.plain.to_list()
        values = zip(found.values.to_list(), plain, found.counts.to_list(), strict=False)
        for judged, (value, other, rows) in enumerate(values, 1):
            self._judge((value, other), rows, rivals, names)
            if self._has_enough():
                self.done = True
                return judged / len(found)
        return 1.0

    def _fail(self, values: pl.Series) -> None:
        """Values that were tried as soon as their digits were added up."""
        hashes = values.hash()
        if self._failed is not None:
            new = ~hashes.is_in(self._failed.implode())
            values, hashes = values.filter(new), hashes.filter(new)
        self.tested += len(values) if self._counts_all else sum(map(self._counts_as_trial, values.to_list()))
        if self._failed is None:
            self._failed = hashes.head(_REMEMBERED)
        elif len(self._failed) < _REMEMBERED:
            self._failed = self._failed.append(hashes.head(_REMEMBERED)).rechunk()

    def _judge(
        self,
        spellings: tuple[str, str | None],
        rows: int,
        rivals: Mapping[str, Sequence[Recognition]],
        names: Names | None,
    ) -> None:
        """One value, in its own spelling and, when that holds nothing, in the plain one."""
        value, plain = spellings
        key = hash(value)
        again = key in self._seen
        best = self._seen[key] if again else self._best(value, rivals, names)
        if best is None and plain is not None and not again:
            best = self._best(plain, rivals, names)
            self.encoded += best is not None
        if not again:
            # What was confirmed was tried, whatever it looks like: 4111111111111111.00 is a card as a decimal.
            self.tested += best is not None or self._counts_as_trial(value)
            if len(self._seen) < _REMEMBERED:
                self._seen[key] = best
        if best is None:
            return
        sure = best.supported or best.strength is Strength.COUNTS
        tally = self.roles if best.role else self.passes if sure else self.maybe
        tally.add(rows, best.score, again=again)
        self.backed += best.supported and not again

    @property
    def _counts_all(self) -> bool:
        return self.recognition.entity != "CREDIT_CARD" or self.kind is not Kind.NUMBER

    def _counts_as_trial(self, value: str) -> bool:
        """Of numbers only those that look like cards say something about the rate of valid cards."""
        return self._counts_all or looks_issued(value)

    def _best(
        self,
        value: str,
        rivals: Mapping[str, Sequence[Recognition]],
        names: Names | None,
    ) -> Match | None:
        try:
            found = self.recognition.matches(value, supported=self.supported, number=self.kind is Kind.NUMBER)
            found = [m for m in found if m.supported or m.strength is not Strength.NEEDS_SUPPORT]
            if not found or (self._explained(value, found, rivals) and not self.supported):
                return None
            if self.recognition.guesses_names and not _is_name(value, found, names):
                return None
        except Exception:  # noqa: BLE001 - it may quote the value; the column counts as not examined
            self.failures += 1
            return None
        best = max(found, key=lambda match: (match.supported, match.strength, match.score))
        offices = self.recognition.entity == "EMAIL_ADDRESS" and all(
            is_role(value[m.start : m.end]) for m in found
        )
        return replace(best, role=True) if offices else best

    def _explained(self, value: str, found: list[Match], rivals: Mapping[str, Sequence[Recognition]]) -> bool:
        theirs = [
            match
            for entity in profile(self.recognition.entity).explained_by
            for rival in rivals.get(entity, ())
            for match in rival.matches(value, supported=False, number=False)
        ]
        return bool(theirs) and overlapping(found, theirs)

    def _has_enough(self) -> bool:
        if self.passes.values >= ENOUGH:
            return True
        # What only counts by its rate: enough is what no later value can turn into chance.
        return (
            self.maybe.values >= ENOUGH
            and self.maybe.values % ENOUGH == 0
            and self.tested == self.maybe.values
        )

    def beats_chance(self) -> bool:
        """Whether the values that pass are more, or for cards fewer, than random numbers give."""
        chance = profile(self.recognition.entity).chance
        if not self.maybe.values:
            return False
        if self.recognition.rarity is not None:
            return self.recognition.rarity.beaten(self.maybe.values, self.tested, self.alike)
        if lower_bound(self.maybe.values, self.tested) > min(1.0, ABOVE_CHANCE * chance):
            return True
        if self.recognition.entity != "CREDIT_CARD":
            return False
        if self.tested < ENOUGH and self.maybe.values > self.tested / 2:
            # So few that no bound can be high; when all were seen, most of them valid is reason enough.
            return True
        # Random card-shaped numbers pass at 1 in 10. Far fewer: the others were made to fail, these not.
        few = self.tested >= ENOUGH and upper_bound(self.maybe.values, self.tested) < chance / 2
        more = lower_bound(self.maybe.values, self.tested, 0.999) > chance
        return few or more

    def outcome(self, values: int) -> tuple[Finding | None, Finding | None]:
        """(finding, suppressed) for a column of ``values`` non-null values."""
        if self.roles.values and not self.passes.values:
            # Offices and programs, and nobody else: on record, and no personal data.
            return None, self._finding(self.roles, values)
        if self.maybe.values and self.beats_chance():
            return self._finding(self.passes.with_more(self.maybe), values), None
        finding = self._finding(self.passes.with_more(self.roles), values) if self.passes.values else None
        suppressed = self._finding(self.maybe, values) if self.maybe.values else None
        return finding, suppressed

    def _finding(self, tally: Tally, values: int) -> Finding:
        rarity = self.recognition.rarity
        chance = rarity.fitting if rarity else profile(self.recognition.entity).chance
        share = tally.rows / max(self.examined_rows, tally.rows, 1.0)
        evidence: dict[str, float] = {
            "candidates": self.candidates,
            "confirmed": tally.values,
            "header": self.supported,
            "lower_bound": self.done,
            "supported": self.backed,
            "tested": self.tested,
        }
        if chance and tally is not self.passes:
            evidence["chance"] = chance
        if self.roles.values:
            evidence["role_accounts"] = float(self.roles.values)
        if self.recognition.framed:
            evidence["framed"] = 1.0
        if self.encoded:
            # Of the confirmed, what only another spelling shows: encoded, spelled out, with look-alikes.
            evidence["encoded"] = min(1.0, self.encoded / tally.values)
        return Finding(
            self.recognition.entity,
            tally.score,
            min(tally.rows, values) if values else tally.rows,
            min(1.0, share),
            tuple(sorted((name, float(number)) for name, number in evidence.items())),
        )


def _is_name(value: str, found: list[Match], names: Names | None) -> bool:
    """A name from the lists counts in a sentence or alone, when surely one or when the model agrees."""
    sentence = sum(word[0].islower() for word in value.split()) >= 2
    whole = [m for m in found if sentence or m.end - m.start >= 0.8 * len(_LINK.sub("", value).strip())]
    if not whole or names is None or any(match.score >= _SURE_NAME for match in whole):
        return bool(whole)
    return any(_model_agrees(value, match, names) for match in whole)


def _model_agrees(value: str, match: Match, names: Names) -> bool:
    """Asked about the surroundings of a match: a long document would be slow, and is cut at its end."""
    start = max(0, match.start - _SURROUNDINGS)
    spans = names([value[start : match.end + _SURROUNDINGS]])[0]
    return any(match.start < start + b and start + a < match.end for a, b in spans)
