"""Everything that can happen to a case: one function a change, one transaction each.

Page, API, inbound mail and task call the same functions. `actor` is who did it, in the form the
audit chain keeps (`user:7`, `requester`, `system`, `api:AB12`); `now` is aware and in UTC.
"""
