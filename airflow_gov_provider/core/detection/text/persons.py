"""Names of people in text, by their form: titles, names that are on lists, words before them.

A language model sees more. What stands here is found without one, supports it, and extends it to
names it knows only half of.
"""

from __future__ import annotations

# ruff: noqa: SIM905 - words read better in lines than in quotes
import re
from collections.abc import Iterable, Iterator, Sequence

from airflow_gov_provider.core.detection.spans import Span
from airflow_gov_provider.core.detection.text.ordinary import Vocabulary, is_exclamation, no_vocabulary
from airflow_gov_provider.core.detection.text.words import Word, runs, words_of
from airflow_gov_provider.core.detection.verdicts.lists import Lists

PARTICLES = frozenset(
    "van von der den de del della di da do dos das du la le las los el al bin bint ibn ben abu zu zum zur ter ten af av y e st van't vom".split()
)
TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady rev fr sr sra srta senhor senhora señor señora señorita herr herrn frau fräulein hr fru m mm mme mlle monsieur madame mademoiselle docteur docteure "
    "maître dott dottor dottoressa sig signor signora signorina don doña dom dona dhr mevr mevrouw meneer pan pani inż mgr ing mag bay bayan hanım bey sayın pastor bruder schwester père mère soeur sœur "
    "presidente présidente presidenta vogal vogais minister ministro ministra min relator relatora desembargador desembargadora des juiz juíza juez jueza advogado advogada adv deputado deputada senador senadora doutor doutora dra excelentíssimo exmo "
    "patient patiente paciente docteurs doktor professeur professora professore profesor profesora kapitän captain capt sergeant sgt lieutenant lt colonel col major general gen officer detective inspector "
    "judge justice senator sen congressman congresswoman representative rep president präsident präsidentin chancellor kanzler kanzlerin bürgermeister mayor governor gov coach king queen prince princess könig königin "
    "kaiser papst pope saint uncle aunt auntie oncle tante onkel tío tía tio tia lil dj mc sheikh imam rabbi г-н г-жа господин госпожа пан пані".split()
)
#: Words before a name that is one, whoever bears it.
_CUES = re.compile(
    r"(?:(?<!\w)(?:dear|hi|hello|hey|hallo|liebe[rs]?|sehr geehrte[rs]?(?: herr| frau)?|cher|chère|bonjour|estimad[oa]|querid[oa]|hola|caro|cara|gentile|ciao|prezad[oa]|olá|beste|geachte|szanown[ya]|drog[ia]|kära?|kjære|hei|"
    r"regards|sincerely|cheers|thanks|grüße|gruß|grüßen|cordialement|saludos|atentamente|saluti|atenciosamente|groeten|pozdrawiam|"
    r"my name is|name is|name's|i am called|called|named|ich heiße|mein name ist|heißt|je m['’]appelle|s['’]appelle|nommée?|me llamo|se llama|llamad[oa]|mi chiamo|si chiama|chiamat[oa]|meu nome é|chamo-me|chama-se|chamad[oa]|"
    r"mijn naam is|nazywam się|jag heter|jeg heter|adım|signed by|written by|directed by|assinado (?:eletronicamente )?por|unterzeichnet von|signé par|firmado por|patiente?s?|assistant to|"
    r"mother['’]s maiden name is|maiden name is|née|geborene|geb\.|son of|daughter of|wife of|husband of|fil[sl]e? de|hij[oa] de|filh[oa] de|figli[oa] di)[,:]?[\s]{1,3})$",
    re.IGNORECASE,
)
#: Never a name by themselves, though lists of names have some.
COMMON = frozenset(
    "the a an and or but if of in on at to for from by with as is are was were be been it its this that these those he she they we you i my your his her our their me him them who what when where why how which not no yes "
    "der die das den dem des ein eine einer eines einem einen und oder aber wenn von im am zu mit für auf aus bei nach vor über unter durch ist sind war waren wird werden hat haben nicht auch als wie er sie es wir ihr ich du mein sein "
    "seine ihre ihren kein keine diese dieser dieses so nur noch schon dann da hier dort nun doch seit bis ohne gegen um sich man mehr "
    "le la les un une des du de et ou mais si en dans sur sous avec sans pour par ce cette ces son sa ses leur leurs mon ma mes ton ta tes notre nos votre vos il elle ils elles nous vous je tu on ne pas plus est sont était être a ont "
    "el los las uno una unos unas y o pero del al en con sin por para su sus mi mis tu se lo que no es son era fue ser ha han más muy ya "
    "o os as um uma uns umas e ou mas do da dos das no na nos nas em com sem por para seu sua seus suas que não é são foi ser há ao à pelo pela se este esta isto "
    "il lo gli i uno dello della dei degli delle nel nella con su per tra fra ed ma non è sono era che si "
    "de het een en of maar van in op aan met voor naar bij uit door is zijn was niet ook als hij zij wij ik je "
    "january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep oct nov dec "
    "januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag janvier février mars avril juin juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi "
    "dimanche enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miércoles jueves viernes sábado domingo janeiro fevereiro março maio junho julho setembro outubro novembro dezembro "
    "ok okay lol omg please thanks thank hi hello dear hey great good new old big red black white green blue north south east west street avenue road city state county country world today tomorrow yesterday sir madam "
    # Words that begin sentences, and those of courts and offices, which write them with capitals.
    "assim esse essa esses essas isso aquele aquela aqueles aliás enfim portanto contudo todavia entretanto porém ademais ainda também além quanto quando onde como porque pois logo vejamos "
    "lei leis decreto artigo inciso parágrafo corte juízo processo autos recurso apelação agravo embargos mandado sentença acórdão decisão despacho voto votos ementa relatório maioria unanimidade "
    "pedido provimento procedente improcedente conheço conhecer acompanho acompanha julgar julgo nego defiro indefiro presentes ausente ausentes documento certidão alvará apelante apelado recorrente recorrido "
    "tunc nunc erga omnes habeas corpus "
    "así ese esa esos aquel aquella además entonces también aunque ley sentencia juzgado recurso fallo demanda demandante demandado acuerdo resolución artículo "
    "ainsi alors cependant toutefois également donc enfin selon lors loi décret arrêt arrêté jugement cour article liste madame monsieur "
    "così quindi inoltre tuttavia infatti legge decreto sentenza ricorso articolo "
    "obendrein außerdem zudem ferner dabei daher deshalb jedoch allerdings trotzdem ihnen weiteren weitere gesetz urteil beschluss gericht kläger klägerin beklagte beklagter beklagten absatz paragraph mrd mio "
    "error warning info debug true false null none test user admin data id name email phone address date time number code type status".split()
)
COMPANY = frozenset(
    "inc ltd llc llp gmbh ag corp corporation company co plc kg kgaa sa sarl srl spa bv nv oy ab asa group holding holdings partners associates bank university universität université universidad universidade college school "
    "institute institut hospital hôpital clinic church hotel restaurant museum club league cup award awards prize festival band orchestra theatre theater foundation stiftung association society department ministry office "
    "street road avenue boulevard lane drive square park bridge airport station river lake mountain island islands valley beach tower building center centre mall market stadium county city town village district province "
    "republic kingdom states union party act law code times post news journal magazine press records studios films pictures entertainment motors airlines systems software technologies services solutions straße strasse platz allee weg rue "
    "calle rua via praça plaza avenida boulevard chaussée hwy highway series edition project program programme system team army navy force police council commission committee agency court tribunal supremo superior federal câmara turma "
    "comarca vara município estado ministério secretaria".split()
)
_LONGEST = 5
#: Names of columns, quotes and tags: a model of sentences reads people into programs.
_OF_CODE = re.compile(r"[_<>=\\/{}|`]")


def persons(text: str, lists: Lists) -> Iterator[Span]:
    """Names by titles, cues and lists."""
    for run in runs(text, words_of(text), PARTICLES):
        for named, titled in _parts(run, lists):
            score = _score(text, named, lists, titled=titled) if named else 0.0
            if score:
                yield Span(named[0].start, named[-1].end, "PERSON", score)


def _parts(run: Sequence[Word], lists: Lists) -> Iterator[tuple[list[Word], bool]]:
    """The run cut at titles and ordinary words, and whether a title stands before each part."""
    part: list[Word] = []
    titled = False
    for word in run:
        title = word.folded in TITLES
        between = bool(part) and word.folded in PARTICLES
        if between or not (title or is_common(word, lists)):
            part.append(word)
            continue
        yield _cut(part), titled
        part, titled = [], title
    yield _cut(part), titled


def _cut(part: list[Word]) -> list[Word]:
    part = part[:_LONGEST]
    while part and part[-1].folded in PARTICLES:
        part = part[:-1]
    return part


def _score(text: str, named: list[Word], lists: Lists, *, titled: bool) -> float:
    """How sure it is that the words are a name; 0: they are none."""
    if any(word.folded in COMPANY for word in named):
        return 0.0
    if titled and (is_listed(named[0], lists) or named[0].folded not in lists.things):
        return 0.7
    if len(named) > 1 and is_pair(named, lists):
        return 0.65
    if len(named) == 1 and len(named[0].text) == 1:
        return 0.0
    return 0.6 if _CUES.search(text, max(0, named[0].start - 40), named[0].start) else 0.0


def likely(
    text: str, found: Iterable[tuple[int, int]], lists: Lists, vocabulary: Vocabulary | None = None
) -> Iterator[Span]:
    """Of what a second model takes for people, what is written like a name and is no ordinary word."""
    known = vocabulary or no_vocabulary()
    for start, end in found:
        if _OF_CODE.search(text, start, end):
            continue
        words = [
            word
            for word in words_of(text[start:end])
            if word.folded not in COMMON and not is_exclamation(word)
        ]
        unusual = [word for word in words if _is_unusual(word, lists, known)]
        listed = len(words) > 1 and all(is_listed(word, lists) for word in words)
        company = any(word.folded in COMPANY for word in words)
        if (
            (unusual or listed)
            and not company
            and not any(character.isdigit() for character in text[start:end])
        ):
            yield Span(start, end, "PERSON", 0.45)


def _is_unusual(word: Word, lists: Lists, vocabulary: Vocabulary) -> bool:
    if word.folded in lists.things or word.folded in lists.places:
        return False
    return word.capital or is_listed(word, lists) or not vocabulary.has(word.folded)


def is_common(word: Word, lists: Lists) -> bool:
    """An ordinary word; an initial is none."""
    ordinary = word.folded in lists.things and not is_listed(word, lists)
    return len(word.text) > 1 and (word.folded in COMMON or ordinary)


def is_listed(word: Word, lists: Lists) -> bool:
    """On a list of given or family names, each part of it."""
    parts = word.folded.replace("’", "'").split("-")
    return (
        all(part in lists.given or part in lists.family for part in parts if part)
        and word.folded not in COMMON
    )


def is_given(word: Word, lists: Lists) -> bool:
    """On a list of given names, each part of it."""
    return word.folded not in COMMON and all(part in lists.given for part in word.folded.split("-") if part)


def is_family(word: Word, lists: Lists) -> bool:
    """On a list of family names, each part of it."""
    plain = word.folded.replace("’", "'")
    return word.folded not in COMMON and all(part in lists.family for part in plain.split("-") if part)


def is_pair(words: Sequence[Word], lists: Lists) -> bool:
    """A given and a family name in either order, initials and particles between them."""
    whole = " ".join(word.folded for word in words)
    if whole in lists.places or whole in lists.things:
        return False
    solid = [word for word in words if word.folded not in PARTICLES and len(word.text) > 1]
    if len(solid) < 2:
        return (
            bool(solid)
            and len(words) > 1
            and is_family(solid[-1], lists)
            and len(words[0].text) == 1
            and solid[-1].folded not in lists.things
        )
    first, last = solid[0], solid[-1]
    straight = is_given(first, lists) and (is_family(last, lists) or is_given(last, lists))
    turned = is_given(last, lists) and is_family(first, lists)
    if not (straight or turned):
        return False
    ordinary = [word for word in (first, last) if word.folded in lists.things or word.folded in lists.places]
    return len(ordinary) < 2
