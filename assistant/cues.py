"""English words that tell what a question is after. Nothing about any domain stands here."""

from __future__ import annotations

import re

# What is asked for, by the part of an entry that answers it, in the order they are tried.
ASPECTS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.I)
    for name, pattern in {
        "pros": r"\b(?:advantages?|benefits?|strengths?|pros|upsides?|merits?|good (?:at|for|about))\b",
        "cons": r"\b(?:disadvantages?|drawbacks?|limitations?|limits|weakness(?:es)?|cons|downsides?"
        r"|shortcomings?|bad (?:at|for|about)|trade-?offs?|challeng(?:es?|ing)|difficult(?:y|ies)|issues)\b",
        "risks": r"\b(?:risks?|risky|dangers?|dangerous|go(?:es)? wrong|pitfalls?|side effects?|challenges?"
        r"|mistakes|failure modes?)\b",
        "when": r"\bwhen (?:should|would|do|does|to|is|are|might|can|not)\b|\buse cases?\b|\bworth (?:it"
        r"|using)\b"
        r"|\b(?:suit(?:ed|able)|appropriate|right choice|avoid)\b",
        "data": r"\bhow (?:much|many) (?:\w+ ){0,3}?(?:data|examples?|samples?|documents?|pairs?|labels?"
        r"|records?)\b"
        r"|\bdata (?:requirements?|needs?|needed|required)\b|\b(?:size of (?:the )?data ?set"
        r"|data ?set size)\b"
        r"|\b(?:what|which) (?:kind of |type of |training )?data\b|\bneeds? (?:\w+ )?data\b",
        "time": r"\bhow (?:long|fast|quick(?:ly)?|soon)\b|\b(?:duration|training time|time does|hours|days"
        r"|weeks)\b",
        "cost": r"\b(?:costs?|costly|pric(?:e|ey|ing)|expensive|cheap(?:er)?|budget|dollars?|money|afford)\b",
        "memory": r"\b(?:memory|v?ram|gpus?|hardware|compute|gigabytes?|gb|machine|laptop)\b",
        "speed": r"\b(?:latency|slow(?:er)?|speed|overhead|throughput|faster|time per call|inference time)\b",
        "skill": r"\b(?:expertise|skills?|skilled|background do i need|know-?how)\b",
        "access": r"\b(?:access to|api[- ]only|closed (?:model|weights)|(?:need|have) (?:the )?weights)\b",
        "tools": r"\b(?:tools?|librar(?:y|ies)|frameworks?|software|packages?)\b",
        "examples": r"\b(?:real[- ]world|for example|examples? of|case stud(?:y|ies))\b",
    }.items()
}


def without_aspects(text: str) -> str:
    """A question without the words that only tell what is asked of its subject."""
    for pattern in ASPECTS.values():
        text = pattern.sub(" ", text)
    return text


# Written in letters that are no words; the content writes it out.
Q_AND_A = re.compile(r"\bq\s?(?:&|and|n)\s?a\b", re.I)
# Somewhere in a question with two names: it asks to compare them.
COMPARE = re.compile(
    r"\b(?:diffs?|differ(?:s|ed|ent|ences?|ently)?|compare[ds]?|comparing|comparisons?|contrast\w*"
    r"|distin(?:ct"
    r"|guish)\w*"
    r"|similarit\w*|head to head)\b",
    re.I,
)
# Between two names.
BETWEEN = re.compile(
    r"\b(?:or|vs|versus|against|v/s|instead of|rather than|as opposed to|over|than|compared to"
    r"|preferr?(?:ed|able)? (?:over|to)|outperforms?|beats?|replaces?)\b",
    re.I,
)
# Somewhere in a question with two names: it asks whether they go together.
COMBINE = re.compile(
    r"\b(?:combin(?:e[ds]?|ing|ations?)|together|at the same time|on top of|alongside|side by side|use both"
    r"|goes? with|works? with|compatible)\b",
    re.I,
)
RECOMMEND = re.compile(
    r"\b(?:which|what) (?:\w+ ){0,2}(?:approach|method|technique|strategy|option|solution|way|one"
    r"|architecture|set-?up|stack|design|measures)\b"
    r"|\bsh(?:ould|oud|uold) (?:i|we|they|one|you|he|she|it|the \w+)\b|\brecommend\w*\b"
    r"|\badvi[cs]e\b|\bsuggest\w*\b"
    r"|\b(?:best|right|cheapest|quickest|fastest|easiest|simplest|most \w+) "
    r"(?:\w+ )?(?:approach|method|technique|strategy|option|way|solution|choice|step|fit)\b"
    r"|\bnext (?:\w+ )?step\b|\bwhat (?:would|do) you (?:do|use|choose|propose|recommend)\b|\bhow would you\b"
    r"|\bwhere (?:do|should) (?:i|we) start\b|\bwhat (?:can|could|should) (?:i|we|they|one|be) (?:do|done|use"
    r"|try|change)\b|\bwhat(?:'s| is| would be|) (?:the )?(?:easiest|cheapest|quickest|fastest|simplest"
    r"|best)\b|\b(?:what (?:now|to do)|any (?:ideas?|tips|suggestions?)|help (?:me|us)|our options"
    r"|options are there|works best)\b",
    re.I,
)
# A remedy is asked for; where a trouble or a limit is told too, advice is wanted.
REMEDY = re.compile(
    r"\bhow (?:(?:can|could|do|should) (?:i|we|they)|to) (?:fix|solve|improve|reduce|cut|lower|stop|prevent"
    r"|avoid|make|get|bring|keep|ensure|loosen|speed)\b",
    re.I,
)
SCENARIO = re.compile(
    r"\b(?:we|we're|our|i (?:\w+ )?(?:have|want|need)|i've|i am|i'm|my|they|their|a \w+ (?:wants?"
    r"|needs?|has"
    r"|have)"
    r"|an? (?:\w+ ){0,3}(?:company|firm|client|team|start-?up|bank|hospital|clinic|shop|school|university"
    r"|agency|customer|organi[sz]ation|department|developer|bakery|store|retailer))\b",
    re.I,
)
# A question word, or a verb a question begins with: without any, something is told.
ASKS = re.compile(
    r"\b(?:wh?at|what's|which|who|whom|whose|how|why|when|where)\b|\?|(?:^|[.!?;:]\W*)(?:is|are|does"
    r"|do|did|can"
    r"|could|should|will|would|has|have|may|must|explain|define|describe|compare|list|name|tell|show|give)\b",
    re.I,
)
# The words of a question proper, whatever mark ends it.
QUESTION_WORDS = re.compile(
    r"\b(?:wh?at|what's|which|who|whom|whose|how|why|when|where)\b|(?:^|[.!;:]\s*)(?:is|are|does|do"
    r"|did|can|could|should|will|would)\b",
    re.I,
)
CLAUSES = re.compile(
    r"(?<=[.?!])\s+|\s*[,;:]\s+|\s+(?:and|but|so|because|since|while|although)\s+|\s+[–—-]\s+", re.I
)
HOW_MUCH = re.compile(
    r"\bhow (?:long|much|many|big|large|fast|often|expensive|small|slow|quick\w*|soon)\b"
    r"|\bwhat (?:does|do|would|will|is the|are the) (?:\w+ ){0,4}(?:costs?|price|size|duration|latency"
    r"|memory)\b",
    re.I,
)
HOW_WORKS = re.compile(
    r"\bhow (?:does|do|did|is|are) (?:.{1,80}? )?(?:works?|function|operate|done|trained|implemented)\b"
    r"|\bhow .{1,60} works?\b|\b(?:mechanism|principle|idea|intuition|key ingredient)s? (?:behind|of)\b"
    r"|\bunder the hood\b|\binner workings\b",
    re.I,
)
# `How does X speed up Y?`: what stands between the opening and X.
HOW_DOES = re.compile(
    r"^\W*(?:(?:so|and|but|explain|describe)\W+)*how (?:exactly )?(?:do|does|did|can|is|are)\s+(?:an? "
    r"|the )?$",
    re.I,
)
# `What are the steps to build X?`, `How would you implement X?`: what stands before X.
BUILDS = re.compile(
    r"\b(?:how (?:\w+ ){0,3}|(?:steps?|stages|phases|process|walk me) (?:\w+ ){0,4})"
    r"(?:build|implement|set ?up|create|perform|carry out|apply|do)(?:ing)?\s+(?:an? |the |my |our |your )?$",
    re.I,
)
# `How do I fine-tune a model?`: what stands before the name of something that is done.
DOES = re.compile(r"^\W*(?:how (?:(?:do|can|would|should) (?:i|we|you|one)|to)|steps (?:to|for))\s+$", re.I)
DEFINE = re.compile(
    r"^\W*(?:(?:so|and|ok(?:ay)?|hi|hello|hey|please|well|but|can you|could you|would you|i want to know"
    r"|i wonder"
    r"|tell me|quick question|simple question)\W+)*"
    r"(?:wh?at(?:'s|s| is| are| does| do| exactly is| exactly are)?|who is|explain|define|describe"
    r"|definition of"
    r"|meaning of|about|tell me about|what do you mean by|what is meant by|give me an overview of)\b",
    re.I,
)
HOW = re.compile(r"\bhow\b", re.I)
WHY = re.compile(r"\b(?:why|what for|purpose|goal|role|point of|reason)\b", re.I)
AVOID = re.compile(r"\b(?:avoid|not|never|bad idea|wrong)\b", re.I)
KINDS_OF = re.compile(
    r"\b(?:types?|kinds?|variants?|forms?|members?|examples|methods|techniques|flavou?rs)\b", re.I
)
LIST = re.compile(
    r"\b(?:what|which) (?:\w+ ){0,4}(?:types|kinds|approaches|methods|techniques|factors|strategies"
    r"|challenges"
    r"|steps|ways|components|stages|variants|options|considerations|practices|forms|categories|parts)\b"
    r"|\blist\b|\bname (?:some|a few|the)\b",
    re.I,
)
YES_NO = re.compile(
    r"^\W*(?:(?:and|but|so|then|ok(?:ay)?|hi|hello)\W+)*(?:is|are|does|do|can|could|should|will"
    r"|would|has|have|am|did|must|may)\b",
    re.I,
)

# Between the opening of a definition and its subject.
NOTHING_MORE = re.compile(
    r"^(?:\W|\b(?:is|are|exactly|actually|really|the|a|an|about|of|by|mean|means|meant|to|me|briefly|in"
    r"|simple|terms"
    r"|plain|words|concept|term|idea|method|technique|process|called|us|purpose|role|goal|point|notion"
    r"|meaning"
    r"|use)\b)*$",
    re.I,
)
# What may follow the subject of a definition: nothing, or a clause of its own.
CLAUSE = re.compile(r"^(?:'s)?\W*(?:$|[,;?!.:]|\b(?:and|when|in simple|used for|exactly|mean)\b)", re.I)

# Two names that share their last word: `sparse and dense retrieval`, `prompt or prefix tuning`.
SHARED_NOUN = re.compile(
    r"\b(?P<first>[\w-]+)(?:,| and| or| vs\.?| versus|/) (?:the |a )?(?:[\w-]+) (?P<noun>[\w-]+)\b", re.I
)

# A follow-up leans on what was said before.
LEANS = re.compile(
    r"\b(?:it|its|it's|this|that|these|those|they|them|their|one|ones|the (?:former|latter|first|second|two"
    r"|same"
    r"|other)|there|such|so|both|either)\b",
    re.I,
)
WHAT_ABOUT = re.compile(
    r"^\W*(?:(?:and|ok(?:ay)?|so|but|hmm+|then)\W+)*(?:what about|how about|and for|and with|and|what of"
    r"|for)\b",
    re.I,
)
BARE_WHY = re.compile(
    r"^\W*(?:(?:and|but|ok(?:ay)?|so)\W+)*(?:why|how come|why(?: is| are)? (?:that|so|not)|reason)\W*$", re.I
)
BARE_HOW = re.compile(
    r"^\W*(?:(?:and|but|ok(?:ay)?|so)\W+)*(?:how|how so|more|tell me more|go on|explain|details|more details?"
    r"|can you explain|elaborate)\W*$",
    re.I,
)
BEGINS_ON = re.compile(r"^\W*(?:and|but|so|then|also|or|what about|how about)\b", re.I)

# Words that carry no topic: they count neither for nor against an answer.
FUNCTION_WORDS = frozenset(
    """
    a about above actually after again all already also although always am an and another any anyone
    anything are aren't around as ask assume at back be because been before being best better between
    both but by can can't cannot choose come common consider could couldn't currently deal describe
    despite did didn't different do does doesn't doing don't done down during e.g each either else
    enough etc ever every exactly example examples explain far few find first for from further gave get
    gets getting give given gives go goes going good got great had handle hard has have haven't having
    he hello help helps hence her here hey hi him his how however i i'm i've i.e if imagine important in
    instead into is isn't it it's its itself just keep kind kinds know known large last later least less
    let let's like likely lot made main make makes making many may maybe me mean means might more most
    much must my need needed needs never new next no nor not now of off often ok on once one ones only
    or other others ought our out over own part people per perhaps please possible problem proper
    properly question questions quite rather real really reason right said same say says scenario see
    seem seems several shall she should show simple simply since so some someone something soon sort
    start still such suggest suppose sure take takes tell than thank thanks that that's the their them
    then there these they thing things think this those though thoughts through thus to too toward try
    trying turn two type types typical under until up upon us use used useful uses using usually versus
    very via vs want wants was way ways we well were what what's when where whether which while who
    whole whom whose why will with within without work works worth would wouldn't yes yet you you're
    your yours
    """.split()
)

# A sentence that gives the assistant orders instead of asking something; it is left out.
ORDER = re.compile(
    r"^\W*(?:(?:please|now|first|and|then|also|but|you must|you should|you will|i want you to|can you)\W+)*"
    r"(?:(?:ignore|disregard|forget|override|bypass)\b.{0,60}\b(?:instructions?|directions?|prompts?|rules?"
    r"|guidelines?|knowledge base|content|documents|sources"
    r"|above|previous|before|everything)\b"
    r"|(?:repeat|print|reveal|show|output|display|tell me|give me|what (?:is|are|was|were)"
    r"|write)\b.{0,40}\b(?:your (?:\w+ ){0,2}"
    r"(?:prompt|instructions?|rules|guidelines|directions?)|(?:prompt|instructions?|text|words) (?:you were"
    r"|above)"
    r"|(?:initial|hidden|secret) (?:prompt|instructions?))\b"
    r"|(?:you are now|from now on|act as|pretend (?:to|that|you)|role-?play|roleplay|respond only"
    r"|answer only (?:in|with)"
    r"|reply only|speak like|answer in|say only)\b)",
    re.I,
)
