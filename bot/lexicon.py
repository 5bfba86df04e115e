"""A small lexicon of English for judging evidence: words that say the same of an event, words that say the opposite, and
words that say nothing of it.

Vectors of single words cannot tell "bought" from "sold", nor "captured" from "lost"; these groups can. They are general English
for what people and states do, not the vocabulary of one timeline: a group is added for a kind of event, never for one question.
"""

from __future__ import annotations

from functools import lru_cache

from index.words import stem, stems

_SAME = """
capture take seize conquer overrun occupy fall control gain secure captured takeover seizure
enter arrive reach come storm arrival entry penetrate break
advance march push move progress head toward
leave flee depart escape withdraw retreat evacuate exit abandon go departure flight withdrawal pull pullout redeploy vacate quit
lose loss cede surrender
surrender capitulate yield
say tell state declare announce claim speak warn add remark comment describe insist statement announcement note assert argue
promise pledge vow assure reassure guarantee commit
deny reject dismiss refute denial
ask call urge demand request appeal want
call phone telephone ring talk conversation
meet meeting talk summit visit discuss host receive conference gather
negotiate negotiation talk deal agreement mediate
agree agreement deal accord pact truce treaty
kill die dead death slay murder assassinate casualty perish victim shoot
wound injure hurt injury
attack strike raid assault hit bomb bombard shell airstrike bombing shelling pound target fire bombardment
explode blast explosion detonate
destroy demolish damage wreck ruin destruction
burn fire torch ablaze arson
free release liberate open
arrest detain capture imprison jail custody catch
begin start launch commence open beginning initiate onset
end stop finish cease halt conclude terminate lift over ending
continue go keep persist remain
close shut block seal closure
reopen resume open restart restore reactivate
appoint name choose elect select nominate designate
resign quit step down resignation
overthrow topple oust depose unseat fall bring
rule govern govern power reign
win victory triumph defeat beat
defeat beat rout
send dispatch deploy despatch supply
deploy reinforce strengthen bolster reinforcement
strengthen boost increase raise rise grow
decrease reduce cut lower fall drop shrink
give grant award donate provide offer present hand
get receive obtain gain win
buy purchase acquire
sell sale
make create build produce construct establish found form set
break violate breach collapse
sign ratify endorse
vote approve adopt pass
ban forbid prohibit outlaw
join enlist enrol enroll enter accept
unite merge unify union
divide split separate
dissolve disband dismantle
cross traverse
surround encircle besiege siege encirclement
resist fight battle clash combat fighting
protest demonstrate rally demonstration march protester
riot unrest chaos turmoil disorder
loot plunder steal rob pillage
hide conceal shelter
search look seek
find discover locate uncover
show reveal disclose display
see watch observe view
think believe consider expect predict forecast anticipate
expect predict await anticipate hope
hope wish want
fear worry concern
help assist aid support back assistance
support back endorse
blame accuse condemn criticize criticise denounce fault
praise hail welcome applaud
welcome greet receive
thank grateful
apologize apologise sorry
ask question interview
answer reply respond response
write publish post issue
read study
learn study
teach train instruct
attend educate study school university graduate college student
work employ employer job staff employee
play team club squad footballer
hold position serve office post minister member
belong member party join
lead head chair command run leader commander chief director coach chairman
own owner belong possess
live reside stay home
travel go fly trip journey visit
fly flight plane aircraft jet airplane
drive ride
return come back
bring carry take transport
move relocate transfer
pay wage salary
cost price
raise lift
change replace modify alter
stay remain keep
try attempt seek
wait delay postpone
fail failure
marry wed wedding husband wife spouse
born birth
separate divorce
teenager child boy youth
soldier troop fighter army military force
rebel opposition insurgent faction militant fighter
police officer security
civilian resident citizen people inhabitant
prisoner detainee inmate captive
prison jail
town city
village town
border frontier crossing
airport airbase airfield
capital city
crossing post checkpoint border
refugee displaced
money fund cash
sick ill
picture photo image photograph painting paint
car vehicle
house home
speech address talk
president leader ruler head
minister official
reporter journalist
doctor physician
real true actual
large big huge great
small little
first initial
quick fast rapid
mom mother
dad father
kid child
curfew lockdown
asylum refuge shelter
quake earthquake
wife spouse family
relative family
chase pursue
explain describe reason
name call title
hotline line channel
tell inform
staff personnel employee
tomb grave mausoleum
"""

_OPPOSITE = """
enter : leave flee withdraw
arrive : leave depart
capture : lose
win : lose
take : lose give
seize : lose
buy : sell
begin : end stop
start : end stop
open : close
reopen : close
increase : decrease reduce
raise : lower cut
free : arrest detain imprison
release : arrest detain
agree : refuse reject
accept : reject refuse
approve : reject
confirm : deny
admit : deny
support : oppose
praise : condemn criticize
attack : defend
join : leave
appoint : dismiss
live : die
find : lose
send : receive
give : receive take
advance : retreat withdraw
"""

_EMPTY = """
a an the this that these those there here it its they them their theirs he him his she her hers we us our ours you your yours i me my mine
who whom whose what which when where why how whether if then than as so such same own each every either neither both all any some no not none
am is are was were be been being do does did done doing have has had having will would shall should can could may might must ought
of in on at to for by with from into onto over under about against between among through during before after since until till upon within without
and or but nor because while although though via per up down out off away back again around near along across toward towards
event happen occur occurrence thing entry development incident timeline story place time date day moment happening take
exactly really actually just only also even still yet ever never already once now
tell please know say give want let mention list show
first last earliest latest next previous second third final initial initially finally
kind type sort many much long far old often ago
mr mrs ms dr one ones someone somebody anyone anybody everyone everything something anything person people man
yes ok okay hi hello hey thanks
go get make use like
"""


def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_SAME.strip().splitlines()):
        for form in line.split():
            found.setdefault(stem(form), set()).add(number)
    return {form: frozenset(numbers) for form, numbers in found.items()}


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _OPPOSITE.strip().splitlines():
        left, _, right = line.partition(":")
        for a in stems(left):
            for b in stems(right):
                found.setdefault(a, set()).add(b)
                found.setdefault(b, set()).add(a)
    return {form: frozenset(others) for form, others in found.items()}


_GROUPS = _groups()
_OPPOSITES = _opposites()
EMPTY = frozenset(stems(_EMPTY))
"""Stems that name nothing by themselves: a question is not judged by them."""


@lru_cache(maxsize=65536)
def same(a: str, b: str) -> bool:
    """Whether two stems may say the same of an event. Not transitive: "take" stands beside "capture" and beside "carry"."""
    groups = _GROUPS.get(a)
    return groups is not None and not groups.isdisjoint(_GROUPS.get(b, frozenset()))


@lru_cache(maxsize=65536)
def opposite(a: str, b: str) -> bool:
    return b in _OPPOSITES.get(a, frozenset())
