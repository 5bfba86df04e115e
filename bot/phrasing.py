"""The ways in which people ask, said plainly: "for my essay: on what grounds did she resign" is "why did she resign".

A question reaches the parser without what is said around it, and with the usual word for what it asks. Only ways of asking have a
place here; verbs that say the same are the lexicon's (`lexicon.plain_verbs`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.lexicon import ACTS
from index.words import participle, words

_AUX = r"(?:did|does|do|was|were|is|are|had|has|have|will|would|can|could)"
_WH = r"(?:who|whom|whose|what|which|when|where|why|how)"
_PREP = r"(?:in|on|at|to|by|from|for|with|of|until|since|under|during)"
_UNITS = r"(minutes|hours|days|weeks|months|years)"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"

_QUOTED = re.compile(r"\s*[\"“].{3,}[\"”]\s*[:?!–—-]?\s*$")
"""Words that are asked about: ""no way back": who said it"."""
_FRAME = re.compile(rf"^(?P<frame>[^:?!]{{2,90}})\s*(?:[:?!]|\s[-–—])\s+(?=(?:{_PREP}\s+)?{_WH}\b|{_AUX}\b)", re.IGNORECASE)
"""What is said before the question: "quick check before we print: who ..."."""
_I_ASK = (
    r"(?:i|we)(?:['’]?(?:m|d|ve|re)\b|\s+(?:am|are|was|were|would|do|have|had))?\s+(?:(?:\w+ly|just|also|still|only|been|busy)\s+)*"
    r"(?:need|want|like|love|try|trying|hop(?:e|ing)|wonder(?:ing)?|wanted|needed|tried|ask(?:ing)?|looking|searching|curious|keen|interested|after|unsure|have\s+to|must|got\s+to)\b"
    r"(?:\s+(?:to|for|in|at))?(?:\s+(?:know(?:ing)?|find(?:ing)?(?:\s+out)?|discover(?:ing)?|learn(?:ing)?|understand(?:ing)?|figure\s+out|work\s+out|establish|determine|check|verify|"
    r"confirm|clarify|see|hear|get|remember|recall|ask|cite|be\s+(?:told|sure)))?(?:\s+(?:you|about|of|exactly|precisely|please))*"
)
"""Who asks and that they do: "I'm trying to find out", "we would like to know"."""
_WRITING = (
    r"(?:thesis|dissertation|papers?|essay|articles?|reports?|book|chapter|class|course|homework|assignment|exam|test|podcast|project|presentation|seminar|blog|feature|story|"
    r"piece|research|study|documentary|newsletter|quiz|briefing|column|script|lecture|talk|work|history)"
)
_OCCASION = re.compile(rf"^(?P<frame>(?:for|as\s+part\s+of|in|while|as)\b[^?!.:;]{{2,120}}?)[\s,]+(?={_I_ASK}\b)", re.IGNORECASE)
"""Why somebody asks, before that they do: "for a paper on rivers I need to know ..."."""
_ASKER = re.compile(
    r"\b(?:i|me|my|mine|we|us|our|you|your|u|ur|some(?:one|body)|any(?:one|body)|hi|hello|hey|hiya|greetings|dear|thanks|please|pls|plz|sorry|question|quick|know[ns]?|clear|wonder\w*|curious|curiosity|interest|"
    r"student|teacher|journalist|researcher|reader|editor)\b",
    re.IGNORECASE,
)
"""What shows that it is said of the one who asks, or to the one who is asked."""
_LEADS = re.compile(
    r"(?:[,.;:!?–—-]|\b(?:know[ns]?|knowing|knew|wonder|wondering|wondered|tell|telling|told|me|us|you|out|understand|understanding|understood|remember|remembering|recall|recalling|forget|"
    r"forgetting|forgot|forgotten|learn|learning|see|seeing|ask|asks|asked|asking|say|says|saying|explain|explaining|check|checking|find|finding|found|discover|discovering|figure|establish|"
    r"determine|determining|confirm|verify|clarify|clarifying|clear|sure|unsure|certain|curious|interested|agree|disagree|argue|arguing|decide|idea|clue|hint|information|info|detail|details|word|hear|hearing|no|cite|write|writing|state|mention|include|question|exactly|please|pls|"
    r"but|and|so|is|was|about|on|of|over|regarding|concerning|into|to|as\s+to|though|then|up))\s*$",
    re.IGNORECASE,
)
"""Behind what a question may begin inside a sentence: after a verb or noun of asking and knowing, a small word, or a mark; not after "the man"."""
_ONSET = re.compile(
    rf"\b(?:(?<!agree\s)(?<!information\s)(?<!info\s)(?<!details\s)(?<!question\s)(?<!idea\s)(?<!sure\s)(?<!up\s){_PREP}\s+)?{_WH}\b|\b(?:if|whether)\b|(?<=[,.;:!?–—-]\s){_AUX}\b",
    re.IGNORECASE,
)
_ASKS_AT_ONCE = re.compile(rf"(?:{_PREP}\s+)?(?!what\s+(?:i|we|puzzles|confuses|interests|bothers|remains)\b){_WH}\b", re.IGNORECASE)
_AFTERWARDS = re.compile(
    r"(?:[,.;:!?–—]|\s-)\s*(?:and\s+|but\s+|because\s+|coz\s+)?(?P<said>(?:(?:many\s+)?thanks?\b|thx\b|cheers\b|(?:its?|it['’]s|it\s+is|this\s+is|that['’]?s)\s+(?:for|about|because|really|very|so|urgent|important)\b|"
    r"i\b|i['’]|we\b|my\b|our\b|need\b|any\s+(?:help|idea|info|source)|please\b|pls\b|plz\b|sorry\b|asap\b|urgent)[^?]*)$",
    re.IGNORECASE,
)
"""What is said behind the question: "... thanks in advance", "... it's for school"."""
_READ = re.compile(
    r"^(?:i|we)(?:['’]?ve)?\s+(?:(?:have|had|just|once|only|was|were|also)\s+)*(?:read|heard|saw|seen|know|knew|understand|gather|believe|think|thought|remember|recall|told)\b"
    r"(?:\s+(?:somewhere|once|recently|in\s+the\s+(?:news|papers?)|online|a\s+(?:report|claim|rumou?r)))*(?:\s+that\b)?[\s,]+(?=\S+\s+\S)",
    re.IGNORECASE,
)
"""Before what somebody believes to be so: "I read somewhere that"."""
_WHETHER = re.compile(r"^(?:if|whether)\s+(?=\S+\s+\S)", re.IGNORECASE)
_ASKING = re.compile(rf"[.,:;!–—-]\s+(?:(?:so|and|but)\s+)?(?:{_PREP}\s+)?(?:{_WH}|{_AUX})\b", re.IGNORECASE)
"""Where a question follows a statement."""
_HEDGE = re.compile(
    r"[\s,(–—-]+(?:i\s+(?:think|believe|guess|suppose|presume|reckon)(?:\s+it\s+(?:was|is))?|if\s+i(?:['’]?m|\s+am)\s+not\s+(?:mistaken|wrong)|if\s+i\s+remember(?:\s+(?:right|well|correctly|rightly))?|"
    r"i\s+(?:forget|forgot|have\s+forgotten|(?:don['’]?t|can['’]?t|cannot)\s+(?:remember|recall|know|say))(?:\s+(?:the|his|her|its|their)\s+names?(?:\s+of\s+the\s+\w+)?)?)\b[),]*",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^(?:(?:hi|hello|hey|yo|ok|okay|so|well|please|pls|quick\s+question|question|just\s+wondering|sorry|thanks|thank\s+you|thx|cheers|oh|um+|hm+|wow|wait|man|bro|dude|look|"
    r"honestly|basically|actually|rather|i\s+see|got\s+it|(?:great|good|nice|cool|right|alright|fine|perfect|interesting)(?=\s*[,.!]|\s+(?:and|but|so|thanks)\b)|"
    r"(?:no|nope|yes|yeah)(?=\s*,|\s+(?:wait|sorry|i\s+mean))|i\s+mean(?:t)?|i\s+(?:was|am)\s+asking\s+(?:about|for)|make\s+that|"
    r"also|and|but|then(?!\s+what\b)|now|do\s+(?:you|we|they)\s+(?:happen\s+to\s+)?(?:know|remember)|does\s+any(?:one|body)\s+know|any\s+idea|i(?:'m|\s+am)\s+(?:curious|wondering)|i\s+wonder|"
    r"(?:one|another|a)\s+(?:more\s+)?(?:quick\s+|last\s+|small\s+)?(?:question|thing)|just\s+(?:to\s+be\s+sure|checking|curious)|"
    r"(?:can|could|would|will|may|might)\s+(?:you|u|someone|anyone|anybody)\s+(?:please\s+|kindly\s+|perhaps\s+|also\s+)?(?:tell|remind|say|explain|clarify|look\s+up|discover|let\s+me\s+know)(?:\s+(?:me|us))?|"
    r"(?:can|could|may|might)\s+(?:i|we)\s+(?:please\s+|perhaps\s+)?(?:ask|have|get)(?:\s+you)?|"
    r"(?:please\s+)?(?:tell|remind)\s+(?:me|us)|let\s+me\s+know|remind\s+me|"
    rf"{_I_ASK}|"
    rf"(?:for|in)\s+(?:my|our|an?|the)\s+(?:\w+\s+){{0,3}}?{_WRITING}\b[^,:?!]{{0,60}}(?=[,:])|for\s+(?:my|our)\s+(?:\w+\s+){{0,2}}?\w+(?=,)|about|everyone|everybody|guys|all|bot)\b[\s,.:;!-]*)+(?=\S)",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?:[\s,.;-]+(?:please|pls|thanks|thank\s+you|exactly|precisely|do\s+you\s+know|by\s+the\s+way|btw|again|then|anyway|in\s+the\s+end|lol|haha\w*|tho|or\s+what|"
    r"for\s+real|by\s+chance|if\s+you\s+know|if\s+(?:it|that|this)(?:\s+is|['’]?s)\s+(?:known|recorded|stated|mentioned|clear)|as\s+far\s+as\s+you\s+know|in\s+detail|briefly|in\s+short|in\s+a\s+few\s+words|after\s+all\s+(?:this|that)|"
    r"i\s+need\s+(?:the\s+)?(?:names?|dates?|numbers?|figures?|details)|just\s+(?:the\s+)?(?:names?|dates?|numbers?)))+[\s.!?]*$",
    re.IGNORECASE,
)
_CLAIM = re.compile(
    rf"^(?:is\s+it\s+(?:really\s+|actually\s+)?(?:true|correct|right|a\s+fact|the\s+case|confirmed|known)(?:\s+that)?|true\s+or\s+false\b[\s:,-]*(?:that\s+)?|fact[\s-]check\b[\s:,-]*(?:that\s+)?|"
    rf"(?:can|could|may|should)\s+(?:we|you|i|one)\s+(?:\w+ly\s+)?(?:say|confirm|claim|write|report|state|assume)(?:\s+that)?|did\s+i\s+(?:hear|read|get|understand)\s+(?:it\s+|this\s+)?(?:right|correctly|rightly)(?:\s+that)?|"
    r"(?:am|was|were|are)\s+(?:i|we)\s+(?:right|correct|wrong|mistaken)(?:\s+(?:in|to)\s+(?:think|thinking|say|saying|believe|believing|assume|assuming|suppose|supposing))?(?:\s+that)?|"
    r"(?:please\s+)?confirm(?:\s+(?:that|whether|if))?)"
    rf"\s+(?=\S+\s+\S)(?!(?:{_PREP}\s+)?{_WH}\b)",
    re.IGNORECASE,
)
"""Before a statement that is put to the test."""
_CLEFT = re.compile(
    r"^(?:was|is|were)\s+it\s+(?:really\s+|actually\s+|indeed\s+)?(?P<what>(?!true|said|reported|known)\S.*?)\s+(?:that|who|which)\s+(?P<said>\S+\s.+)$",
    re.IGNORECASE,
)
""" "was it the miller who left", "was it the mill that the fire destroyed", "was it in May that the ferry sank"."""
_TAG = re.compile(
    r"[\s,;-]+(?:(?:is\s+(?:that|it|this)\s+)?(?:true\s+or\s+false|true|correct|right)|is\s+that\s+so|(?:did|was|has|is)n['’]?t\s+(?:it|he|she|they))\W*$",
    re.IGNORECASE,
)
_OWN_AUXILIARY = re.compile(rf"^(?P<who>(?:\S+\s+){{1,7}}?)(?P<aux>{_AUX})\s+", re.IGNORECASE)

_START = r"(?:^|(?<=[.;:!]\s))"
"""Of the question, also behind a statement."""
_WHAT_IS = (
    rf"{_START}(?:(?:what(?:\s+(?:is|was|were|are)|['’]s)|(?:please\s+)?(?:give|tell|show|find|state|name)(?:\s+me|\s+us)?)\s+)?(?:the\s+|an?\s+|its\s+|his\s+|her\s+|their\s+|any\s+)?"
    r"(?:(?:exact|precise|full|real|actual|main|official|true|total|overall|final|stated|alleged|reported|approximate|whole|very)\s+)*"
)
"""Before the noun for what is asked: "what was the exact", "the", or nothing, as in "date of the fire"."""
_NO_WH = rf"(?!.*\b{_WH}\b)"
_REASON = r"(?:grounds|reasons?|arguments?|rationale|motives?|motivation|justification|explanation|pretext|excuses?|causes?|purpose|aims?|goals?|objectives?|intentions?|point|logic|thinking)"
_GIVES = r"(?:give|given|offer|offered|make|cite|cited|name|named|state|stated|provide|provided|put\s+forward|come\s+up\s+with)"
_VIEW = r"(?:reaction|response|position|stance|view|opinion|take|comment|verdict|attitude|line|assessment|interpretation)s?"
_SPOKEN = tuple(
    pair.split(":")
    for pair in "advice:advise answer:answer reply:reply warning:warn promise:promise pledge:pledge threat:threaten offer:offer request:request order:order "
    "prediction:predict claim:claim proposal:propose recommendation:recommend suggestion:suggest".split()
)
"""What is said by its noun: "her advice to the king" is what she advised him."""
_RESULT = r"(?:results?|outcomes?|effects?|impacts?|consequences?|upshot|influence)"
_WEIGHTY = (
    r"(?:important|significant|crucial|critical|vital|essential|decisive|valuable|relevant|strategic|serious|big|bad|symbolic|painful|dangerous)"
)
_ASKED: tuple[tuple[str, str], ...] = (
    (rf"\b({_WH})['’]s\b", r"\1 is"),
    # who made it, and who is the source
    (r"\bwhose\s+(?!words?\b|phrase\b|line\b|quote\b|quotation\b|remark\b)(\w+)\s+(?:was|is)\s+it\s+(?=that\b|to\b)", r"who made the \1 "),
    (r"^who\s+(?:was|were|is|are|stood|stands)\s+(?:responsible\s+for|behind)\s+(?=(?:the|an?|his|her|its|their)\b)", "who did "),
    (rf"^(according\s+to\s+[^,?]+?),?\s+(?=(?:{_PREP}\s+)?{_WH}\b)(.+)$", r"\2, \1"),
    (rf"^((?:{_PREP}\s+)?{_WH}\b[^,]*),\s*(according\s+to\s+[^,]+),\s*(.+)$", r"\1 \3, \2"),
    (rf"\b({_WH}(?:\s+\w+)?)\s+(?:is|was)\s+it\s+that\b", r"\1"),
    # why
    (rf"\b(?:on|for)\s+(?:what|which)\s+{_REASON}\b", "why"),
    (rf"\b(?:to|for)\s+(?:what|which)\s+(?:\w+\s+)?(?:ends?|purpose|aim|effect)\b(?=\s+{_AUX}\b)", "why"),
    (rf"\b(?:what|which)\s+{_REASON}\s+(did|does|do|has|had|have)\s+(.+?)\s+{_GIVES}(?:\s+for)?\b", r"why \1 \2 say"),
    (rf"\b(?:what|which)\s+{_REASON}\s+(did|does|do|has|had|have)\s+(.+?)\s+(?:have|see)(?:\s+for)?\b", r"why \1 \2"),
    (rf"{_WHAT_IS}{_REASON}\s+(?:that\s+(?:was|were)\s+)?(?:given|offered|cited|named|stated|put\s+forward)\s+by\s+(.+?)\s+for\s+", r"why did \1 "),
    (rf"\bwhat\s+(?:was|is|were|are)\s+(?:the\s+|his\s+|her\s+|its\s+|their\s+)?(?:\w+\s+)?{_REASON}\s+(?:for|behind|of|why)\b", "why was"),
    (rf"{_WHAT_IS}{_REASON}\s+(?:for|behind|of|why)\s+", "why was "),
    (rf"^what\s+(?:was|were|is|are)\s+(.+?)['’]s?\s+(?:\w+\s+)?{_REASON}\s+(?:in|for|behind|when)\s+", r"why did \1 "),
    (r"^what\s+(?:was|were|is|are|did)\s+(.+?)\s+(?:hop|try|aim|look|seek|want|intend|mean|attempt)(?:e|ing)?\s+(?:to\s+(?:achieve|do|accomplish|gain|get|win|reach|prevent|show)\s+)?"
     r"(?:(?:by|in|with)\s+(?=\w+ing\b)|(?:with|when)\s+(?:it|he|she|they)\s+)", r"why did \1 "),
    (r"\bhow\s+come\b", "why"),
    # why it matters
    (rf"^what\s+made\s+(.+?)\s+(?:so\s+)?(?:very\s+)?{_WEIGHTY}\b(?:\s+(?:to|for)\b)?", r"why was \1"),
    (rf"^why\s+(?:was|were|is|are)\s+(.+?)\s+(?:(?:so|such|that|really|considered|seen\s+as|regarded\s+as|an?)\s+)*{_WEIGHTY}\b(?:\s+(?:deal|place|point|blow|loss|event|step|moment|prize|gain))?"
     r"(?:\s+(?:to|for)\b)?", r"why was \1"),
    (r"^why\s+(?:did|does|do)\s+(?:it\s+)?(.*?)\s*matters?\b(?:\s+(?:so\s+much|a\s+lot|much))?(?:\s+(?:to|for|that|when|if)\b)?", r"why was \1"),
    (r"^what\s+(?:was|is)\s+(?:so\s+(?:important|significant|special)\s+about|the\s+(?:importance|significance|relevance)\s+of)\b", "why was"),
    (r"^what\s+made\s+(?!up\b)(?=\S+\s+\S)", "why did "),
    (r"^what\s+(?:led|drove|pushed|prompted|caused|forced|moved|brought|inspired|motivated|persuaded|convinced)\s+(?!to\b)(.+?)\s+to\s+(?!(?:the|an?|his|her|its|their|this|that)\b|(?-i:[A-Z]))", r"why did \1 "),
    (rf"{_START}what\s+(?:(?:lay|lies|was|is|stood|stands)\s+behind|prompted|triggered|caused|sparked|occasioned|provoked|motivated|explains?|explained|account(?:s|ed)\s+for|"
     r"g[ai]ves?\s+rise\s+to|brought\s+(?:about|on)|set\s+off|precipitated|justified|necessitated)\s+(?=\S)", "why was "),
    # which one
    (r"^(?:the\s+)?((?:full\s+)?names?)\s+of\s+(?=(?:the|an?|his|her|its|their|this|that)\b)", r"what is the \1 of "),
    (r"^(?:please\s+)?(?:name|list|enumerate|give\s+(?:me|us))\s+(?:all\s+)?(?:of\s+)?(?:the\s+)?(?!events\b|developments\b|entries\b|things\b)(\w+s|people|men|women)\s+((?:of|in|from|near)\s+\S+\s+)?"
     r"(?:that|which|who|whom)\s+", r"which \1 \2"),
    (rf"^(?!.*\b{_WH}\b)(?!{_AUX}\b)(.+?)\s+(\w+)\s+names?$", r"which \2 was \1"),
    (rf"^(?!.*\b{_WH}\b)(?!{_AUX}\b)(.+?)\s+(city|country|town|village|province|state)$", r"which \2 was \1"),
    (r"^what\s+for$", "why"),
    # who holds it
    (r"^in\s+whose\s+hands\s+(?:was|were|is|are)\s+", "who held "),
    (r"^under\s+whose\s+control\s+(?:was|were|is|are)\s+", "who controlled "),
    # how, how far, how many
    (r"\b(?:in|by|through|via|with|under)\s+(?:what|which)\s+(?:ways?|means|manner|fashion|form|method|channel|medium|instrument|arrangement|terms|circumstances)\b", "how"),
    (r"^what\s+did\s+(.+?)\s+use\s+to\s+(?=\w+\s+\w)", r"how did \1 "),
    (rf"^(?:what|which)\s+distance\s+(?={_AUX}\b)", "how far "),
    (r"\bwhat\s+(?:was|is)\s+the\s+distance\b", "how far is it"),
    (r"\bhow\s+(?:close|near)\s+to\b", "how far from"),
    (rf"\bhow\s+(?:close|near)\b(?=\s+{_AUX}\b)", "how far"),
    (rf"{_WHAT_IS}(?:number|count|total|tally)\s+of\s+(?!the\b)(?=(?:[\w-]+\s+){{0,3}}?(?:\w+s|people|men|women|children|dead)\b)", "how many "),
    (rf"{_WHAT_IS}(?:amount|sum|size|strength|percentage|proportion|share|scale)\s+of\s+", "how much was "),
    (rf"{_START}what\s+(?:sum|amount|percentage|proportion|share)(?:\s+of\s+(?:money|cash))?(?=\s+(?:of\b|{_AUX}\b))", "how much"),
    (rf"{_WHAT_IS}(?:(civilian|soldier)\s+)?(?:death\s+toll|body\s+count|loss\s+of\s+life|number\s+killed)\b(?:\s+(?:of|in|from|for|at)\b)?", r"how many \1 died in"),
    (rf"{_START}(?:upwards|in\s+excess|more|at\s+least|over)\s+(?:of\s+|than\s+)?(?=how\s+(?:many|much)\b)", ""),
    (r"\bwhat\s+number\s+of\b", "how many"),
    # which came first
    (r"^(?:was|is)\s+it\s+(.+?\s+or\s+.+?)\s+(?:that|who|which)\s+(.+\s(?:first|last|earlier|later|sooner))$", r"which \2, \1"),
    (r"^(?:was|is)\s+it\s+(.+?)\s+(?:that|who|which)\s+(.+\s(?:first|last|earlier|later|sooner)),?\s+(or\s+.+)$", r"which \2, \1 \3"),
    (r"^(who|which(?:\s+\w+)?)\s+(?:was|were)\s+(?:faster|quicker|sooner)\s+(?:to|in|at)\s+(.+?)\s*[,:]\s*(?=.+\bor\b)", r"\1 \2 first, "),
    (r"^did\s+(.+?)\s+(?:precede|predate)\s+", r"did \1 happen before "),
    (r"^did\s+(the\s+\w+\s+of\s+.+?)\s+follow\s+(?=the\s+\w+\s+of\b)", r"did \1 happen after "),
    (r"^had\s+(.+?)\s+(?:when|by\s+the\s+time)\s+(?=\S+\s)", r"did \1 before "),
    (r"^(what|when)\s+(?:does|did)\s+(?:the|this|your)\s+timeline\s+(?:start|begin|open)\b(?:\s+with)?", r"\1 was the first event"),
    (r"^(what|when)\s+(?:does|did)\s+(?:the|this|your)\s+timeline\s+(?:end|stop|finish|close)\b(?:\s+with)?", r"\1 was the last event"),
    # how long
    (rf"^(?:what\s+(?:is|was)\s+)?(?:the\s+)?(?:(?:exact\s+|total\s+)?number\s+of\s+|(?=\w+\s+between\b)){_UNITS}\s+(?=between\b|from\b)", r"how many \1 "),
    (r"^how\s+(many\s+\w+|much\s+time|long)\s+(?:separate[sd]?|divide[sd]?)\s+(.+?)\s+(?:from|and)\s+", r"how \1 between \2 and "),
    (r"^(?:(?:counted|counting|measured|starting)\s+)?from\s+([^,]+),\s+how\s+(long|much\s+time|many\s+\w+)\s+(?:(?:was\s+it|did\s+it\s+take|passed)\s+)?(?:until|till|before|to)\s+", r"how \2 from \1 until "),
    (rf"^(\w[^,:?]*?)\s+how\s+(long|many\s+\w+)\s+(after|before)\s+(?!{_AUX}\b)(.+)$", r"how \2 between \4 and \1"),
    (rf"^how\s+(many\s+\w+)\s+(?:later|earlier)\s+({_AUX}\s+.+?)\s+(after|before)\s+(.+)$", r"how \1 \3 \4 \2"),
    (r"^how\s+(long|many\s+\w+)\s+(?:had|has)\s+(.+?)\s+(?:lasted|(?:been\s+)?(?:going\s+on|under\s*way|raging|running))\s+(?:when|by\s+the\s+time)\s+", r"how \1 from the start of \2 until "),
    (r"^(?:over|during|in|within)\s+(?:what|which)\s+(?:(?:time\s+)?(?:period|span|frame)|space\s+of\s+time|stretch\s+of\s+time)\b", "when"),
    # who said it, what was said
    (r"\bwhose\s+(?:words?|phrase|line|quote|quotation|remark)\s+(?:is|are|was|were)\s+(?:this|these|that|those|it)?\s*:?", "who said"),
    (r"^how\s+did\s+(.+?)\s+(?:explain|justify|comment\s+on|account\s+for|interpret|label|describe|characteri[sz]e|portray|present)\b", r"what did \1 say about"),
    (r"\b(?:had|have|has)\s+something\s+to\s+say\b", "spoke"),
    (r"^did\s+(.+?)\s+(say|announce|promise|write)\s+(?:anything|something)\b", r"what did \1 \2"),
    (rf"^what\s+(?:was|is|were|are)\s+(.+?)['’]s?\s+(?:\w+\s+)?{_VIEW}\s+(?:to|on|of|about|towards?|regarding|over)\b", r"what did \1 say about"),
    (rf"^(?:what\s+(?:was|is|were|are)|what['’]?s)\s+(?!the\s+(?:\w*[^s\s]\s+)?{_VIEW}\b)(\w.+?s)\s+{_VIEW}\s+(?:to|on|about|towards?|regarding|over)\b", r"what did \1 say about"),
    (r"^(?:how\s+did|where\s+did|where\s+does)\s+(.+?)\s+(?:position\s+(?:him|her|it|them)sel(?:f|ves)|stand)\s+(?:on|about|towards?|regarding|over)\b", r"what did \1 say about"),
    (rf"^what\s+(?:was|is|were|are)\s+the\s+(?:\w+\s+)?{_VIEW}\s+of\s+(.+?)\s+(?:to|on|about|towards?|regarding|over)\b", r"what did \1 say about"),
    (r"^(?:what\s+did|how\s+did)\s+(.+?)\s+(?:make\s+of|have\s+to\s+say\s+(?:about|on|of)|react\s+to|think\s+(?:of|about)|feel\s+about)\b", r"what did \1 say about"),
    *((rf"^what\s+(?:was|is|were|are)\s+(.+?)['’]s?\s+(?:\w+\s+)?{noun}s?\b(?=\W*$|\s+(?:to|for|about|on|of|in|at|when|after|before|regarding)\b)", rf"what did \1 {verb}") for noun, verb in _SPOKEN),
    (r"\bthe\s+end\s+of\s+(\S+(?:\s+\S+)?)['’]s?\s+(?:\w+\s+)?(?:rule|reign|regime|government|dictatorship)\b", r"the fall of \1"),
    # what came of it
    (rf"^what\s+(?:was|is|were|are)\s+the\s+(?:\w+\s+)?{_RESULT}\s+of\b", "what was"),
    (rf"^(?:what|which)\s+(?:\w+\s+)?(?:{_RESULT}|difference)\s+did\s+(.+?)\s+(?:have|make|bring|produce)\b", r"what was \1"),
    (r"^what\s+(?:came|became|has\s+become)\s+of\b", "what was"),
    (r"^what\s+did\s+(.+?)\s+(?:lead\s+to|result\s+in|bring\s+about|bring|achieve|accomplish)(?=\W*$|\s+(?:in|on|for)\b)", r"what was \1"),
    # what happened
    (r"^(?:please\s+)?(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?(?:give|walk|take|show|tell|trace|describe|sum\s+up|summari[sz]e|recap|outline)\s+(?:me\s+|us\s+)?(?:through\s+|for\s+me\s+)?"
     r"(?:what\s+(?:went\s+on|happened)|the\s+(?:situation(?:\s+report)?|events|developments|news|day))\b(?:\s+(?:of|for)\b)?", "what happened"),
    (r"^what\s+(?:is|was)\s+(?:there|on\s+(?:the\s+)?record)\s+(?:for|on|about)\b", "what happened"),
    (r"^what\s+do\s+you\s+have\s+(?:for|on|about)\b", "what happened"),
    (r"^(what\s+happened\b[^,]*\d[^,]*),\s+(?-i:[a-z ]+)$", r"\1"),
    (rf"{_WHAT_IS}fate\s+of\s+", "what happened to "),
    (r"^what\s+(?:has\s+|had\s+)?(?:became|become)\s+of\s+", "what happened to "),
    # where
    (rf"{_WHAT_IS}(?:venue|location|site|setting|scene|whereabouts|destination)\s+(?:of|for)\s+{_NO_WH}", "where was "),
    # when
    (rf"{_WHAT_IS}(?:date|hour|timing)\s+(?:of|for)\s+{_NO_WH}", "when was "),
    (rf"{_WHAT_IS}(?:date|day|hour|time|moment)\s+(?:when|that|(?:at|on|in)\s+which)\s+{_NO_WH}", "when "),
    (rf"\bas\s+of\s+(?=(?:the\s+)?\d|{_MONTH}\b)", "on "),
    (r"\b(?:on|by)\s+the\s+eve\s+of\b", "the day before"),
    (r"\bbefore\s+(?:the\s+)?(?:year\s+)?((?:19|20)\d\d)\s+(?:end(?:s|ed)?|(?:was|is)\s+(?:out|over))\b", r"by the end of \1"),
    (r"\bbefore\s+(?:the\s+)?(?:end|close)\s+of\b(?=\s+(?:\w+\s+)?(?:19|20)\d\d\b)", "by the end of"),
    (r"\b(?:in\s+the\s+(?:immediate\s+)?(?:wake|aftermath)|on\s+the\s+heels)\s+of\b", "after"),
    (r"\b(?:in\s+the\s+course|at\s+the\s+time)\s+of\b", "during"),
    (r"^(?:until|till)\s+when\s+(did|was|were)\s+(.+?)\s+(?:last|go\s+on|run|continue|(?:in\s+)?(?:force|place|effect))$", r"when did \2 end"),
    # what somebody came to do
    (r"\b(?:end|ends|ended)\s+up\s+(?=[a-z]+ing\b)", ""),
    (r"\b(?:wind|winds|wound)\s+up\s+(?=[a-z]+ing\b)", ""),
)  # fmt: skip
_DISPUTE = re.compile(
    r"^(?:(?:do|does|did)\s+(?:all\s+)?(?:of\s+)?(?:the\s+|these\s+|your\s+)?(?:(?:various|different|other)\s+)?(?:sources?|reports?|accounts?|media|outlets|witnesses|versions)\s+"
    r"(?:(?:all|really)\s+)*(?P<agree>agree)|(?:do|does|did)\s+(?:the\s+|these\s+)?(?:(?:various|different|other)\s+)?(?:sources?|reports?|accounts?|media|outlets|witnesses|versions)\s+"
    r"(?:differ|disagree|conflict|vary|contradict\s+(?:each\s+other|one\s+another|themselves))|(?:is|was)\s+there\s+(?:any\s+|some\s+|a\s+)?(?:(?P<one>agreement|consensus)|disagreement|dispute|doubt|controversy|debate)|"
    r"(?:are|were)\s+there\s+(?:any\s+)?(?:different|differing|conflicting|contradictory|other|several)\s+(?:accounts|versions|reports|figures|claims|dates|numbers))\s*(?:on|about|over|as\s+to|of|for|regarding)?\s+",
    re.IGNORECASE,
)
""" "Do the sources agree on ...": what differs is shown with every answer."""
_PLAIN = tuple((re.compile(pattern, re.IGNORECASE), plain) for pattern, plain in _ASKED)
_INSIDE = tuple(pattern for pattern, _ in _PLAIN if not pattern.pattern.startswith("^"))
_OPENING = re.compile("|".join(f"(?:{pattern})" for pattern, _ in _ASKED if pattern.startswith("^")), re.IGNORECASE)
"""Those at the beginning of a text are looked for together: most questions hold none."""


def plain_question(text: str, names: Callable[[str], bool]) -> str:
    """The question alone, in the usual words; `names` says whether a text names something of the timeline, or a time, and so belongs
    to the question."""
    text = unaddressed(_HEDGE.sub(" ", _unframed(text, names)))
    believed = _READ.match(text) or _WHETHER.match(text)
    if believed is not None:
        text = text[believed.end() :]
        if not _ASKING.search(text):
            text = asked_whether(text)
    tag = _TAG.search(text)
    if tag is not None and not re.match(rf"(?:{_PREP}\s+)?(?:{_WH}|{_AUX})\b", text, re.IGNORECASE):
        text = asked_whether(text[: tag.start()])
    dispute = _DISPUTE.match(text)
    if dispute is not None:
        rest = text[dispute.end() :]
        text = rest if re.match(rf"(?:{_PREP}\s+)?{_WH}\b", rest, re.IGNORECASE) else f"what was {rest}"
    claim = _CLAIM.match(text)
    if claim is not None:
        text = asked_whether(text[claim.end() :])
    if _OPENING.match(text) or any(pattern.search(text) for pattern in _INSIDE):
        for pattern, plain in _PLAIN:
            text = pattern.sub(plain, text)
    cleft = _CLEFT.match(text)
    if cleft is not None:
        what, said = cleft["what"], cleft["said"]
        first = words(said)[:1]
        acts = bool(first) and (re.fullmatch(_AUX, first[0].fold) is not None or (first[0].stem in ACTS and participle(first[0].fold)))
        text = asked_whether(f"{what} {said}" if acts else f"{said} {what}")
    return " ".join(text.split())


def _unframed(text: str, names: Callable[[str], bool]) -> str:
    """Without what is said of the one who asks and why, before the question and behind it."""

    def idle(said: str) -> bool:
        return not _QUOTED.match(said) and (re.search(rf"\b{_WRITING}\b", said, re.IGNORECASE) is not None or not names(said))

    behind = _AFTERWARDS.search(text, 1)
    if behind is not None and idle(behind["said"]) and not re.search(rf"\b{_WH}\b", behind["said"], re.IGNORECASE):
        text = text[: behind.start()]
    for around in (_OCCASION, _FRAME):
        frame = around.match(text)
        if frame is not None and idle(frame["frame"]):
            text = text[frame.end() :]
    at = 0
    for onset in () if _READ.match(text) else _ONSET.finditer(text):
        said = text[at : onset.start()]
        if said and not _ASKS_AT_ONCE.match(said) and _ASKER.search(said) and _LEADS.search(said) and idle(said):
            at = onset.start()
    return text[at:]


def unaddressed(text: str) -> str:
    """Without what is said around a question: "ok thanks, and do we know who signed it, by the way"."""
    text = _BEFORE.sub("", text)
    return _BEHIND.sub("", text).strip() or text


def disputed(text: str) -> bool | None:
    """Of a question whether accounts differ, True; whether they agree, False; None of any other question."""
    dispute = _DISPUTE.search(text)
    return None if dispute is None else not (dispute["agree"] or dispute["one"])


def asked_whether(statement: str) -> str:
    """A statement as a question: "the bridge was closed" -> "was the bridge closed", "she left" -> "did she left"."""
    own = _OWN_AUXILIARY.match(statement)
    if own is not None and not any(w.stem in ACTS and participle(w.fold) for w in words(own["who"])):
        return f"{own['aux'].lower()} {own['who']}{statement[own.end() :]}"
    return f"did {statement}"
