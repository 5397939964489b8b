"""How much each company's form may ask, by the way through it."""

# Company, what is chosen; required, optional, documents, pages with input: never more than these.
BUDGET = [
    ("nexus-ip", {"right": "access"}, 4, 2, 0, 4),
    ("nexus-ip", {"right": "erasure", "still": "yes"}, 5, 3, 0, 5),
    ("nexus-ip", {"right": "erasure", "still": "no"}, 5, 3, 0, 4),
    ("next-connex", {"right": "access"}, 7, 1, 1, 6),
    ("technology-nexus", {"right": "portability", "to": "me"}, 5, 1, 0, 5),
    ("technology-nexus", {"right": "portability", "to": "company"}, 8, 1, 0, 5),
    ("technology-nexus", {"right": "marketing"}, 2, 0, 0, 2),
    ("technology-nexus", {"right": "consent"}, 2, 0, 0, 2),
    ("nexuscore", {"right": "automated"}, 6, 2, 0, 5),
    ("connexai", {"right": "access"}, 4, 2, 0, 4),
]
