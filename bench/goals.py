"""What each ratio ought to reach, and of each that may miss it why, and what comes next."""

# The pages that may not become slower while the desk grows.
PAGES = (
    *("today", "queue", "queue, filtered", "queue, searched by name", "queue, searched by address"),
    *("case", "api: list of 50", "api: list, filtered", "api: case"),
)
# What each ratio ought to be at least, where there is a goal.
GOALS = {
    ("dates", "dates and steps, to bare dates"): 1.0,
    ("sweeping", "claim, to the plain claim"): 0.5,
    ("sweeping", "with effects, to plain SQL with two rows each"): 0.25,
    ("sweeping", "two workers, to one"): 1.2,
    ("submitting", "rate, 8 clients"): 0.30,
    ("submitting", "processor time, 8 clients"): 1 / 3.3,
    ("submitting", "p95, 32 clients"): 0.25,
    ("submitting", "15 statements, to those of one"): 1.0,
    ("filling", "last page, to the API"): 0.8,
    ("sealing", "seal and open, to bare AES-GCM"): 1 / 3,
    ("sealing", "audit events checked a second, to 100,000"): 1.0,
    **{("growing", f"{page}: small to large"): 1 / 1.2 for page in PAGES},
    ("mailing", "mails a second, to bare smtplib"): 0.5,
    ("storing", "speed, to a plain ZIP"): 0.5,
    ("storing", "200 MB, to memory"): 1.0,
    ("starting", "3 s, to the first answer"): 1.0,
    ("starting", "1 s, to the slowest first page"): 1.0,
    ("starting", "20 s, to all migrations"): 1.0,
    ("starting", "150 MB, to one web process"): 1.0,
    ("starting", "ten in a hundred more, to what lists add"): 1.0,
    ("starting", "700 MB, to all processes"): 1.0,
    ("starting", "10 s, to make run from an empty folder"): 1.0,
    ("starting", "6 s, to make run once more"): 1.0,
    **{("growing", f"{page}: small to large, p95"): 1 / 1.2 for page in PAGES},
    ("growing", "api: first page, to one four fifths down"): 1 / 1.2,
    ("growing", "cases made, to their rows copied"): 0.5,
    ("growing", "25 ms, to case"): 1.0,
    ("growing", "12 ms, to queue, searched by address"): 1.0,
    ("growing", "15 statements, to those of case"): 1.0,
    ("growing", "8 statements, to those of queue"): 1.0,
    ("growing", "statements, a list of 10 to one of 100"): 1.0,
    ("crowded", "rate, large to empty"): 0.85,
    ("crowded", "p95, undisturbed to while what is due is taken"): 0.5,
    ("growing", "report of a month: small to large"): 1 / 1.5,
    ("growing", "api: list of 50, to the bare page"): 1 / 3,
}
SUBMITTING = (
    "Beside the three rows there are a clock with its reminders, a proof of identity, a key, "
    "search tokens, two sealed letters, a letter written from its template and an answer that is "
    "kept for a repeat: 20 statements through the ORM. Next: read a company's policy, holidays and "
    "wordings once a process with a number of their version, and store what belongs together at "
    "once."
)
CASE = (
    "A case is read from each table that holds something of it, and its letters, its explanations "
    "and the person are opened with its key. Next: read letters, events and files in one "
    "statement."
)
OPEN = (
    "All open cases, one in a hundred, are sorted by the due dates of their clocks, which is "
    "eleven milliseconds where 10,000 are open. Next: the due date in the row of the case, under "
    "an index in the order of the list."
)
NAMES = (
    "Where there are more cases more people have the same name, and each of them is a line. Next: "
    "fewer lines on the first page of what a name finds."
)
SPREAD = (
    "What it reads lies further apart, on pages of the disk that it shares with others' cases. "
    "Next: tables by year, so that what is open stays together."
)
SELDOM = (
    "The rows of a list point at each other (a case and its clock, and what is fetched with them), "
    "so Python gives them back only as it walks through all of them: some 30,000 objects, 50 to "
    "100 ms, once in seventeen pages, as was counted afterwards, and mostly in the same ones. To "
    "walk less often kept more memory and made no page of a web process quicker. Next: lists of "
    "plain rows."
)
# Why a page may take longer among more cases.
GROWING = dict.fromkeys(PAGES, SPREAD) | {
    "today": OPEN,
    "queue": OPEN,
    "queue, filtered": OPEN,
    "queue, searched by name": NAMES,
}
# Why a goal is missed, and what comes next.
MISSED = {
    ("dates", "dates and steps, to bare dates"): (
        "Three to six steps, each with its article, cost as much as the date itself. Next: let "
        "clocks that are counted together share their steps."
    ),
    ("sweeping", "claim, to the plain claim"): (
        "It also reads what each reminder is for and the dates of its clock. Next: the dates in an "
        "index of the clock's key, so that no row of a clock is opened."
    ),
    ("sweeping", "with effects, to plain SQL with two rows each"): (
        "Each case is a notice, a mail under its own key and an audit row, and is read as four "
        "model instances. Next: read what a mail says of it as one plain row."
    ),
    ("sweeping", "two workers, to one"): (
        "Two workers, PostgreSQL and whatever else runs share two cores. Next: fewer instructions "
        "a row, as above, and a run on a machine of its own."
    ),
    ("submitting", "rate, 8 clients"): SUBMITTING,
    ("submitting", "processor time, 8 clients"): SUBMITTING,
    ("submitting", "p95, 32 clients"): SUBMITTING,
    ("submitting", "15 statements, to those of one"): SUBMITTING,
    ("filling", "last page, to the API"): (
        "Beside what the API does, the answers of the form are opened and checked once more, the "
        "draft is locked and emptied, and the session is read. Next: lock and read the draft once."
    ),
    ("sealing", "seal and open, to bare AES-GCM"): (
        "The case's key is opened once for all that one change seals, but a cipher is set up for "
        "each value, and its place (company, key, table, row, field) is written out for both "
        "directions. Next: keep the cipher with the open key."
    ),
    ("sealing", "audit events checked a second, to 100,000"): (
        "A row is read, its facts are written as JSON and hashed, one after the other in Python. "
        "Next: hash in PostgreSQL, as the trigger does, and compare here."
    ),
    ("mailing", "mails a second, to bare smtplib"): (
        "Each is claimed and marked as sent in transactions of their own, asked once more whether "
        "it is needed, and opened with its key. Next: mark several that went out in one statement."
    ),
    ("storing", "speed, to a plain ZIP"): (
        "Each megabyte is encrypted and its tag checked, and the disk has it before the row is "
        "committed. Next: encrypt the next piece while the last one is written."
    ),
    ("storing", "200 MB, to memory"): "Something holds a file whole. Next: find what.",
    ("starting", "3 s, to the first answer"): (
        "Every module, its templates and the checks that refuse an unsafe start are loaded first. "
        "Next: load what only some pages need when it is needed."
    ),
    ("starting", "1 s, to the slowest first page"): (
        "The first page of a kind compiles its templates and loads its forms. Next: load them "
        "before the process takes a request."
    ),
    ("starting", "20 s, to all migrations"): (
        "Every change since the first version is made one after the other. Next: squash those that "
        "no installation has before it any more."
    ),
    ("starting", "ten in a hundred more, to what lists add"): (
        "What a thread of the web server allocates is kept for its next page. Next: end a process "
        "after some thousand pages."
    ),
    ("starting", "700 MB, to all processes"): (
        "Each process loads all of the product. Next: load it before the processes part."
    ),
    ("starting", "10 s, to make run from an empty folder"): (
        "A database cluster is made, every migration runs and demo cases are planted. Next: plant "
        "them after the first page."
    ),
    ("starting", "6 s, to make run once more"): (
        "PostgreSQL, Valkey and four processes start one after the other. Next: together."
    ),
    ("starting", "150 MB, to one web process"): (
        "All of the product's parts are loaded in each process. Next: share them by loading before "
        "the processes part, and load what only some pages need when it is needed."
    ),
    **{("growing", f"{page}: small to large"): why for page, why in GROWING.items()},
    ("growing", "report of a month: small to large"): (
        "A month of a desk a hundred times the size has a hundred times the cases, and each of "
        "them is counted. Next: sums kept by company and day."
    ),
    **{("growing", f"{page}: small to large, p95"): SELDOM for page in PAGES},
    ("growing", "queue, searched by name: small to large, p95"): NAMES,
    ("growing", "api: first page, to one four fifths down"): SPREAD,
    ("growing", "cases made, to their rows copied"): (
        "Each case has its own key, wrapped, its words sealed under it, its search tokens and its "
        "place in the chain. Next: make them in two processes, one company each."
    ),
    ("growing", "25 ms, to case"): CASE,
    ("growing", "15 statements, to those of case"): CASE,
    ("growing", "12 ms, to queue, searched by address"): (
        "The answer is a whole page of the desk, with what waits for the person in its navigation. "
        "Next: keep those counts for some seconds."
    ),
    ("growing", "statements, a list of 10 to one of 100"): (
        "Something is asked for once a line. Next: ask for all lines at once."
    ),
    ("growing", "8 statements, to those of queue"): (
        "Something is asked for once a line. Next: ask for all lines at once."
    ),
    ("crowded", "rate, large to empty"): (
        "Larger indexes cost more pages a row. Next: partition what only grows, by year."
    ),
    ("crowded", "p95, undisturbed to while what is due is taken"): (
        "Two web processes, a worker, the clients and PostgreSQL share the cores there are. Next: "
        "a worker of lower priority, or on a core of its own."
    ),
    ("growing", "api: list of 50, to the bare page"): (
        "Each line carries its clock, its working and its links. Next: count what is made of each "
        "and leave out what was not asked for."
    ),
}
