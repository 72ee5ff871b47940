"""Whether what stands in a frame of a machine's format is a name: by lists, in the spellings that machines have."""

from __future__ import annotations

# ruff: noqa: SIM905 - words read better in lines than in quotes
import re

from airflow_gov_provider.core.detection.verdicts.lists import Lists
from airflow_gov_provider.core.detection.verdicts.people import Kind, kind_of

#: Of users that programs are; some are family names as well, or an initial and one.
_PROGRAMS = frozenset(
    "admin administrator adm root guest public default ubuntu debian centos fedora ec2-user vagrant docker pi git svn "
    "jenkins travis runner build builder deploy deployer ci hadoop hdfs hive spark kafka airflow oracle postgres mysql "
    "mongodb redis elastic kibana logstash grafana prometheus nginx apache tomcat www www-data nobody daemon bin sys "
    "sync mail news backup operator service system network local user users test tester tests demo dev app apps web "
    "data databricks jovyan jupyter rstudio sas steam ftp sftp ssh sshd samba smtp imap postfix dovecot bind named "
    "nagios zabbix splunk puppet chef ansible salt terraform vault consul nomad minio trino presto superset dbt print "
    "scan kiosk monitor support helpdesk training student teacher all-users allusers shared desktop documents "
    "downloads storage share exchange sharepoint sqlserver mssql iis appdata profile template domain computer server "
    "coder codespace linuxbrew homebrew node gradle maven ruby rails django flask gitlab github bitbucket "
    "circleci teamcity buildbot bamboo sonar nexus harbor rancher core sabayon arch".split()
)
#: Of entries beside people: what groups, machines and services are called.
_GROUPS = frozenset(
    "admins admin administrators users user group groups operators computers servers server services service account "
    "accounts controllers controller domain enterprise schema print printer backup replicator guests guest owners "
    "managers publishers team department office test tests role roles access vpn remote desktop all everyone system "
    "root ca authority certificate issuing intermediate global sign signing class public primary secure trust policy "
    "configuration partition sites subnet default read write readonly viewers editors".split()
)
_SEPARATORS = re.compile(r"[\^<;_+*|.,/\\-]+|(?i:(?<=[,+/;])\s?(?:SN|GN|surname|givenName)=)")
_WORDS_OF_PERSON = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?(?:,? [^\W\d_]+(?:['’.-][^\W\d_]+)*\.?){1,4}")
_LETTERS = re.compile(r"[^\W\d_]+")
_FEWEST_IN_FAMILY = 4


def is_pair(text: str, lists: Lists) -> bool:
    r"""A given and a family name, however they are joined: ``jane.doe``, ``Doe\, Jane``, ``Doe;Jane``."""
    plain = text.replace("\\,", ",").strip()
    if kind_of(plain, lists) is Kind.PAIR:
        return True
    apart = " ".join(_SEPARATORS.sub(" ", plain).split())
    return apart != plain and kind_of(apart, lists) is Kind.PAIR


def name_within(text: str, lists: Lists) -> tuple[int, int] | None:
    """Where the last words are a name: ``author Jane Doe``."""
    words = list(re.finditer(r"\S+", text))
    for count in (4, 3, 2):
        if len(words) >= count:
            start, end = words[-count].start(), words[-1].end()
            first = words[-count].group()[0]
            if not first.islower() and is_pair(text[start:end], lists):
                return start, end
    return None


def are_words_of_people(text: str, lists: Lists) -> bool:
    """Words as names are written, none of them known as something else: for frames that people mostly fill."""
    plain = " ".join(_SEPARATORS.sub(" ", text.replace("\\,", ",")).split())
    if not _WORDS_OF_PERSON.fullmatch(plain) or kind_of(plain, lists) in (Kind.OTHER, Kind.NO_NAME):
        return False
    words = [word.casefold() for word in _LETTERS.findall(plain)]
    ordinary = [word for word in words if word in lists.things and word not in lists.given | lists.family]
    return _GROUPS.isdisjoint(words) and not ordinary


def is_account(text: str, lists: Lists) -> bool:
    """A user's name made of a person's: ``jane.doe``, ``j.doe``, ``jdoe``, ``doej``; programs' are none."""
    plain = text.strip(".-_").casefold()
    if plain in _PROGRAMS or any(word in _PROGRAMS for word in re.split(r"[._-]", plain)):
        return False
    words = [re.sub(r"\d+$", "", word) for word in re.split(r"[._-]", plain) if word]
    if len(words) == 1:
        return _is_initial_and_family(words[0], lists)
    if not 2 <= len(words) <= 3 or not all(map(str.isalpha, words)):
        return False
    first, last = words[0], words[-1]
    if len(first) == 1:
        return last in lists.family and len(last) >= _FEWEST_IN_FAMILY
    pairs = (first, last), (last, first)
    return any(
        given in lists.given and family in lists.family and not {given, family} <= lists.things
        for given, family in pairs
    )


def _is_initial_and_family(word: str, lists: Lists) -> bool:
    """``jdoe``; a word of its own is none."""
    if word in lists.things or word in lists.places or not word.isalpha():
        return False
    family = word[1:]
    return len(family) >= _FEWEST_IN_FAMILY - 1 and family in lists.family and family not in lists.things
