"""People in formats of machines, each beside things that stand in the same frame."""

from __future__ import annotations

import re

import pytest

from airflow_gov_provider.core.detection.recognizers.frames import FLAGS, FRAMES, framed
from airflow_gov_provider.stores.name_lists import name_lists

PEOPLE = [
    ("CN=Jane Doe,OU=Sales,DC=example,DC=com", "Jane Doe"),
    ("CN=Doe\\, Jane,OU=Users,DC=example", "Doe\\, Jane"),
    ("CN=Xiadani Quetzalli,OU=People,O=Example", "Xiadani Quetzalli"),
    ("/C=DE/O=Example/CN=Maria Garcia", "Maria Garcia"),
    ("cn: Maria Garcia", "Maria Garcia"),
    ("GN=Xia,SN=Quetz", "Xia,SN=Quetz"),
    ("SN=Quetz,GN=Xia", "Quetz,GN=Xia"),
    ("uid=kxv12,ou=people,dc=example", "kxv12"),
    ("/home/maria.garcia/notebooks/x.ipynb", "maria.garcia"),
    ("file:///home/jdoe/.ssh/id", "jdoe"),
    ("C:\\Users\\jane.doe\\Desktop\\a.txt", "jane.doe"),
    ("/Users/mgarcia/x", "mgarcia"),
    ("EXAMPLE\\maria.garcia", "maria.garcia"),
    ("https://example.com/in/maria-garcia", "maria-garcia"),
    ("Accepted publickey for jdoe from 10.1.2.3 port 22", "jdoe"),
    ("jdoe:x:1000:1000:Jane Doe,,,:/srv:/bin/bash", "Jane Doe"),
    ("%B" + "4111" * 1 + "11" * 6 + "^DOE/JANE^2912", "DOE/JANE"),
    ("Author: Jane Doe <info@example.com>", "Jane Doe"),
    ("author Jane Doe <info@example.com> 1700000000 +0100", "Jane Doe"),
    ('"Doe, Jane" <info@example.com>', "Doe, Jane"),
    ("info@example.com (Jane Doe)", "Jane Doe"),
    ("sip:jane.doe@10.0.0.5", "jane.doe"),
    ('"Jane Doe" <sip:1001@pbx.local>', "Jane Doe"),
    ("PID|1||12345^^^MRN||QUETZ^XIADA^A||19800101|F|||", "QUETZ^XIADA^A"),
    ("PID|1||12345^^^MRN||QUETZ^XIADA^A||19800101|F|||", "19800101"),
    ("NK1|1|QUETZ^XIADA|SPO", "QUETZ^XIADA"),
    ("PV1|1|I|W^1^2||||004777^QUETZ^XIADA^J", "QUETZ^XIADA^J"),
    ("BEGIN:VCARD\nVERSION:3.0\nFN:Xiada Quetz\nEND:VCARD", "Xiada Quetz"),
    ("BEGIN:VCARD\nVERSION:3.0\nN;CHARSET=UTF-8:Quetz;Xiada;;;\nEND:VCARD", "Quetz;Xiada"),
    ("N:Garcia;Maria;;;", "Garcia;Maria"),
    ("MECARD:N:Quetz,Xiada;TEL:1;;", "Quetz,Xiada"),
    ("P<UTOQUETZALLI<<XIADA<MARIA<<<<<<<<<<<<<<<<<", "P<UTOQUETZALLI<<XIADA<MARIA<<<<<<<<<<<<<<<<<"),
    ("QUETZALLI<<XIADA<MARIA<<<<<<<<", "QUETZALLI<<XIADA<MARIA<<<<<<<<"),
    # The specimen of ICAO Doc 9303.
    ("L898902C36UTO7408122F1204159ZE184226B<<<<<10", "L898902C3"),
    ("NM1*IL*1*QUETZ*XIADA*A***MI*123456789~", "QUETZ*XIADA"),
    ("DMG*D8*19800101*F~", "19800101"),
    ("CTA+IC+:Maria Garcia'", "Maria Garcia"),
    (":50K:/12345678\nMARIA GARCIA\n12 MAIN ST", "MARIA GARCIA"),
    ("1 NAME Xiada /Quetz/", "Xiada /Quetz/"),
]
THINGS = [
    "CN=Print Server,OU=Devices,DC=example",
    "CN=web-01.example.com,O=Example",
    "CN=Domain Admins,OU=Groups,DC=example",
    "CN=Schema Admins,CN=Users,DC=example",
    "CN=Example Root CA,O=Example",
    "OU=Sales,DC=example,DC=com",
    "cn: Print Server",
    "uid=4711,ou=devices",
    "/home/data.lake/x",
    "/home/airflow/dags",
    "/home/model.v2/",
    "/usr/share/home/",
    "C:\\Users\\Public\\x",
    "HKLM\\Software",
    "NT AUTHORITY\\SYSTEM",
    "CORP\\svc-backup",
    "https://example.com/users/sign_in",
    "https://example.com/people/org-chart",
    "Support Team <info@example.com>",
    "Example GmbH <info@example.com>",
    "sip:front.desk@10.0.0.5",
    "PV1|1|I|W^1",
    "OBX|1|NM|GLU^Glucose||5.4",
    "NM1*PR*2*EXAMPLE INSURANCE*****PI*1",
    "BEGIN:VCARD\nFN:Example GmbH\nORG:Example\nEND:VCARD",
    "FN:lambda",
    "N:1;2;3;",
    "A<B<<C<<D",
    "std::vector<int> x << y",
    "L898902C37UTO7408122F1204159ZE184226B<<<<<10",
    "G=9.81,S=2",
    "nginx:x:33:33:nginx:/var",
]
ENTITIES = sorted({frame.entity for frame in FRAMES})


def found(text: str) -> set[str]:
    return {text[span.start : span.end] for entity in ENTITIES for span in framed(text, entity, name_lists)}


@pytest.mark.parametrize(("text", "name"), PEOPLE)
def test_a_frame_of_people_gives_the_name_alone(text, name):
    assert name in found(text)


@pytest.mark.parametrize("text", THINGS)
def test_a_thing_in_the_same_frame_is_nobody(text):
    assert found(text) == set()


@pytest.mark.parametrize("text", [text for text, _ in PEOPLE])
def test_what_has_a_frame_has_its_tell(text):
    matched = [frame for frame in FRAMES if re.search(frame.pattern, text, FLAGS)]
    assert matched
    assert all(re.search(frame.tell, text, FLAGS) for frame in matched)


def test_every_frame_is_tried_here():
    tried = {frame.name for text, _ in PEOPLE for frame in FRAMES if re.search(frame.pattern, text, FLAGS)}
    assert {frame.name for frame in FRAMES} - tried == set()


def test_a_few_people_among_many_things_are_found_whatever_the_columns_name_says(types):
    entries = [f"CN=Printer {number},OU=Devices,DC=example" for number in range(400)]
    assert "PERSON" not in types("server", entries)
    assert "PERSON" in types("server", [*entries, "CN=Jane Doe,OU=Sales,DC=example"])


def test_names_of_patients_in_json_are_found_by_their_keys(types):
    text = '{"resourceType": "Patient", "name": [{"family": "%s", "given": ["%s"]}]}'
    pairs = [("Quetz", "Xiada"), ("Brondle", "Teyo"), ("Vasquiny", "Oriel")] * 8
    assert types("resource", [text % pair for pair in pairs]) == {"PERSON"}
