"""Whether a text may be English: a model of English asked about German takes every second noun for a person."""

from __future__ import annotations

# ruff: noqa: SIM905 - words read better in lines than in quotes
from airflow_gov_provider.core.detection.text.words import words_of

_ENGLISH = frozenset(
    "the and or but if of to for from by with is are were be been it this that these those he she they we you i my your his her our their "
    "not what who when where why how will would can could should has have had do does did just so than then there here all any some more".split()
)
_OTHERS = frozenset(
    "der die das den dem ein eine einer und oder aber von im zu mit für auf aus bei nach ist sind wird hat nicht auch als wie er sie es wir ihr ich "
    "le la les un une des du de et ou mais dans sur avec pour par ce cette son sa ses est il elle nous vous je ne pas plus "
    "el los las unos y pero del al con por para su sus que se lo es fue muy ya o os uma um da do dos das na nos em com sem seu sua não é são foi ao à pelo "
    "gli della dei nel per che non sono het een en van op aan voor naar niet ik og i er det på av för med som att och jag inte w z na się że nie jest ve bir bu".split()
) - {"die", "an", "in", "on", "as", "no", "me", "i", "er", "so", "a"}
#: Without small words a text of so few words may be anything.
_FEW = 6


def may_be_english(text: str) -> bool:
    """More small words of English than of other languages; of a few words without any: perhaps."""
    words = [word.folded for word in words_of(text)]
    english, others = (sum(word in known for word in words) for known in (_ENGLISH, _OTHERS))
    return english > others or (english == others == 0 and 0 < len(words) <= _FEW and text.isascii())
