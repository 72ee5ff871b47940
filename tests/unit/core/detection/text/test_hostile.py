"""Texts written to keep us busy: as long as a piece of text is, each has to be done in no time."""

import pytest

from airflow_gov_provider.core.detection.text.finder import PIECE, Finder
from airflow_gov_provider.core.detection.verdicts.lists import Lists

#: Something repeated, with what makes a pattern begin before it.
REPEATED = {
    "a word without an end": ("", "a"),
    "capitals and digits": ("", "A1"),
    "capitals inside a word": ("", "Aa"),
    "digits": ("", "9"),
    "spaced digits": ("", "1 "),
    "dates": ("born on ", "1 1 "),
    "quotes in a statement": ("INSERT INTO t (a) VALUES (", "'"),
    "parentheses in a statement": ("INSERT INTO t (a) VALUES ", "("),
    "rows of a statement": ("INSERT INTO t (a) VALUES ", "('a'),"),
    "tabs": ("", "\t"),
    "spaces": ("", " "),
    "lines": ("", "\n"),
    "escapes": ("", "\\"),
    "open pairs": ("{", '"a":"'),
    "open tags": ("", "<td "),
    "schemes": ("", "http://a:"),
    "mailboxes": ("", "a@"),
    "dots": ("", "a."),
    "hyphens": ("", "a-"),
    "streets": ("", "12 rue de la "),
    "initials": ("", "A. B. "),
    "salutations": ("", "dear "),
    "passwords": ("", "password is "),
    "keys of issuers": ("", "eyJa."),
    "commands": ("", "curl -u "),
    "addresses of commands": ("", "curl  x"),
    "logins of a file": ("", "machine a login b "),
    "columns of a password file": ("", "a:1:"),
    "hashes of passwords": ("", "$6$a"),
    "names of headers": ("", "a-key-"),
    "users of an address": ("", "http://1a"),
    "parts of a token": ("", "Ab1.atlasv1"),
    "flags": ("", "--password "),
    "letters drawn out": ("", "aaab"),
    "inflected words": ("der ", "alte "),
    "laughter": ("", "haj"),
    "boxes of digits": ("", "1 9 "),
    "accents": ("e", "\u0301"),
    "zeros": ("", "\0"),
    "beyond the first plane": ("", "😀"),
}


@pytest.mark.timeout(10)
@pytest.mark.parametrize("name", REPEATED)
def test_no_text_keeps_the_finder_busy(name):
    begin, part = REPEATED[name]
    text = (begin + part * PIECE)[: PIECE - 1]
    lists = Lists(given=frozenset(["anna"]), family=frozenset(["schmidt"]))
    (spans,) = Finder((), None, lambda: lists)([text])
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
