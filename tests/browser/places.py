"""Every page there is, once for each state it can be in. A new page belongs in one of the tables.

`{new}` and the like are the cases of `world.py`; `{new}` alone is a reference, `{new_file}` the
address part of its file.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """`who` is one of the visitors of `world.py`; `press` a button, pressed with nothing filled
    in. The `status` is that of the page then seen."""

    who: str
    path: str
    status: int = 200
    press: str = ""

    def __str__(self) -> str:
        pressed = f" after “{self.press}”" if self.press else ""
        return f"{self.path} ({self.who}){pressed}"


PUBLIC = (
    Place("nobody", "/"),
    Place("nobody", "/help/"),
    Place("nobody", "/cookies/"),
    Place("nobody", "/accessibility/"),
    Place("nobody", "/privacy/"),
    Place("nobody", "/nothing-here/", 404),
    Place("nobody", "/template/400.html"),
    Place("nobody", "/template/403.html"),
    Place("nobody", "/template/403_csrf.html"),
    Place("nobody", "/template/429.html"),
    Place("nobody", "/template/500.html"),
    Place("nobody", "/template/503.html"),
    Place("nobody", "/nexus-ip/"),
    Place("nobody", "/next-connex/"),
    Place("nobody", "/technology-nexus/"),
    Place("nobody", "/nexuscore/"),
    Place("nobody", "/connexai/"),
    # asking
    Place("nobody", "/nexus-ip/ask/what/"),
    Place("nobody", "/nexus-ip/ask/what/", 422, "Continue"),
    Place("nobody", "/connexai/ask/check/", 404),
    Place("nobody", "/nexuscore/complain/"),
    Place("nobody", "/nexuscore/draft/delete/"),
    Place("drafting", "/nexus-ip/ask/still/"),
    Place("drafting", "/nexus-ip/ask/instead/"),
    Place("drafting", "/nexus-ip/ask/know/"),
    Place("drafting", "/nexus-ip/ask/contact/"),
    Place("drafting", "/nexus-ip/ask/contact/", 422, "Continue"),
    Place("drafting", "/nexus-ip/ask/by-post/"),
    Place("drafting", "/nexus-ip/ask/behalf/"),
    Place("drafting", "/nexus-ip/ask/review/", 404),  # of another right
    Place("drafting", "/next-connex/ask/which/"),
    Place("drafting", "/next-connex/ask/contact/"),
    Place("drafting", "/next-connex/ask/proof-agreement-reference/"),
    Place("drafting", "/next-connex/ask/proof-identity-document/"),
    Place("drafting", "/next-connex/ask/proof-identity-document/", 422, "Continue"),
    Place("drafting", "/technology-nexus/ask/to/"),
    Place("drafting", "/technology-nexus/ask/receiver/"),
    Place("drafting", "/technology-nexus/ask/receiver/", 422, "Continue"),
    Place("drafting", "/nexuscore/ask/decision/"),
    Place("drafting", "/nexuscore/ask/review/"),
    Place("drafting", "/nexuscore/ask/know/"),
    Place("drafting", "/connexai/ask/address/"),
    Place("again", "/nexus-ip/ask/correct/"),
    Place("again", "/next-connex/ask/situation/"),
    Place("again", "/technology-nexus/ask/include/"),
    Place("again", "/nexuscore/ask/reason/"),
    Place("again", "/connexai/ask/what/"),
    Place("again", "/connexai/ask/words/"),
    Place("again", "/connexai/draft/delete/", 200, "Delete my draft"),
    Place("complaining", "/nexus-ip/ask/complaint/"),
    Place("complaining", "/nexuscore/ask/which/"),
    Place("finishing", "/nexus-ip/ask/check/"),
    Place("finishing", "/nexus-ip/draft/delete/"),
    Place("finishing", "/next-connex/ask/check/"),
    Place("finished", "/nexus-ip/sent/"),
    Place("finished", "/next-connex/sent/"),
    # following
    Place("nobody", "/status/"),
    Place("nobody", "/status/", 422, "Continue"),
    Place("waiting", "/status/code/"),
    Place("waiting", "/status/code/", 422, "Continue"),
    Place("of new", "/status/request/"),
    Place("of new", "/status/request/proof/agreement-reference/"),
    Place("of new", "/status/request/proof/identity-document/"),
    Place("of new", "/status/request/proof/identity-document/", 422, "Send"),
    Place("of new", "/status/request/write/"),
    Place("of new", "/status/request/write/", 422, "Send your message"),
    Place("of new", "/status/request/withdraw/"),
    Place("of paused", "/status/request/"),
    Place("of paused", "/status/request/answer/"),
    Place("of charged", "/status/request/"),
    Place("of late", "/status/request/"),
    Place("of extended", "/status/request/?print=1"),
    Place("of released", "/status/request/"),
    Place("of released", "/status/request/files/{released_file}/"),
    Place("of released", "/status/request/files/{released_file}/", 200, "Send me a code"),
    Place("of closed", "/status/request/"),
    Place("of refused", "/status/request/"),
)

DESK = (
    Place("nobody", "/desk/sign-in/"),
    Place("nobody", "/desk/sign-in/", 200, "Sign in"),
    Place("officer", "/desk/"),
    Place("officer", "/desk/cases/"),
    Place("officer", "/desk/cases/log/"),
    Place("officer", "/desk/cases/log/", 400, "Create the case"),
    Place("officer", "/desk/cases/NIP-2222-22/", 404),
    Place("officer", "/desk/audit/"),
    Place("officer", "/desk/audit/nexus-ip/"),
    Place("officer", "/desk/policies/"),
    Place("officer", "/desk/policies/nexus-ip/1/"),
    Place("officer", "/desk/health/"),
    Place("officer", "/desk/password/"),
    Place("officer", "/desk/sign-out/"),
    Place("officer", "/desk/cases/{new}/"),
    Place("officer", "/desk/cases/{paused}/"),
    Place("officer", "/desk/cases/{charged}/"),
    Place("officer", "/desk/cases/{late}/"),
    Place("officer", "/desk/cases/{extended}/"),
    Place("officer", "/desk/cases/{reviewed}/"),
    Place("officer", "/desk/cases/{released}/"),
    Place("officer", "/desk/cases/{closed}/"),
    Place("officer", "/desk/cases/{logged}/"),
    Place("officer", "/desk/cases/{logged}/logged/"),
    Place("officer", "/desk/cases/{logged}/letters/{logged_letter}/"),
    Place("officer", "/desk/cases/{closed}/extend/", 409),
    Place("officer", "/desk/cases/{new}/accept_identity/"),
    Place("officer", "/desk/cases/{new}/skip_identity/"),
    Place("officer", "/desk/cases/{new}/ask_identity/"),
    Place("officer", "/desk/cases/{new}/ask_identity/", 400, "Send and wait"),
    Place("officer", "/desk/cases/{new}/lapse/"),
    Place("officer", "/desk/cases/{new}/ask_question/"),
    Place("officer", "/desk/cases/{new}/extend/"),
    Place("officer", "/desk/cases/{new}/extend/", 400, "Send and extend"),
    Place("officer", "/desk/cases/{new}/ask_fee/"),
    Place("officer", "/desk/cases/{new}/refuse/"),
    Place("officer", "/desk/cases/{new}/set_aside/"),
    Place("officer", "/desk/cases/{new}/assign/"),
    Place("officer", "/desk/cases/{logged}/choose_right/"),
    Place("officer", "/desk/cases/{paused}/resume/"),
    Place("officer", "/desk/cases/{charged}/record_payment/"),
    Place("officer", "/desk/cases/{extended}/attach/"),
    Place("officer", "/desk/cases/{extended}/attach/", 400, "Attach"),
    Place("officer", "/desk/cases/{extended}/remove_answer/"),
    Place("officer", "/desk/cases/{extended}/send_to_review/"),
    Place("officer", "/desk/cases/{late}/extend/"),
    Place("officer", "/desk/cases/{reviewed}/send_back/"),
    Place("officer", "/desk/cases/{reviewed}/approve/"),
    Place("officer", "/desk/cases/{ready}/release/"),
    Place("officer", "/desk/cases/{released}/close/"),
    Place("nobody", "/mailbox/"),
    Place("nobody", "/mailbox/{mail}/"),
)
