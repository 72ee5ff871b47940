"""Check digits and dates of identity numbers, each from the public rule of its issuer.

Every function takes the number without separators, in upper case, of the length its scheme has, and says
whether it can have been issued. Sources: ISO/IEC 7064 (mod 11-10, mod 97), ISO/IEC 7812-1 (Luhn), EN 797
(EAN), GB 11643-1999 (China), INSEE (NIR), RIZIV/Rijksregister (Belgium), Rijksdienst voor Identiteitsgegevens
(11-proef), Skatteetaten (fødselsnummer), Receita Federal (CPF), RENAPO (CURP), AFIP (CUIT), SII (RUT).
"""

from __future__ import annotations

# ruff: noqa: SIM905 - words read better in lines than in quotes; digits are positions and moduli
from collections.abc import Sequence

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
#: Codes of places of birth that Malaysia has not given out.
_NOWHERE = frozenset("00 17 18 19 20 69 70 73 80 81 94 95 96 97".split())
_VIN = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9),
            strict=True))  # fmt: skip
_RFC = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
_CURP = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
_TAIWAN = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24,
               25, 26, 27, 28, 29, 32, 30, 31, 33), strict=True))  # fmt: skip


def is_date(day: str, month: str) -> bool:
    """Whether a day and a month exist in some year."""
    return 1 <= int(month) <= 12 and 1 <= int(day) <= _DAYS[int(month) - 1]


def weighted(digits: str, weights: Sequence[int]) -> int:
    """Sum of digits times weights; letters count as in hexadecimal and on."""
    return sum(_ALPHABET.index(c) * w for c, w in zip(digits, weights, strict=False))


def luhn(digits: str) -> bool:
    """Luhn's sum is a multiple of ten (ISO/IEC 7812-1 annex B)."""
    total = sum(sum(divmod(2 * int(d), 10)) if at % 2 else int(d) for at, d in enumerate(reversed(digits)))
    return total % 10 == 0


def ean(digits: str) -> bool:
    """Weights 1 and 3 from the right; also of Swiss and Croatian health numbers."""
    return sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(reversed(digits))) % 10 == 0


def mod_11_10(digits: str) -> bool:
    """ISO/IEC 7064 hybrid system mod 11-10."""
    product = 10
    for digit in digits[:-1]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[-1])


def german_tax(number: str) -> bool:
    """Of the first ten digits one stands twice or three times, all others at most once."""
    counts = sorted((number[:10].count(d) for d in set(number[:10])), reverse=True)
    return number[0] != "0" and counts[0] in (2, 3) and counts[1] == 1 and mod_11_10(number)


def german_pension(number: str) -> bool:
    """Area, birth date, initial, serial number, check digit over the digit sums of the products (§ 2 VKVV)."""
    digits = number[:8] + f"{ord(number[8]) - 64:02d}" + number[9:11]
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    total = sum(sum(divmod(int(d) * w, 10)) for d, w in zip(digits, weights, strict=True))
    return is_date(number[2:4], number[4:6]) and total % 10 == int(number[11])


def french_nir(number: str) -> bool:
    """Sex, year, month, department, commune, order, key 97 minus the rest; Corsica is 2A and 2B."""
    body = number[:13].replace("2A", "19").replace("2B", "18")
    if not (body + number[13:]).isdigit() or not (1 <= int(body[3:5]) <= 12 or 20 <= int(body[3:5]) <= 42):
        return False
    return 97 - int(body) % 97 == int(number[13:])


def dutch_bsn(number: str) -> bool:
    """11-proef: the last weight is -1."""
    return int(number) > 10_000_000 and weighted(number, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def portuguese_nif(number: str) -> bool:
    """Persons' numbers begin with 1, 2, 3 or 45."""
    rest = weighted(number[:8], range(9, 1, -1)) % 11
    return (number[0] in "123" or number[:2] == "45") and int(number[8]) == (0 if rest < 2 else 11 - rest)


def belgian(number: str) -> bool:
    """Year, month, day, serial number, key modulo 97; born from 2000 with a 2 before it."""
    month = number[2:4]
    dated = month == "00" or is_date(number[4:6] if number[4:6] != "00" else "01", f"{int(month) % 20:02d}")
    key = int(number[9:])
    return dated and key in (97 - int(number[:9]) % 97, 97 - int("2" + number[:9]) % 97)


def czech(number: str) -> bool:
    """Divisible by 11; women's months are 50 more, and 20 more where a day ran out of numbers."""
    month = int(number[2:4]) % 50
    return is_date(number[4:6], f"{month - 20 if month > 20 else month:02d}") and int(number) % 11 == 0


def swedish(number: str) -> bool:
    """Ten digits, the last by Luhn; coordination numbers have 60 added to the day."""
    day = int(number[4:6])
    return is_date(f"{day - 60 if day > 60 else day:02d}", number[2:4]) and luhn(number)


def norwegian(number: str) -> bool:
    """Two check digits; D numbers have 40 added to the day."""
    day = int(number[:2])
    return (
        is_date(f"{day - 40 if day > 40 else day:02d}", number[2:4])
        and weighted(number[:10], (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0
        and weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
    )


def danish(number: str) -> bool:
    """A date and four digits; since 2007 no check digit."""
    return is_date(number[:2], number[2:4])


def austrian(number: str) -> bool:
    """Serial number, check digit, birth date (months 13 to 15 where a day ran out)."""
    month = "12" if number[6:8] in ("13", "14", "15") else number[6:8]
    total = weighted(number, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6))
    return is_date(number[4:6], month) and total % 11 == int(number[3])


def swiss(number: str) -> bool:
    """AHV-Nummer: an EAN of country 756."""
    return number.startswith("756") and ean(number)


def romanian(number: str) -> bool:
    """Cod numeric personal: 13 digits by modulo 11."""
    rest = weighted(number[:12], (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return (
        number[0] != "0"
        and is_date(number[5:7], number[3:5])
        and int(number[12]) == (1 if rest == 10 else rest)
    )


def bulgarian(number: str) -> bool:
    """EGN: months 20 more before 1900 and 40 more from 2000."""
    month = int(number[2:4])
    month -= 40 if month > 40 else 20 if month > 20 else 0
    check = weighted(number[:9], (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10
    return is_date(number[4:6], f"{month:02d}") and check == int(number[9])


def greek(number: str) -> bool:
    """AMKA: birth date, serial number, Luhn."""
    return is_date(number[:2], number[2:4]) and luhn(number)


def turkish(number: str) -> bool:
    """T.C. kimlik numarası: the tenth and eleventh digit check the others."""
    digits = [int(d) for d in number]
    tenth = (7 * sum(digits[0:9:2]) - sum(digits[1:8:2])) % 10
    return digits[0] != 0 and tenth == digits[9] and sum(digits[:10]) % 10 == digits[10]


def russian_inn(number: str) -> bool:
    """Twelve digits of a natural person."""
    first = weighted(number[:10], (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    second = weighted(number[:11], (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    return first == int(number[10]) and second == int(number[11])


def russian_snils(number: str) -> bool:
    """Nine digits, weights 9 to 1, modulo 101."""
    return int(number[:9]) > 1_001_998 and weighted(number[:9], range(9, 0, -1)) % 101 % 100 == int(
        number[9:]
    )


def ukrainian(number: str) -> bool:
    """RNOKPP: days since 1899 first."""
    return weighted(number[:9], (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10 == int(number[9])


def brazilian_cpf(number: str) -> bool:
    """Two check digits by modulo 11; the same digit eleven times is none."""
    checks = [weighted(number[:at], range(at + 1, 1, -1)) * 10 % 11 % 10 for at in (9, 10)]
    return len(set(number)) > 1 and checks == [int(number[9]), int(number[10])]


def brazilian_cnpj(number: str) -> bool:
    """Two check digits by modulo 11, weights 2 to 9 from the right; the fourth last digits count the branches."""
    checks = []
    for size in (12, 13):
        rest = sum(int(d) * (2 + at % 8) for at, d in enumerate(reversed(number[:size]))) % 11
        checks.append(0 if rest < 2 else 11 - rest)
    return len(set(number)) > 1 and checks == [int(number[12]), int(number[13])]


def mexican_curp(number: str) -> bool:
    """Letters of the name, birth date, sex, state, consonants, and a digit modulo 10."""
    total = sum(_CURP.index(c) * (18 - at) for at, c in enumerate(number[:17]))
    return is_date(number[8:10], number[6:8]) and (10 - total % 10) % 10 == int(number[17])


def dated_rfc(number: str) -> bool:
    """Mexico's tax number of persons: four letters and a birth date."""
    return is_date(number[8:10], number[6:8])


def mexican_rfc(number: str) -> bool:
    """The same with its check digit modulo 11 (Anexo 19 of the SAT's rules)."""
    values = [_RFC.index(c) for c in number[:12]]
    check = -sum(value * (13 - at) for at, value in enumerate(values)) % 11
    return dated_rfc(number) and "0123456789A"[check] == number[12]


def argentine(number: str) -> bool:
    """CUIL of persons: prefix, number, check digit modulo 11."""
    rest = weighted(number[:10], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return int(number[10]) == (0 if rest == 0 else 9 if rest == 1 else 11 - rest)


def chilean(number: str) -> bool:
    """RUT: weights 2 to 7 from the right; 10 is K. Persons have less than 50 million."""
    total = sum(int(d) * (2 + at % 6) for at, d in enumerate(reversed(number[:-1])))
    return int(number[:-1]) < 50_000_000 and number[-1] == "0123456789K0"[11 - total % 11]


def chinese(number: str) -> bool:
    """GB 11643: region, birth date, serial number, ISO 7064 mod 11-2."""
    total = weighted(number[:17], (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))
    return (
        is_date(number[12:14], number[10:12])
        and number[6:8] in ("19", "20")
        and "10X98765432"[total % 11] == number[17]
    )


def japanese(number: str) -> bool:
    """My Number: weights 2 to 7 and 2 to 6 from the right."""
    rest = weighted(number[:11], (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return int(number[11]) == (0 if rest < 2 else 11 - rest)


def korean(number: str) -> bool:
    """Birth date, sex and century; since October 2020 the rest is random."""
    return is_date(number[4:6], number[2:4]) and number[6] in "12345678"


def korean_checked(number: str) -> bool:
    """With the check digit that numbers before October 2020 have."""
    total = weighted(number[:12], (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5))
    return korean(number) and (11 - total % 11) % 10 == int(number[12])


def taiwanese(number: str) -> bool:
    """A letter for the county, sex, serial number, check digit."""
    digits = f"{_TAIWAN[number[0]]}{number[1:]}"
    return weighted(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)) % 10 == 0


def hongkong(number: str) -> bool:
    """One or two letters, six digits, a check character modulo 11; one letter counts as after a space of 36."""
    body = number[:-1]
    values = [36] * (8 - len(body)) + [_ALPHABET.index(c) for c in body]
    total = sum(value * (9 - at) for at, value in enumerate(values))
    return "0123456789A"[-total % 11] == number[-1]


def singaporean(number: str) -> bool:
    """Prefix S, T, F, G or M; weights 2, 7, 6, 5, 4, 3, 2."""
    shift = {"S": 0, "T": 4, "F": 0, "G": 4, "M": 3}[number[0]]
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "M": "XWUTRQPNJLK"}.get(number[0], "XWUTRQPNMLK")
    return letters[(weighted(number[1:8], (2, 7, 6, 5, 4, 3, 2)) + shift) % 11] == number[8]


def indonesian(number: str) -> bool:
    """NIK: province, regency, district, birth date (women's days 40 more), serial number."""
    day = int(number[6:8])
    return 11 <= int(number[:2]) <= 97 and is_date(f"{day - 40 if day > 40 else day:02d}", number[8:10])


def malaysian(number: str) -> bool:
    """Birth date and place of birth."""
    return is_date(number[4:6], number[2:4]) and number[6:8] not in _NOWHERE


def thai(number: str) -> bool:
    """Thirteen digits, weights 13 to 2, modulo 11."""
    return number[0] != "0" and (11 - weighted(number[:12], range(13, 1, -1)) % 11) % 10 == int(number[12])


def south_african(number: str) -> bool:
    """Birth date, serial number, citizenship, Luhn."""
    return is_date(number[4:6], number[2:4]) and number[10] in "012" and luhn(number)


def irish(number: str) -> bool:
    """PPS number: seven digits, a letter modulo 23, perhaps one more that counts nine times."""
    more = _ALPHABET.index(number[8]) - 9 if len(number) > 8 else 0
    total = weighted(number[:7], range(8, 1, -1)) + 9 * (0 if number[8:] == "W" else more)
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] == number[7]


def baltic(number: str) -> bool:
    """Estonia and Lithuania: century and sex, birth date, check digit with a second try."""
    first = weighted(number[:10], (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    second = weighted(number[:10], (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11
    check = first if first < 10 else second % 10
    return number[0] in "123456" and is_date(number[5:7], number[3:5]) and check == int(number[10])


def yugoslav(number: str) -> bool:
    """JMBG and EMŠO: birth date, region, serial number, modulo 11."""
    rest = 11 - weighted(number[:12], (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return (
        is_date(number[:2], number[2:4])
        and number[4] in "09"
        and (0 if rest > 9 else rest) == int(number[12])
    )


def kazakh(number: str) -> bool:
    """IIN: birth date, century and sex, check digit with a second try."""
    rest = weighted(number[:11], range(1, 12)) % 11
    if rest == 10:
        rest = weighted(number[:11], (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11
    return is_date(number[4:6], number[2:4]) and number[6] in "123456" and rest == int(number[11])


def egyptian(number: str) -> bool:
    """Century, birth date, governorate (01 to 35 or 88)."""
    return is_date(number[5:7], number[3:5]) and (1 <= int(number[7:9]) <= 35 or number[7:9] == "88")


def emirati(number: str) -> bool:
    """Country 784, year of birth, serial number, Luhn."""
    return number.startswith(("78419", "78420")) and luhn(number)


def iranian(number: str) -> bool:
    """Ten digits, weights 10 to 2, modulo 11."""
    rest = weighted(number[:9], range(10, 1, -1)) % 11
    return len(set(number)) > 1 and int(number[9]) == (rest if rest < 2 else 11 - rest)


def new_zealand_health(number: str) -> bool:
    """NHI: three letters without I and O, three digits, check digit modulo 11 (HISO 10046)."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    values = [letters.index(c) + 1 for c in number[:3]] + [int(d) for d in number[3:6]]
    rest = sum(value * (7 - at) for at, value in enumerate(values)) % 11
    return rest != 0 and (11 - rest) % 10 == int(number[6])


def american_npi(number: str) -> bool:
    """Luhn over 80840 and ten digits (45 CFR 162.406)."""
    return luhn("80840" + number)


def american_vin(number: str) -> bool:
    """49 CFR 565.15: seventeen characters without I, O, Q; the ninth checks the others modulo 11."""
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    total = sum((_VIN[c] if c in _VIN else int(c)) * w for c, w in zip(number, weights, strict=True))
    return number[8] == "0123456789X"[total % 11]
