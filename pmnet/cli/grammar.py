"""What each command takes. Written by scripts/generate.py from the declarations; do not edit."""

# fmt: off
# ruff: noqa: E501

Option = tuple[str, bool, bool, str]
"""The kind of its values, whether it takes one, whether it may be repeated, and what it is for."""

Argument = tuple[str, bool]
"""The kind of its values, and whether it may be repeated."""

COMMON: dict[str, Option] = {
    "--network": ("<file>", True, False, "The network that is meant"),
    "--json": ("", False, False, "Print the result as JSON, and errors too"),
    "--no-input": ("", False, False, "Never ask"),
    "--quiet": ("", False, False, "Print results only"),
    "--no-color": ("", False, False, "No colours"),
    "--debug": ("", False, False, "Keep a log of what happens"),
    "--help": ("", False, False, "Show this message and exit"),
}

COMMANDS: dict[str, tuple[str, dict[str, Option], tuple[Argument, ...]]] = {
    "": ("Carry a network of freelance project managers over a shared repository", {
        "--version": ("", False, False, "Print the version"),
    }, ()),
    "init": ("Found a network: its folder, your keys and your record", {
        "--name": ("", True, False, "What the network is called"),
        "--as": ("", True, False, "Your short name in the network, such as anna"),
        "--full-name": ("", True, False, "Your first and last name"),
        "--email": ("", True, False, "Where colleagues write to"),
        "--remote": ("", True, False, "Where it is shared"),
        "--publish": ("direct|pull-request", True, False, "How acts are sent"),
        "--policy": ("answer_hours=|disclose_hours=|contact_hours=|progress_days=|hold_days=|hold_extensions=|protection_days=|protection_extensions=|win_report_days=|capacity_fresh_days=|capacity_stale_days=|vouches=|vouches_while_small=|small_below=|objection_days=|suspension_one_in=|suspension_at_least=|open_claims=|open_leads=|request_days=|sealed_retention_days=|seal_key_days=|silence_days=|flag_lapsed=|flag_overdue=|time_zone=|work_opens=|work_closes=|holidays=|weights.skill=|weights.skill_level=|weights.language=|weights.certificate=|weights.industry=|weights.industry_year=|weights.role=|weights.method=|weights.region=|weights.remote=|weights.free=|weights.fresh=|weights.ageing=|weights.word=", True, True, "A figure of the policy"),
        "--language": ("en|de", True, False, "Language of common texts"),
        "--key": ("<file>", True, False, "Sign with this OpenSSH ed25519 key, or with a .pub's key in ssh-agent"),
        "--guide": ("", False, False, "Ask for all that is not given, one question at a time: pmnet help questions"),
    }, (("<file>", False),)),
    "sync": ("Fetch what is new and send what waits", {
        "--clear": ("", False, False, "Forget what could not be done"),
        "--sealed": ("", False, False, "Send again what is sealed, if the server lost it"),
    }, ()),
    "status": ("Where you stand: the network, who you are, what is not sent yet", {
    }, ()),
    "publish": ("Check, sign and send records you edited by hand in the folder", {
        "--discard": ("", False, False, "Put the shared state back instead"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, ()),
    "share": ("Share a network that was founded without an address", {
        "--yes": ("", False, False, "Make the folder, where there is none yet"),
    }, (("", False),)),
    "validate": ("Check records: every finding with file, line and column", {
        "--base": ("", True, False, "What is trusted"),
        "--head": ("", True, False, "What wants to follow"),
        "--format": ("text|json|github|gitlab|junit|sarif", True, False, "How findings are shown"),
    }, (("<file>", True),)),
    "log": ("What happened, in words, newest first", {
        "--limit": ("", True, False, "How many acts at most"),
    }, (("<member>|<lead>|<any-handover>", False),)),
    "inbox": ("What waits for you, most urgent first", {
    }, ()),
    "help": ("Explain a topic: exit-codes, keys, policy, or a vocabulary such as skills or certificates", {
    }, (("clocks|exit-codes|handover|keys|lead|offline|policy|questions|seal|terms|variables|budget-bands|cefr|certificates|client-sizes|close-reasons|contract-models|decline-reasons|industries|languages|levels|lose-reasons|methods|regions|return-reasons|roles|skills|team-bands|vouch-bases", False),)),
    "join": ("Join a network: get a copy, make or find your keys, become a candidate", {
        "--as": ("", True, False, "Your short name in the network, such as anna"),
        "--full-name": ("", True, False, "Your first and last name"),
        "--email": ("", True, False, "Where colleagues write to"),
        "--fingerprint": ("", True, False, "What you were told to expect"),
        "--yes": ("", False, False, "Trust the fingerprint that is found"),
        "--key": ("<file>", True, False, "Sign with this OpenSSH ed25519 key, or with a .pub's key in ssh-agent"),
        "--backup": ("<file>", True, False, "On a new machine: your keys from this backup"),
        "--passphrase-file": ("<file>", True, False, "Take the passphrase from the first line of a file only you can read"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
        "--guide": ("", False, False, "Ask for all that is not given, one question at a time: pmnet help questions"),
    }, (("<file>", False), ("<file>", False),)),
    "invite": ("Write an invitation: one file with which somebody joins this network, and nothing in it that is secret", {
        "--email": ("", True, False, "The address of whoever you invite"),
        "--output": ("<file>", True, False, "Another name for the file"),
        "-o": ("<file>", True, False, "Another name for the file"),
    }, ()),
    "doctor": ("Look whether this machine, your keys, the copy and the server are as pmnet needs them", {
        "--yes": ("", False, False, "Do all that pmnet can do itself without harm"),
    }, ()),
    "audit": ("Judge every act again, and show what two members compare by phone", {
        "--full": ("", False, False, "From the founding, not from the last audit"),
    }, ()),
    "repair": ("As a keeper: make a bad act void by restoring the last good state", {
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("", False),)),
    "selftest": ("Try out whether a host does what pmnet needs, under names that are removed again", {
        "--remote": ("", True, False, "The host"),
    }, ()),
    "free": ("Say how many days a week you are free", {
        "--from": ("", True, False, "First day"),
        "--to": ("", True, False, "Last day"),
        "--clear": ("", False, False, "Forget what was said before"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("", False),)),
    "balance": ("Show give and take, answers and what is overdue: facts only, for one member with the acts behind each", {
    }, (("<member>", False),)),
    "vouch": ("Lend a colleague your good name", {
        "--basis": ("worked-together|client-reference|interview", True, False, "What it is based on"),
        "--withdraw": ("", False, False, "Take your vouch back"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<member>", False),)),
    "object": ("Object to a member, for a reason that everybody reads", {
        "--reason": ("", True, False, "Why"),
        "--withdraw": ("", False, False, "Take your objection back"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<member>", False),)),
    "pause": ("Take no part for a while", {
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, ()),
    "resume": ("Take part again after a pause", {
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, ()),
    "leave": ("Leave the network for good", {
        "--yes": ("", False, False, "Leave without being asked"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, ()),
    "client": ("Open the client of a lead: for its owner, and for the partner it was disclosed to", {
    }, (("<lead>|<any-handover>", False),)),
    "disclose": ("Open the client of your lead to the partner you agreed with", {
        "--yes": ("", False, False, "Go on without being asked"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<handover>", False),)),
    "find": ("Find who can do it and is free, or with --leads the open leads", {
        "--skill": ("<skills:levels>", True, True, "A skill, with the level at least"),
        "--should": ("<skills:levels>", True, True, "A skill that is no must, but gives points"),
        "--industry": ("<industries>", True, False, "Two-digit division or its name"),
        "--language": ("<languages:cefr>", True, True, "A language, with the level at least"),
        "--certificate": ("<certificates>", True, True, "A certificate"),
        "--role": ("<roles>", True, False, "A role, such as pmo-lead"),
        "--method": ("<methods>", True, True, "A method, such as prince2"),
        "--region": ("<regions>", True, False, "Region or country, such as DE-HE or Hessen"),
        "--remote": ("", False, False, "Works remotely"),
        "--from": ("", True, False, "Free from that day"),
        "--to": ("", True, False, "Free until that day"),
        "--days": ("", True, False, "Days a week"),
        "--limit": ("", True, False, "How many at most"),
        "--leads": ("", False, False, "Look for open leads instead of members"),
    }, (("", True),)),
    "match": ("Rank who fits the open positions of a lead, or with --me the open positions that fit you", {
        "--position": ("<position>", True, False, "That position of the lead alone"),
        "--me": ("", False, False, "The open positions that fit me"),
        "--limit": ("", True, False, "How many at most, for each position"),
    }, (("<lead>", False),)),
    "team": ("Show the team of a lead: who holds which position, the best team for the open ones, and their days week by week", {
    }, (("<lead>", False),)),
    "claim": ("Ask for a position of a lead", {
        "--position": ("<position>", True, False, "Which position"),
        "--message": ("", True, False, "What you tell them"),
        "--rate": ("", True, False, "Your day rate"),
        "--days": ("", True, False, "How many days you think it takes"),
        "--from": ("", True, False, "From when on you can"),
        "--terms": ("none|<file>", True, False, "What is owed for the lead: pmnet help terms"),
        "--wait": ("", False, False, "Where somebody holds it, wait in line"),
        "--over-capacity": ("", False, False, "Go on although it exceeds your free days"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
        "--guide": ("", False, False, "Ask for all that is not given, one question at a time: pmnet help questions"),
    }, (("<open-lead>", False),)),
    "offer": ("Ask a member to take a position of your lead", {
        "--position": ("<position>", True, False, "Which position"),
        "--message": ("", True, False, "What you tell them"),
        "--terms": ("none|<file>", True, False, "What is owed for the lead: pmnet help terms"),
        "--with-client": ("", False, False, "Disclose the client by yourself once they have accepted"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
        "--guide": ("", False, False, "Ask for all that is not given, one question at a time: pmnet help questions"),
    }, (("<own-lead>", False), ("<member>", False),)),
    "accept": ("Accept a claim or an offer that waits for you, with the terms in it", {
        "--yes": ("", False, False, "Go on without being asked"),
        "--over-capacity": ("", False, False, "Go on although it exceeds your free days"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<handover>", False),)),
    "decline": ("Decline a claim or an offer that waits for you, with a reason", {
        "--reason": ("<decline-reasons>", True, False, "See pmnet help decline-reasons"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<handover>", False),)),
    "withdraw": ("Take back your own claim or offer while nobody has answered", {
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<handover>", False),)),
    "counter": ("Answer a claim or an offer with other terms", {
        "--message": ("", True, False, "What you tell them"),
        "--rate": ("", True, False, "Your day rate"),
        "--days": ("", True, False, "How many days you think it takes"),
        "--from": ("", True, False, "From when on you can"),
        "--terms": ("none|<file>", True, False, "What is owed for the lead: pmnet help terms"),
        "--over-capacity": ("", False, False, "Go on although it exceeds your free days"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<handover>", False),)),
    "amend": ("Propose other terms for what was agreed", {
        "--terms": ("none|<file>", True, False, "What is owed for the lead: pmnet help terms"),
        "--message": ("", True, False, "What you tell them"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<handover>", False),)),
    "contacted": ("Say that you have spoken to the client, and later how it goes: the owner waits for that", {
        "--message": ("", True, False, "What you tell them"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<handover>", False),)),
    "win": ("Report that the client has said yes: one of you does it for both, and the position is filled from then on", {
        "--message": ("", True, False, "What you tell them"),
        "--yes": ("", False, False, "Go on without being asked"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<handover>", False),)),
    "lose": ("Report that the client has said no, with a reason: pmnet help lose-reasons", {
        "--reason": ("<lose-reasons>", True, False, "Why"),
        "--message": ("", True, False, "What you tell them"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<handover>", False),)),
    "return": ("Return what you have taken, with a reason: pmnet help return-reasons", {
        "--reason": ("<return-reasons>", True, False, "Why"),
        "--message": ("", True, False, "What you tell them"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<handover>", False),)),
    "release": ("Take a position back from a partner, once a clock has run out", {
        "--message": ("", True, False, "What you tell them"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<handover>", False),)),
    "extend": ("Let a partner hold a position for longer, as often as the policy allows", {
        "--message": ("", True, False, "What you tell them"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<handover>", False),)),
    "complete": ("Say that the work is done and everything is settled", {
        "--message": ("", True, False, "What you tell them"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<handover>", False),)),
    "dispute": ("Say that you two do not agree", {
        "--message": ("", True, False, "What you tell them"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<handover>", False),)),
    "resolve": ("Say that a dispute is over", {
        "--outcome": ("", True, False, "What you came to, in public words"),
        "--message": ("", True, False, "What you tell them"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<handover>", False),)),
    "evidence": ("Put everything about a handover into one file that can be checked without pmnet: steps, signatures, terms, books", {
        "--out": ("<file>", True, False, "A new file, readable by you only"),
        "-o": ("<file>", True, False, "A new file, readable by you only"),
    }, (("<lead>|<any-handover>", False),)),
    "bill": ("Bill a month of what you have won", {
        "--month": ("", True, False, "Which: 2027-01, 01/2027 or Januar 2027"),
        "--days": ("", True, False, "Days worked, whole or half"),
        "--amount": ("", True, False, "What you bill for the month, net"),
        "--client-net": ("", True, False, "What the client is billed, net, where you know"),
        "--invoice": ("", True, False, "The number of the invoice"),
        "--cancel": ("", False, False, "Take back what was billed for the month"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
        "--guide": ("", False, False, "Ask for all that is not given, one question at a time: pmnet help questions"),
    }, (("<handover>", False),)),
    "settle": ("Say that all that is open of a month is settled", {
        "--month": ("", True, False, "Which: 2027-01, 01/2027 or Januar 2027"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<handover>", False),)),
    "books": ("Read the books: what was billed month by month, what is owed of it, when it is due, what is settled", {
        "--format": ("table|json|csv|ledger", True, False, "How they are shown"),
        "--bom": ("", False, False, "Begin a CSV with the mark some spreadsheets need"),
    }, (("<any-handover>", False),)),
    "undo": ("Take back the last thing you did, where another act can: what was recorded stays, and is followed by its opposite", {
        "--yes": ("", False, False, "Undo without being asked"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, ()),
    "board": ("Show your leads and handovers by how far they have come, or everybody's, with what is due next", {
        "--all": ("", False, False, "Everybody's, not only yours"),
        "--since": ("", True, False, "What has ended since that day"),
        "--limit": ("", True, False, "How many at most, in each stage"),
        "--out": ("<file>", True, False, "Write it as a page instead of showing it"),
        "-o": ("<file>", True, False, "Write it as a page instead of showing it"),
    }, ()),
    "capacity": ("Show who is free how many days in which calendar week, with won work taken off", {
        "--from": ("", True, False, "From that day on"),
        "--weeks": ("", True, False, "How many calendar weeks"),
        "--skill": ("<skills:levels>", True, True, "A skill, with the level at least"),
        "--limit": ("", True, False, "How many members at most"),
        "--out": ("<file>", True, False, "Write it as a page instead of showing it"),
        "-o": ("<file>", True, False, "Write it as a page instead of showing it"),
    }, ()),
    "matrix": ("Show who can do what at which level, beginning with what nobody can or only one", {
        "--industries": ("", False, False, "Industries instead of skills"),
        "--limit": ("", True, False, "How many members at most"),
        "--out": ("<file>", True, False, "Write it as a page instead of showing it"),
        "-o": ("<file>", True, False, "Write it as a page instead of showing it"),
    }, ()),
    "proposal": ("Write a team proposal for a client: one page that needs nothing else, for sending and for printing", {
        "--member": ("<member>", True, True, "Who is proposed, and for which position"),
        "--out": ("<file>", True, False, "The page to write"),
        "-o": ("<file>", True, False, "The page to write"),
        "--anonymous": ("", False, False, "Without names: Candidate A, B, C"),
    }, (("<lead>", False),)),
    "site": ("Write the network's public pages: what its members can do between them, and who agreed to be named", {
    }, (("<file>", False),)),
    "calendar": ("Put what is due in your handovers and leads, and the work you have taken, into a file for your calendar", {
        "--out": ("<file>", True, False, "A calendar's file"),
        "-o": ("<file>", True, False, "A calendar's file"),
    }, ()),
    "notify": ("Mail each member what is new for them: offers, claims, answers, and deadlines that have come near", {
        "--since": ("", True, False, "What the last run named as next"),
        "--smtp": ("", True, False, "The mail server: smtp://user@host:587 or smtps://"),
        "--from": ("", True, False, "Where mails come from"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, ()),
    "completion": ("Print the script by which your shell completes commands, options, skills, members and ids", {
    }, (("bash|zsh|fish", False),)),
    "demo": ("See a whole network work: five members on this machine, played through and told", {
    }, (("<file>", False),)),
    "hook": ("The judge on a server of your own", {
    }, ()),
    "hook install": ("Let the judge watch over a shared repository on a server of your own", {
    }, (("<file>", False),)),
    "member": ("Members: list, show, change your own record", {
    }, ()),
    "member edit": ("Edit your own record in your editor", {
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
        "--guide": ("", False, False, "Ask for all that is not given, one question at a time: pmnet help questions"),
    }, (("<member>", False),)),
    "member list": ("List the members", {
        "--all": ("", False, False, "Also those who left"),
    }, ()),
    "member show": ("Show one member", {
    }, (("<member>", False),)),
    "member set": ("Set fields of your own record", {
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("capacity.days_per_week=|certificates=|consent.proposal=|consent.site=|email=|headline=|industries=|languages=|methods=|name=|roles=|seniority.largest_budget=|seniority.largest_team=|seniority.years=|skills=|wants.contract_models=|wants.exclude_industries=|wants.min_days=|work_area.base=|work_area.countries=|work_area.onsite_percent=|work_area.remote=", True),)),
    "member add": ("Bring a colleague: their record becomes a candidate's", {
        "--file": ("<file>", True, False, "The colleague's record"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, ()),
    "skill": ("The skills in your own record", {
    }, ()),
    "skill add": ("Add a skill to your record, or change its level", {
        "--years": ("", True, False, "Years of it"),
        "--last-used": ("", True, False, "Year of last use"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<skills>", False), ("<levels>", False),)),
    "skill remove": ("Remove a skill from your record", {
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<skills>", False),)),
    "industry": ("The industries in your own record", {
    }, ()),
    "industry add": ("Add an industry to your record", {
        "--years": ("", True, False, "Years of it"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<industries>", False),)),
    "industry remove": ("Remove an industry from your record", {
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<industries>", False),)),
    "certificate": ("The certificates in your own record", {
    }, ()),
    "certificate add": ("Add a certificate to your record", {
        "--issued": ("", True, False, "The day it was issued"),
        "--expires": ("", True, False, "The day it expires"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<certificates>", False),)),
    "certificate remove": ("Remove a certificate from your record", {
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<certificates>", False),)),
    "language": ("The languages in your own record", {
    }, ()),
    "language add": ("Add a language to your record, or change its level", {
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<languages>", False), ("<cefr>", False),)),
    "language remove": ("Remove a language from your record", {
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<languages>", False),)),
    "keys": ("Your keys: show, replace, keep a copy", {
    }, ()),
    "keys show": ("Show your public keys, their files, and whether your record has them", {
    }, ()),
    "keys rotate": ("Replace your keys", {
        "--sign": ("", False, False, "Only the signing key"),
        "--seal": ("", False, False, "Only the sealing key"),
        "--key": ("<file>", True, False, "Sign with this OpenSSH key from now on"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, ()),
    "keys backup": ("Write all your keys into one printable file, sealed to a passphrase", {
        "--passphrase-file": ("<file>", True, False, "Take the passphrase from the first line of a file only you can read"),
    }, (("<file>", False),)),
    "keys restore": ("Put the keys of a backup into your home", {
        "--passphrase-file": ("<file>", True, False, "Take the passphrase from the first line of a file only you can read"),
    }, (("<file>", False),)),
    "lead": ("Leads: add, list, show, edit, seal, extend, close, erase", {
    }, ()),
    "lead add": ("Add a lead you cannot serve alone", {
        "--title": ("", True, False, "What is needed"),
        "--summary": ("", True, False, "What it is about"),
        "--industry": ("<industries>", True, False, "Two-digit division or its name"),
        "--region": ("<regions>", True, False, "Region or country, such as DE-HE or Hessen"),
        "--remote-percent": ("", True, False, "Share of remote work"),
        "--start": ("", True, False, "First day"),
        "--end": ("", True, False, "Last day"),
        "--days": ("", True, False, "Days a week"),
        "--skill": ("<skills:levels>", True, True, "A skill, with the level at least"),
        "--language": ("<languages:cefr>", True, True, "A language, with the level at least"),
        "--certificate": ("<certificates>", True, True, "A certificate"),
        "--position": ("<roles>", True, True, "A role to fill"),
        "--mode": ("first|choose|invite", True, False, "How positions are given"),
        "--respond-within": ("", True, False, "Working hours within which you answer"),
        "--file": ("<file>", True, False, "The fields of the lead as YAML"),
        "--edit": ("", False, False, "See and complete it in your editor first"),
        "--client": ("", True, False, "Who the client is"),
        "--unit": ("", True, False, "Which part of the client"),
        "--register": ("", True, False, "The client's number in a register"),
        "--vat": ("", True, False, "The client's VAT number"),
        "--domain": ("", True, False, "The client's domain"),
        "--address": ("", True, False, "Where the client is"),
        "--contact": ("", True, True, "Whom to talk to: name, role, e-mail, phone"),
        "--decision-maker": ("", True, False, "Who decides"),
        "--budget": ("", True, False, "What the client can pay"),
        "--rate-ceiling": ("", True, False, "The highest day rate"),
        "--payment-terms": ("", True, False, "How the client pays"),
        "--source": ("", True, False, "How you came to the client"),
        "--note": ("", True, False, "Whatever else your partner must know"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
        "--guide": ("", False, False, "Ask for all that is not given, one question at a time: pmnet help questions"),
    }, ()),
    "lead list": ("List leads, newest first", {
        "--mine": ("", False, False, "Your own, in every state"),
        "--state": ("open|held|filled|closed|expired", True, False, "In that state"),
    }, ()),
    "lead show": ("Show one lead, its positions and who holds them", {
    }, (("<lead>", False),)),
    "lead edit": ("Correct your own lead: what an option names is replaced, an empty value removes", {
        "--title": ("", True, False, "What is needed"),
        "--summary": ("", True, False, "What it is about"),
        "--industry": ("<industries>", True, False, "Two-digit division or its name"),
        "--region": ("<regions>", True, False, "Region or country, such as DE-HE or Hessen"),
        "--remote-percent": ("", True, False, "Share of remote work"),
        "--start": ("", True, False, "First day"),
        "--end": ("", True, False, "Last day"),
        "--days": ("", True, False, "Days a week"),
        "--skill": ("<skills:levels>", True, True, "A skill, with the level at least"),
        "--language": ("<languages:cefr>", True, True, "A language, with the level at least"),
        "--certificate": ("<certificates>", True, True, "A certificate"),
        "--position": ("<position>", True, False, "That position of the lead alone"),
        "--mode": ("first|choose|invite", True, False, "How positions are given"),
        "--respond-within": ("", True, False, "Working hours within which you answer"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<own-lead>", False),)),
    "lead close": ("Close your own lead for a reason", {
        "--reason": ("<close-reasons>", True, False, "See pmnet help close-reasons"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<own-lead>", False),)),
    "lead extend": ("Protect your own lead for longer, as often as the policy allows and while it is protected", {
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<own-lead>", False),)),
    "lead seal": ("Say who the client of your lead is, or correct it", {
        "--client": ("", True, False, "Who the client is"),
        "--unit": ("", True, False, "Which part of the client"),
        "--register": ("", True, False, "The client's number in a register"),
        "--vat": ("", True, False, "The client's VAT number"),
        "--domain": ("", True, False, "The client's domain"),
        "--address": ("", True, False, "Where the client is"),
        "--contact": ("", True, True, "Whom to talk to: name, role, e-mail, phone"),
        "--decision-maker": ("", True, False, "Who decides"),
        "--budget": ("", True, False, "What the client can pay"),
        "--rate-ceiling": ("", True, False, "The highest day rate"),
        "--payment-terms": ("", True, False, "How the client pays"),
        "--source": ("", True, False, "How you came to the client"),
        "--note": ("", True, False, "Whatever else your partner must know"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
        "--guide": ("", False, False, "Ask for all that is not given, one question at a time: pmnet help questions"),
    }, (("<own-lead>", False),)),
    "lead erase": ("Erase the client of your lead for everybody, because the client asks for it", {
        "--yes": ("", False, False, "Go on without being asked"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("<own-lead>", False),)),
    "ci": ("Have requests checked on the network's host", {
    }, ()),
    "ci init": ("Write the file by which a host checks requests before they are merged", {
        "--package": ("", True, False, "What is installed there"),
        "--force": ("", False, False, "Replace a file that says something else"),
        "--dry-run": ("", False, False, "Show what would change, write nothing"),
        "-n": ("", False, False, "Show what would change, write nothing"),
    }, (("github|gitlab|forgejo", False),)),
}
