"""Words that are no names, by how they are built and by what stands before them.

No list of a language's words is complete, least of all of German nouns, which are compounded as they are
needed. An article or an inflected adjective right before a capital tells a noun from a name nevertheless,
and letters repeated for emphasis are nobody's name.
"""

from __future__ import annotations

# ruff: noqa: SIM905 - words read better in lines than in quotes
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from airflow_gov_provider.core.detection.text.words import Word

_DETERMINERS = frozenset(
    "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines dieser diese dieses diesem diesen jeder jede "
    "jedes jedem jeden jener jene jenes jenem jenen mein meine meinen meinem meiner meines dein deine deinen deinem deiner sein seine seinen seinem "
    "seiner seines ihr ihre ihren ihrem ihrer ihres unser unsere unseren unserem unserer unseres euer eure im am zum zur vom beim ins ans aufs "
    "welche welcher welches welchem welchen solche solcher solches manche mancher manches viele vielen vieler einige einigen einiger mehrere mehreren "
    "mehrerer alle allen aller beide beiden beider wenige wenigen sämtliche sämtlichen".split()
)
_GERMAN = frozenset(
    "der die das und ist nicht mit von auf für den dem des ein eine zu im wird wurde auch als bei nach sich".split()
)
_INFLECTED = re.compile(r"\w{2,}(?:e|en|er|es|em)")
#: Not adjectives, though they end like them.
_LINKS = frozenset(
    "oder aber der er es wer wenn denn den dem wen wem ohne gegen neben zwischen unter über hinter außer seiner wegen während sowie "
    "heute gestern gerade habe hatte wurde werde wäre wurden werden haben hatten waren sollen können müssen wollen sagte erklärte meinte "
    "schrieb rief trafen traf spielte spielten gewann lebte machte kannte heiratete besuchte".split()
)
_VERB_LIKE = re.compile(r"\w+(?:te|ten|ieren|ierte|ierten|ete|eten)")
#: Never more adjectives than this before one noun.
_MOST_ADJECTIVES = 3
#: What people write instead of a sign of feeling, and never are called.
_EXCLAMATIONS = frozenset(
    "lol lmao lmfao lmaoo rofl omg omfg wtf wth idk idc imo imho tbh smh fyi btw brb afk tldr asap rip af ffs irl jk ikr ngl fml yolo bff dm rt ftw gtg icymi "
    "aka nsfw ootd tbt ty tysm thx plz pls pleez xoxo yas haha hahaha hehe hihi hoho heehee yay yass yaas yaaas yeah yea yep yup nope nah nvm hmm hmmm uhm umm ugh argh aww awww "
    "wow whoa woah ooh oooh oops ouch yikes yum yummy meh duh phew eww eek hurray hooray yippee woohoo gonna wanna gotta kinda sorta dunno lemme gimme cuz coz bcuz "
    "dude bruh bro bros sis homie luv xd https http www gif jpeg jpg png mp3 mp4 pdf url vlog vlogs vid vids selfie selfies meme memes emoji hashtag "
    "congrats omw bday fave faves legit lit savage fam thru tho altho ur urs u r im ive ill dont doesnt didnt cant wont isnt arent wasnt youre youve youll theyre "
    "thats whats whos hes shes its lets shouldve couldve wouldve aint yall mdr ptdr jaja jajaja kkk kkkk rsrs vlw blz vcs obg".split()
)
#: A letter drawn out.
_STRETCHED = re.compile(r"(?P<letter>[^\W\d_])(?P=letter){2,}")
_LAUGHTER = re.compile(r"(?:[hjxkm]*[aeiou]+[hjxk]+){2,}[aeiou]*|[kx]{3,}|(?:lo)+l+", re.IGNORECASE)
#: Ending → what may stand in its place in a dictionary.
_ENDINGS = (
    ("ies", ("y",)), ("ied", ("y",)), ("ier", ("y",)), ("iest", ("y",)), ("'s", ("",)), ("’s", ("",)), ("s", ("",)), ("es", ("",)), ("ing", ("", "e")), ("in", ("ing",)),
    ("ed", ("", "e")), ("er", ("", "e")), ("est", ("", "e")), ("ly", ("",)), ("less", ("",)), ("ness", ("",)), ("able", ("", "e")), ("ful", ("",)),
)  # fmt: skip
_SHORTEST_STEM = 2


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A dictionary of English, case-folded, in basic forms.

    A small letter is what makes a word of it ordinary: with a capital it may be what somebody is called.
    """

    words: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Size only."""
        return f"Vocabulary({len(self.words)} words)"

    def has(self, word: str) -> bool:
        """Whether the word, or what it is a form of, stands in it."""
        return any(stem in self.words for plain in _unstretched(word) for stem in stems(plain))


LoadVocabulary = Callable[[], Vocabulary]

_NONE = Vocabulary()


def no_vocabulary() -> Vocabulary:
    """Where no dictionary is installed, or the language has none."""
    return _NONE


def is_exclamation(word: Word) -> bool:
    """A sound or an abbreviation of chats, its letters drawn out or not."""
    return any(
        plain in _EXCLAMATIONS or _LAUGHTER.fullmatch(plain) is not None
        for plain in _unstretched(word.folded)
    )


def _unstretched(word: str) -> set[str]:
    """``yesss`` as it stands, with one and with two letters for those drawn out."""
    return {word, _STRETCHED.sub(r"\g<letter>", word), _STRETCHED.sub(r"\g<letter>\g<letter>", word)}


def stems(word: str) -> list[str]:
    """The word, and what a dictionary of English may have it under."""
    found = [word]
    for ending, others in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_STEM:
            found += [stem + other for other in others]
            if len(stem) > _SHORTEST_STEM and stem[-1] == stem[-2]:
                found.append(stem[:-1])
    return found


def is_german(words: Sequence[Word]) -> bool:
    """Enough small words of German."""
    small = sum(word.folded in _GERMAN for word in words)
    return small >= 2 or (small == 1 and len(words) <= 8)


def german_nouns(text: str, words: Sequence[Word]) -> set[int]:
    """Which of the words of a German text stand where nouns do: behind an article, or an adjective.

    People have articles too when an adjective or their trade comes first (``der junge Karl``); the second
    is not meant here, and whoever asks has to believe lists and models first.
    """
    return {at for at in range(1, len(words)) if words[at].capital and _is_noun(text, words, at)}


def _is_noun(text: str, words: Sequence[Word], at: int) -> bool:
    adjectives: list[Word] = []
    for before in range(at - 1, max(-1, at - _MOST_ADJECTIVES - 2), -1):
        word = words[before]
        if text[word.end : words[before + 1].start] != " ":
            break
        if word.folded in _DETERMINERS:
            return True
        if not _is_inflected(word):
            break
        adjectives.append(word)
    # Without an article a verb in the past looks the same.
    return bool(adjectives) and not any(_VERB_LIKE.fullmatch(word.text) for word in adjectives)


def _is_inflected(word: Word) -> bool:
    """Ends like an adjective before a noun does."""
    return word.text.islower() and _INFLECTED.fullmatch(word.text) is not None and word.folded not in _LINKS
