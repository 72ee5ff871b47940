"""Addresses of roles: ``info@``, ``noreply@``. They reach an office or a program, and identify nobody."""

from __future__ import annotations

import re

# ruff: noqa: SIM905 - a hundred quotes would hide the words
_ROLES = frozenset(
    """
    abuse accounting accounts accountspayable accountsreceivable admin administration administrator ads alert alerts
    api apply app applications auth backup billing booking bookings bot bounce bounces bounced campaign campaigns care
    careers clientservices compliance contact contactus controller copyright cron
    customercare customerservice customersupport daemon data dataprotection deploy dev development devnull
    devops digest dns do donotreply editor editorial email emergency enquiries enquiry events example
    facilities feedback finance frontdesk ftp fundraising gdpr general git github gitlab govt hello help
    helpdesk hi hostmaster hr info information infos inquiries inquiry inbox insurance internal invest investor
    investors invoice invoices it itsupport jenkins job jobs kubernetes lab legal letters list listserv login logistics
    logs mail mailbot mailer mailerdaemon mailman maintenance management manager marketing media members membership
    monitor monitoring news newsletter newsletters newsroom noc no noreply noreplies notification notifications
    notify office online operations ops orders order organizers orga outbound partner partners partnerships
    parts payment payments payroll pm postgres postmaster pr press printer privacy procurement production programs
    promo promotions public publicity purchasing queries qa reception recruiting recruitment refunds registrar
    registration reply report reports reservations reservation returns root sales salesteam schedule school secretary
    security server service servicedesk services shipping shop signup site smtp spam staff statements status stock
    store submissions subscribe subscriptions suggestions supplier suppliers support sysadmin system systems
    team tech techsupport test testing tickets ticket tips tools trades training travel treasurer trouble ubuntu
    unsubscribe update updates usenet uucp vendor vendors verification volunteer warehouse web webadmin
    webmail webmaster webshop welcome wholesale www
    anfrage anfragen auskunft bestellung bestellungen bewerbung bewerbungen buchhaltung buero büro datenschutz empfang
    einkauf geschaeftsfuehrung kanzlei kontakt kundendienst kundenservice kasse mitglieder poststelle praxis
    presse rechnung rechnungen redaktion reservierung sekretariat verein versand vertrieb verwaltung vorstand zentrale
    accueil achats commande commandes commercial comptabilite compta contacts contactez courrier direction emploi
    facturation mairie recrutement relations renseignements reservation secretariat serviceclient
    administracion administrador atencion atencionalcliente ayuda clientes compras comercial consultas contabilidad
    contacto correo empleo facturacion gerencia pedidos prensa recepcion reservas rrhh secretaria soporte ventas
    amministrazione acquisti assistenza clienti commerciale contabilita contatti direzione fatturazione lavoro ordini
    prenotazioni segreteria servizio servizioclienti supporto ufficio vendite
    atendimento comercio contato faleconosco financeiro ouvidoria suporte vagas vendas
    administratie boekhouding bestellingen facturen inkoop inschrijving klantenservice receptie verkoop
    biuro kontakty rekrutacja reklamacje sekretariaty sklep zamowienia info2
    asiakaspalvelu kundservice kundtjanst kundeservice myynti postimees toimisto
    """.split()
)
#: Hosts where anybody opens a mailbox: ``info@`` there is somebody's own, whatever it is called.
_ANYBODYS = frozenset(
    """
    gmail googlemail outlook hotmail live msn passport yahoo ymail rocketmail icloud me mac aol aim gmx web t-online
    freenet mail email inbox list bk rambler yandex ya ukr i meta qq 163 126 yeah sina sohu foxmail naver daum hanmail
    nate orange wanadoo free laposte sfr libero virgilio alice tin tiscali uol bol terra ig wp o2 onet interia op
    seznam centrum atlas bluewin sunrise hispeed ziggo xs4all kpnmail planet telenet skynet comcast verizon att
    sbcglobal bellsouth cox charter earthlink shaw rogers btinternet virginmedia ntlworld blueyonder talktalk bigpond
    optusnet rediffmail protonmail proton pm tutanota tuta zoho fastmail hushmail docomo ezweb softbank abv walla
    otenet citromail freemail
    """.split()
)
#: What the provider itself keeps there: RFC 2142, and mail that programs send.
_PROVIDERS = frozenset(
    "abuse postmaster hostmaster security noc noreply donotreply bounce bounces mailerdaemon daemon root support".split()
)
_SECOND = re.compile(r"(?<=[a-z])\d$")
_PLAIN_TAG = re.compile(r"[a-z]{0,3}|\d*")
_SEPARATORS = re.compile(r"[._-]+")


def is_role(address: str) -> bool:
    """Whether all words of the name before the ``@`` are of a role, but for a short ``+tag``.

    Long tags name somebody: ``bounces+ada.example=example.com@`` is how programs write to Ada.

    A long number tells one from another, so ``team4711@`` is somebody; ``info2@`` is a second mailbox.
    """
    name, _, tag = address.partition("@")[0].lower().partition("+")
    if not _PLAIN_TAG.fullmatch(tag):
        return False
    words = [_SECOND.sub("", word) for word in _SEPARATORS.split(name) if word]
    known = _PROVIDERS if _is_anybodys(address) else _ROLES
    return bool(words) and ("".join(words) in known or all(word in known for word in words))


def _is_anybodys(address: str) -> bool:
    """Whether people get mailboxes at the host: ``gmail.com``, ``yahoo.co.uk``, not ``mail.example.com``."""
    first, *suffix = address.rpartition("@")[2].lower().split(".")
    of_country = len(suffix) == 2 and len(suffix[0]) <= 3 and len(suffix[1]) == 2
    return first in _ANYBODYS and (len(suffix) == 1 or of_country)
