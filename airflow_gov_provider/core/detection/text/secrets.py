"""Keys, tokens and passwords, by the forms their issuers publish and by the words before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from airflow_gov_provider.core.detection.text.keys import is_placeholder
from airflow_gov_provider.core.detection.text.spans import Span

_ISSUED = re.compile(
    r"(?<![\w-])(?:"
    r"(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{12,16}|AIza[\w-]{30,39}|ya29\.[\w.-]{20,}|1//0[\w-]{20,}|GOCSPX-[\w-]{20,}|"
    r"gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{20,}|gl(?:pat|ptt|dt|rt|ft|soat|cbt|imt|agent|oas)-[\w-]{16,}|"
    r"xox[abeoprs](?:\.xox[bp])?-[\w-]{10,}|xapp-\d-[\w-]{10,}|https://hooks\.slack\.com/(?:services|workflows)/[\w/+-]{20,}|"
    r"(?:sk|rk|pk|whsec)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9]{16,}|sk-(?:proj-|ant-|or-|svcacct-|admin-)?[\w-]{16,}|"
    r"npm_[A-Za-z0-9]{20,}|pypi-[\w-]{20,}|rubygems_[a-f0-9]{40,}|cio[A-Za-z0-9]{32}|dckr_pat_[\w-]{20,}|"
    r"SG\.[\w-]{12,}\.[\w-]{12,}|hf_[A-Za-z0-9]{16,}|r8_[A-Za-z0-9]{30,}|gsk_[A-Za-z0-9]{30,}|xai-[A-Za-z0-9]{30,}|pplx-[A-Za-z0-9]{30,}|"
    r"key-[a-f0-9]{32}|SK[a-f0-9]{32}|AC[a-f0-9]{32}|sq0(?:atp|csp|idp)-[\w-]{20,}|EAAA[\w-]{20,}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{16,}|"
    r"dop_v1_[a-f0-9]{32,}|doo_v1_[a-f0-9]{32,}|NRAK-[A-Z0-9]{20,}|PMAK-[\w-]{30,}|lin_api_[A-Za-z0-9]{30,}|ntn_[A-Za-z0-9]{30,}|secret_[A-Za-z0-9]{30,}|"
    r"dapi[a-f0-9]{30,}|hv[sbr]\.[\w-]{20,}|s\.[A-Za-z0-9]{24}(?![\w.])|AGE-SECRET-KEY-1[0-9A-Z]{50,}|ATATT3[\w=-]{30,}|ATBB[A-Za-z0-9]{20,}|FLWSECK[\w-]{12,}|"
    r"\d{8,10}:AA[\w-]{32,35}|[MNO][A-Za-z\d_-]{23,27}\.[\w-]{6}\.[\w-]{27,}|EAA[A-Za-z0-9]{40,}|AAAA[A-Za-z0-9_-]{7}:[A-Za-z0-9_-]{140}|"
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
_HEADER = re.compile(
    r"(?<![\w-])(?:(?:proxy-)?authorization|x-(?:api|auth|access|amz-security)-(?:key|token)|x-api-key|x-csrf-token|x-vault-token)\s*[:=]\s*[\"']?(?:(?:bearer|basic|token|digest|apikey|api-key|negotiate)\s+)?[^\s\"',;]{6,}",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"(?<![\w-])(?:bearer|basic)\s+(?P<value>(?=[^\s]*[\d=._-])[A-Za-z0-9+/._~-]{10,}={0,2})(?!\w)", re.IGNORECASE)  # fmt: skip
_COOKIE = re.compile(
    r"(?<![\w-])(?P<all>(?:[\w-]*sess(?:ion)?[\w-]*|sid|connect\.sid|jsessionid|phpsessid|asp\.net_sessionid|auth[\w-]*|[\w-]*token|remember[\w-]*|laravel_\w+|"
    r"wordpress_logged_in\w*)=(?P<value>[^\s;,&\"']{8,}))",
    re.IGNORECASE,
)
_QUERY = re.compile(
    r"(?P<all>[?&](?:[\w-]*(?:token|secret|password|passwd|pwd|api_?key|apikey|access_?key|auth|signature|sig|session(?:_?id)?|sid|key|code|jwt|credential)[\w-]*|X-Amz-(?:Signature|Credential|Security-Token)|X-Goog-(?:Signature|Credential))=(?P<value>[^\s&#\"']{6,}))",
    re.IGNORECASE,
)
_WORDS = (
    r"passw(?:or)?ds?|passwd|pwd|passphrase|pass ?code|pass|passwort|kennwort|mot de passe|mdp|contraseñas?|clave|senhas?|wachtwoord|hasło|lösenord|salasana|parola|şifre|пароль|heslo|jelszó|"
    r"api[ _-]?keys?|secret(?:[ _-]?(?:access[ _-]?)?key)?|access[ _-]?(?:key|token)|auth(?:entication)?[ _-]?token|client[ _-]?secret|subscription key|private[ _-]?key|encryption key|account key|"
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
    r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+\s*(?:/|\||:)\s*(?P<value>(?=\S*[\d!#$%&*?@^~])[^\s/|,;]{6,40})"
)
_NO_SECRET = re.compile(
    r"(?:true|false|none|null|required|optional|expired|invalid|incorrect|wrong|missing|reset|changed|updated|hint|manager|policy|protected)\W*",
    re.IGNORECASE,
)
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
    yield from _said(text)


def _said(text: str) -> Iterator[Span]:
    for pattern in (_ASSIGNED, _FOLLOWS, _QUOTED, _SLASH):
        for match in pattern.finditer(text):
            start, end = match.span("value")
            closed = bool(match.groupdict().get("q"))
            while not closed and end > start and text[end - 1] in _TAIL[:3] + ")":
                end -= 1
            value = text[start:end]
            spoken = pattern is _ASSIGNED and not closed and match["link"].strip(" \"':=>") != ""
            if (
                len(value) >= 4
                and not is_placeholder(value)
                and not _NO_SECRET.fullmatch(value)
                and (not spoken or _looks_made(value))
            ):
                yield Span(start, end, "SECRET", 0.75)


def _looks_made(value: str) -> bool:
    """Not an ordinary word: a digit, a sign or a capital inside."""
    return any(not c.isalpha() for c in value) or not (value.islower() or value.istitle())
