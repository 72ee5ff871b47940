"""Keys, tokens and passwords, by the forms their issuers publish and by the words before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from airflow_gov_provider.core.detection.spans import Span
from airflow_gov_provider.core.detection.text.keys import is_placeholder

_MIXED = r"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])"
#: What issuers begin their keys with, so that they are told from digests and identifiers.
_ISSUED = re.compile(
    r"(?<![\w-])(?:"
    # Clouds.
    r"(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA|AGPA|AIPA|ANPA|ANVA|APKA)[A-Z0-9]{12,16}|AIza[\w-]{30,39}|ya29\.[\w.-]{20,}|1//0[\w-]{20,}|GOCSPX-[\w-]{20,}|"
    r"[\w~.-]{3}\dQ~[\w~.-]{31,34}|LTAI[A-Za-z0-9]{12,24}|AKID[A-Za-z0-9]{32}|dop_v1_[a-f0-9]{32,}|doo_v1_[a-f0-9]{32,}|dor_v1_[a-f0-9]{32,}|HRKU-[\w-]{30,}|"
    r"dapi[a-f0-9]{30,}(?:-\d)?|hv[sbr]\.[\w-]{20,}|s\.(?=[a-z]*[A-Z0-9])(?=\w*\d)[A-Za-z0-9]{24}(?![\w.])|[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,}|pul-[a-f0-9]{40}|dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{30,}|"
    # Code and packages.
    rf"gh[pousr]_[A-Za-z0-9]{{16,}}|github_pat_\w{{20,}}|gl(?:pat|ptt|dt|rt|ft|soat|cbt|imt|agent|oas|ffct)-[\w-]{{16,}}|npm_{_MIXED}[A-Za-z0-9]{{20,}}|pypi-(?=[\w-]*[A-Z])[\w-]{{20,}}|"
    rf"rubygems_[a-f0-9]{{40,}}|cio{_MIXED}[A-Za-z0-9]{{32}}(?!\w)|dckr_(?:pat|oat)_[\w-]{{20,}}|oy2[a-z0-9]{{43}}|AKCp[A-Za-z0-9]{{20,}}|ATATT3[\w=-]{{30,}}|ATBB{_MIXED}[A-Za-z0-9]{{20,}}|bkua_[a-f0-9]{{40}}|CCIPAT_[\w-]{{20,}}|"
    r"sbp_[a-f0-9]{40}|nfp_[A-Za-z0-9]{36,}|pscale_(?:tkn|pw|oauth)_[\w.-]{30,}|sntry[su]_[\w+/=-]{30,}|gl(?:sa|c)_[\w+/=-]{30,}|figd_[\w-]{30,}|CFPAT-[\w-]{30,}|"
    # Talk and mail.
    rf"xox[abeoprs](?:\.xox[bp])?-[\w-]{{10,}}|xapp-\d-[\w-]{{10,}}|https://hooks\.slack\.com/(?:services|workflows)/[\w/+-]{{20,}}|https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d+/[\w-]{{20,}}|"
    rf"https://[\w.-]+\.webhook\.office\.com/webhookb2/[\w@/-]{{20,}}|SG\.[\w-]{{12,}}\.[\w-]{{12,}}|key-[a-f0-9]{{32}}|[a-f0-9]{{32}}-us\d{{1,2}}(?!\w)|xkeysib-[a-f0-9-]{{40,}}|SK[a-f0-9]{{32}}|AC[a-f0-9]{{32}}|"
    rf"\d{{8,10}}:AA[\w-]{{32,35}}|[MNO][A-Za-z\d_-]{{23,27}}\.[\w-]{{6}}\.[\w-]{{27,}}|EAA[A-Za-z0-9]{{40,}}|AAAA[A-Za-z0-9_-]{{7}}:[A-Za-z0-9_-]{{140}}|A{{19,}}[\w%]{{30,}}|"
    # Money and shops.
    r"(?:sk|rk|pk|whsec)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/]{16,}=*|sq0(?:atp|csp|idp)-[\w-]{20,}|EAAA[\w-]{20,}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{16,}|"
    r"FLWSECK[\w-]{12,}|access_token\$(?:production|sandbox)\$\w+\$[a-f0-9]{32}|access-(?:sandbox|development|production)-[a-f0-9-]{36}|EZ[AT]K[a-zA-Z0-9]{50,}|"
    # Models.
    rf"sk-(?:proj-|ant-|or-|svcacct-|admin-)?{_MIXED}[\w-]{{16,}}|hf_{_MIXED}[A-Za-z0-9]{{16,}}|r8_[A-Za-z0-9]{{30,}}|gsk_[A-Za-z0-9]{{30,}}|xai-[A-Za-z0-9]{{30,}}|pplx-[A-Za-z0-9]{{30,}}|"
    # Work.
    rf"NRAK-[A-Z0-9]{{20,}}|PMAK-[\w-]{{30,}}|lin_api_[A-Za-z0-9]{{30,}}|ntn_[A-Za-z0-9]{{30,}}|secret_{_MIXED}[A-Za-z0-9]{{30,}}|pat[A-Za-z0-9]{{14}}\.[a-f0-9]{{64}}|AGE-SECRET-KEY-1[0-9A-Z]{{50,}}|"
    r"eyJ[\w-]{6,}\.(?:eyJ)?[\w-]{4,}(?:\.[\w-]*){0,3}"
    r")(?![\w])"
)
_PEM = re.compile(
    r"-----BEGIN (?P<kind>(?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?)-----.*?(?:-----END (?P=kind)-----|\Z)",
    re.DOTALL,
)
_URL = re.compile(
    r"\b[a-z][a-z0-9+.-]{0,24}://(?P<user>[^\s:/@]*):(?P<password>[^\s/@]{1,128}|[^\s@]{3,128})@[\w.-]+",
    re.IGNORECASE,
)
#: A key in the place of a user: clones of repositories, where faults are sent.
_USER = re.compile(r"\b[a-z][a-z0-9+.-]{0,24}://(?P<value>(?=[^\s:/@]*\d)[\w~.-]{20,200})@[\w.-]+", re.IGNORECASE)  # fmt: skip
_HEADER = re.compile(
    r"(?<![\w-])(?:(?:proxy-)?authorization|(?:\w{1,24}-){0,3}(?:api|auth|access|private|subscription|security|csrf|xsrf|vault|session)-(?:key|token))"
    r"\s*[:=]\s*[\"']?(?:(?:bearer|basic|token|digest|apikey|api-key|negotiate)\s+)?[^\s\"',;]{6,}",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"(?<![\w-])(?:bearer|basic)\s+(?P<value>(?=[^\s]*[\d=._-])[A-Za-z0-9+/._~-]{10,}={0,2})(?!\w)", re.IGNORECASE)  # fmt: skip
_COOKIE = re.compile(
    r"(?<![\w-])(?P<all>(?:[\w-]{0,64}sess(?:ion)?[\w-]{0,64}|sid|connect\.sid|jsessionid|phpsessid|asp\.net_sessionid|auth[\w-]{0,64}|[\w-]{0,64}token|remember[\w-]*|laravel_\w+|"
    r"wordpress_logged_in\w*)=(?P<value>[^\s;,&\"']{8,}))",
    re.IGNORECASE,
)
_QUERY = re.compile(
    r"(?P<all>[?&](?:[\w-]{0,64}(?:token|secret|password|passwd|pwd|api_?key|apikey|access_?key|auth|signature|sig|session(?:_?id)?|sid|key|code|jwt|credential)[\w-]{0,64}|X-Amz-(?:Signature|Credential|Security-Token)|X-Goog-(?:Signature|Credential))=(?P<value>[^\s&#\"']{6,}))",
    re.IGNORECASE,
)
_WORDS = (
    r"passw(?:or)?ds?|passwd|pwd|passphrase|pass ?code|pass|passwort|kennwort|mot de passe|mdp|contraseñas?|clave|senhas?|wachtwoord|hasło|lösenord|salasana|parola|şifre|пароль|heslo|jelszó|"
    r"api[ _-]?keys?|secret(?:[ _-]?(?:access[ _-]?)?key)?|access[ _-]?(?:key|token)|auth(?:entication)?[ _-]?token|client[ _-]?secret|subscription key|private[ _-]?key|encryption[ _-]?key|account[ _-]?key|shared[ _-]?access[ _-]?(?:key|signature)|secret[ _-]?key[ _-]?base|"
    r"security[ _-]?(?:code|answer)|token|credentials?"
)
_ASSIGNED = re.compile(
    rf"(?<![^\W_])(?:{_WORDS})(?P<link>[\"']?\s*(?:[:=]|=>|:=)\s*|\s+(?:is|was|ist|war|est|es|é|are|set to|reads?|lautet)\s*:?\s+|\s+(?=[\"'“‘`]))(?P<q>[\"'“‘`]?)(?P<value>[^\s\"'“”‘’`,;<>]{{4,}})",
    re.IGNORECASE,
)
#: After the bare word a password has to look like one: a digit or a sign within letters.
_FOLLOWS = re.compile(
    rf"(?<![^\W_])(?:{_WORDS})\s+[\"'“‘`]?(?P<value>(?=[^\s]*[\d!#$%&*+?@^_~])(?=[^\s]*[^\W\d_])[^\s\"'“”‘’`,;<>()]{{6,}})",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    rf"(?<![^\W_])(?:{_WORDS})\s*(?:[:=]|is|was|ist|est|es)?\s*(?P<q>[\"'“‘`])(?P<value>[^\"'“”‘’`\n]{{4,64}})[\"'”’`]",
    re.IGNORECASE,
)
#: ``user / password``: credentials noted beside an address.
_SLASH = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}+@[\w-]+(?:\.[\w-]+)+\s*(?:/|\||:)\s*(?P<value>(?=\S*[\d!#$%&*?@^~])[^\s/|,;]{6,40})"
)
#: As commands and programs' files have them: flags, ``curl -u user:…``, ``.netrc``, ``.pgpass``, hashes of ``crypt``.
_COMMANDS = (
    re.compile(r"(?<![\w-])--?(?:password|passwd|passphrase|pass|token|secret|api-?key|access-?key|secret-?key|auth-?token|client-secret)(?:=|\s+)[\"']?(?P<value>[^\s\"'-][^\s\"']{3,})", re.IGNORECASE),
    re.compile(r"(?<!\w)(?:curl|wget|https?|svn|lftp)\s[^\n]{0,200}?(?<!\S)(?:-u|--user)[= ]\s*[\"']?[^\s:\"']{1,64}:(?P<value>[^\s\"']{4,})"),
    re.compile(r"(?<!\w)sshpass\s+-p\s*[\"']?(?P<value>[^\s\"']{4,})"),
    re.compile(r"(?<!\w)(?:machine\s+\S{1,200}|default)\s+login\s+\S{1,100}\s+password\s+(?P<value>\S{4,})"),
    re.compile(r"^(?:[\w.-]{1,200}|\*):(?:\d{2,5}|\*):(?:[\w.-]{1,64}|\*):[\w.@-]{1,64}:(?P<value>[^\s:]{4,})$", re.MULTILINE),
    re.compile(r"(?<![\w$])(?P<value>\$(?:2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|(?:1|5|6|apr1|y|7)\$[^\s$]{1,40}\$[^\s$:]{22,100}|argon2(?:id|i|d)\$\S{30,200}))"),
)  # fmt: skip
_NO_SECRET = re.compile(
    r"(?:true|false|none|null|required|optional|expired|invalid|incorrect|wrong|missing|reset|changed|updated|hint|manager|policy|protected)\W*",
    re.IGNORECASE,
)
_NAMED = re.compile(_WORDS, re.IGNORECASE)
#: Also what tests do, so often or in such a share.
_ALSO_TESTS = "pass"
_SHARE = re.compile(r"\d{1,6}|\d{1,3}(?:[.,]\d+)?%?")
_TAIL = ".,;:!?)]}»”’\"'"


def secrets(text: str) -> Iterator[Span]:
    """Everything that opens something."""
    for match in _ISSUED.finditer(text):
        yield Span(match.start(), match.end(), "SECRET", 0.95)
    for match in _PEM.finditer(text) if "PRIVATE KEY" in text else ():
        yield Span(match.start(), match.end(), "SECRET", 1.0)
    for match in _URL.finditer(text) if "://" in text else ():
        if not is_placeholder(match["password"]):
            yield Span(match.start("password"), match.end("password"), "SECRET", 0.9)
    for pattern, score in ((_HEADER, 0.9), (_COOKIE, 0.7), (_QUERY, 0.7), (_SCHEME, 0.6)):
        for match in pattern.finditer(text):
            whole = "all" in pattern.groupindex
            yield Span(match.start("all" if whole else 0), match.end("all" if whole else 0), "SECRET", score)
    yield from _placed(text)
    yield from _said(text)


def _placed(text: str) -> Iterator[Span]:
    """By where it stands, with no word before it."""
    for match in _USER.finditer(text) if "://" in text else ():
        yield Span(match.start("value"), match.end("value"), "SECRET", 0.8)
    for pattern in _COMMANDS:
        for match in pattern.finditer(text):
            if not is_placeholder(match["value"]):
                yield Span(match.start("value"), match.end("value"), "SECRET", 0.8)


def _said(text: str) -> Iterator[Span]:
    for pattern in (_ASSIGNED, _FOLLOWS, _QUOTED, _SLASH):
        for match in pattern.finditer(text):
            start, end = match.span("value")
            closed = bool(match.groupdict().get("q"))
            while not closed and end > start and text[end - 1] in _TAIL[:3] + ")":
                end -= 1
            value = text[start:end]
            word = _NAMED.match(match[0])
            named = word.group().casefold() if word else ""
            # Several are introduced (``keys: …``) by what is none of them; one is given as it is.
            several = named.endswith("s") and named != _ALSO_TESTS
            spoken = pattern is _ASSIGNED and not closed and match["link"].strip(" \"':=>") != ""
            if (
                _may_open(value)
                and not (named == _ALSO_TESTS and _SHARE.fullmatch(value))
                and not (spoken and not _looks_made(value))
                and not (several and value.isalpha())
            ):
                yield Span(start, end, "SECRET", 0.75)


def _may_open(value: str) -> bool:
    """No word for a state, no mask, no key of the next line."""
    return (
        len(value) >= 4
        and not is_placeholder(value)
        and not _NO_SECRET.fullmatch(value)
        and not value.removesuffix("\\n").endswith(":")
    )


def _looks_made(value: str) -> bool:
    """Not an ordinary word: a digit, a sign or a capital inside."""
    return any(not c.isalpha() for c in value) or not (value.islower() or value.istitle())
