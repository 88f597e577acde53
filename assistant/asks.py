"""English words for questions that fields answer, or that nothing can; none about any domain."""

from __future__ import annotations

import re

# Who or when something was first: answered from what the content says of it, or not at all.
WHO_FIRST = re.compile(
    r"\bwho (?:\w+ )?(?:invented|created|developed|proposed|introduced|wrote|published|discovered|came up"
    r"|designed|made)\b|\bwho(?:'s| is| are| was| were) (?:the )?(?:authors?|inventors?|creators?|behind)\b"
    r"|\b(?:authors?|inventors?|creators?) of\b|\bwhich (?:\w+ )?(?:paper|researchers?|lab|group) (?:\w+ )?"
    r"(?:introduced|proposed|invented|published)\b|\b(?:invented|introduced|proposed) by whom?\b",
    re.I,
)
WHEN_FIRST = re.compile(
    r"\bwhen (?:was|were|did)\b.*\b(?:invented|introduced|published|proposed|appear|appeared|come out"
    r"|released|created|emerge|start)\b|\b(?:what|which) year\b|\bhow old (?:is|are)\b|\bsince when\b",
    re.I,
)
# `the capital of X`: what is asked of X.
PART_OF = re.compile(
    r"\b(?:what|who|which|where|how)\b[^.?!]{0,40}?\b(?:the|its|their) (?P<noun>[\w-]+(?: [\w-]+){0,2}) "
    r"of (?:the |an? )?$|^\W*(?:what|which) (?P<kind>(?!exactly|actually|really|is|are|was|were|does|do|did"
    r"|has|have|can)[\w-]+) (?:is|are|was|were) (?:the |an? )?$",
    re.I,
)
# What can be asked of anything.
OF_ANYTHING = re.compile(
    r"(?:\w*\W*(?:most|main|typical|usual|basic|key|exact|general|whole|real|best"
    r"|right)\W+)?(?:ideas?|concepts?|notion|intuition|effects?|impact|influence|roles?|purposes?"
    r"|goals?|aims?|points?|use"
    r"|meaning|definition|mechanism|principles?|importance|origins?|history|future|types?|kinds?"
    r"|forms?|variants?"
    r"|parts?|components?|steps?|stages?|examples?|names?|state|process|concern|difference|relation\w*|basics"
    r"|reasons?|causes?|consequences?|results?|value|number|amount|size|level|art|end|start|order"
    r"|sense|logic)",
    re.I,
)
# Work that is ordered instead of something asked.
TASK = re.compile(
    r"^\W*(?:(?:please|now|can you|could you|would you|i want you to)\W+)*(?:write|compose|translate"
    r"|sing|draw|draft"
    r"|rewrite|output|print|repeat|paraphrase|proofread|code|generate|play|tell me a (?:joke|story))\b",
    re.I,
)
# The one who answers is asked about itself: the content says nothing on that.
OF_YOU = re.compile(
    r"^\W*(?:(?:hi|hello|hey)\W+)?(?:(?:who|what|why|how|where)(?: \w+)? )?are you\b"
    r"(?! (?:supposed|meant|to)\b)",
    re.I,
)
# All entries of a kind are asked for.
ALL_OF = re.compile(
    r"\b(?:which|what|list|name|show|give me|are there|any|all)\b(?: \w+){0,4}? (?:methods|techniques"
    r"|approaches|strategies|options|ways)\b|^\W*(?:\w+ )?(?:methods|techniques|approaches) (?:that"
    r"|which|to|with"
    r"|without|for)\b|\b(?:is|are) there an? (?:method|technique|approach|way)\b",
    re.I,
)
# The same of one, where a property tells which.
ONE_OF = re.compile(
    r"\b(?:which|what)\b(?: \w+){0,3}? (?:method|technique|approach|strategy|option|way)\b"
    r"|\bwhat (?:can|could) (?:i|we|one|be) (?:do|done|use|try)\b",
    re.I,
)
# The quantity by which something is the best, and a word for it.
LEAST = {
    "cost": re.compile(
        r"\b(?:cheapest|least expensive|lowest (?:\w+ )?costs?|most affordable|inexpensive)\b", re.I
    ),
    "time": re.compile(r"\b(?:fastest|quickest|shortest|least time)\b", re.I),
    "skill": re.compile(r"\b(?:easiest|simplest|least (?:skills?|expertise)|beginners?)\b", re.I),
    "data": re.compile(r"\b(?:least|fewest|smallest amount of) (?:data|examples)\b", re.I),
}
# `X is cheaper than Y`: the quantity, and whether X is said to have less (True) or more of it.
LESS_OR_MORE = [
    (quantity, less, re.compile(pattern, re.I))
    for quantity, less, pattern in (
        ("cost", True, r"\bcheaper\b|\bless (?:expensive|costly)\b|\bcosts? less\b"),
        ("cost", False, r"\bmore (?:expensive|costly)\b|\bcosts? more\b|\bdearer\b"),
        ("time", True, r"\b(?:faster|quicker)\b|\btakes? less time\b"),
        ("time", False, r"\bslower\b|\btakes? (?:longer|more time)\b"),
        ("data", True, r"\b(?:less|fewer) (?:\w+ )?(?:data|examples|samples)\b"),
        ("data", False, r"\bmore (?:\w+ )?(?:data|examples|samples)\b"),
        ("skill", True, r"\b(?:easier|simpler)\b"),
        ("skill", False, r"\b(?:harder|more (?:difficult|complex|complicated))\b"),
    )
]
