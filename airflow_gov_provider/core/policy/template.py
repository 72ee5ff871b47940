"""What ``policy init`` writes: a policy to start from, which explains itself."""

from __future__ import annotations

TEMPLATE = """\
# Which data may leave which place, for whom and in which form.
#
#   policy check FILE     lists every fault of this file
#   policy explain FILE   says what a gate would do on its way from one place to another
#
# The strictest rule that matches wins, in whatever order the rules stand:
#
#   allow < mask < hold < block
#
#   allow   publish it as it is
#   mask    publish a copy in which what was found is masked
#   hold    ask an approver first, and publish nothing before the answer
#   block   publish nothing
#
# What no rule decides is masked. Dates and web addresses, which alone point at nobody, may pass
# unless a rule names them. Data from or to a place that no zone covers is held. A gate that finds
# one fault in this file lets nothing pass.

# What this policy calls itself in verdicts: a date, or any text of one line.
version: 2026-11-01

# Places that data lies in. Patterns match canonical URIs; case counts:
#   *   any characters within a segment       s3://prod-*/**     every bucket that starts with prod-
#   ?   one character within a segment        file:///data/v?/** /data/v1/…, /data/v2/…
#   **  any characters, across segments too   s3://ml-dev/**     everything in the bucket ml-dev
# When patterns of several zones match, the most specific one counts.
zones:
  production:
    datasets: ["s3://prod-*/**"]
  # Rules about production count for a zone that inherits from it too.
  staging:
    datasets: ["s3://lake-staging/**"]
    inherits: production
  development:
    datasets: ["s3://ml-dev/**"]
    # Who may bring data here: DAGs by the bundle they come from and their id. Left out: everybody.
    # requesters: ["bundle:fraud/dag:fraud_*"]
  contractor:
    datasets: ["s3://vendor-*/**"]

# Each rule: an id, when it speaks (all conditions that are written must hold), and its effect.
#   from, to    zones, one or a list; left out: any
#   entities    entity types (EMAIL_ADDRESS) or groups (direct_identifiers, special_category,
#               quasi_identifiers, financial, government_ids, health, credentials…), or any
#   purpose     what the data is for, exactly as the gate says it, one or a list; left out: any
# A rule that masks may say how: method: redact, replace, mask, hash, pseudonym, encrypt, shift,
# generalize, surrogate or synthesize, with settings {name: generalize, to: month}. Left out: identifiers
# become pseudonyms (joins survive), quasi-identifiers coarser, special categories go.
rules:
  - id: mask-before-development
    when: {to: development, entities: [direct_identifiers, quasi_identifiers]}
    effect: mask
  # Secrets are nobody's training data.
  - id: no-secrets
    when: {entities: [credentials]}
    effect: block
  # Religion, health, union membership: never to a contractor, whoever asks.
  - id: no-special-categories
    when: {to: contractor, entities: [special_category]}
    effect: block
  # Anything else about a person reaches a contractor only when somebody answers for it.
  - id: ask-before-contractor
    when: {to: contractor, entities: [direct_identifiers]}
    effect: hold

# Who may grant raw data where policy says hold, how many of them it takes, and for how long at most
# (ISO 8601: P30D, P2W, PT12H). Nobody grants what they asked for themselves. Put your own user ids
# here: without approvers, what would be held is blocked.
exceptions:
  approvers: ["user:privacy-officer"]
  quorum: 1
  longest: P30D

# Whose word counts that something found is no personal data (the verb `mark add`), and for how long at
# most. "also" names the special categories and secrets that may be marked; "unauthenticated: true" takes
# the user of the operating system for who it says it is. Left out: no mark counts.
# marks: {approvers: ["user:privacy-officer"], longest: P180D}
"""
