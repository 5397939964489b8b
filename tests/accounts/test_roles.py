import pytest

from dsar.accounts.roles import ALLOWED, Permission, Role, allows

MATRIX = """
                officer lead dpo auditor admin
view_cases      x       x    x   x       -
log_request     x       x    x   -       -
work_cases      x       x    x   -       -
release         x       x    x   -       -
assign          -       x    x   -       -
approve         -       x    x   -       -
word_letters    -       x    x   -       x
view_audit      -       -    x   x       -
view_reports    -       -    x   x       -
sign_reports    -       -    x   -       -
manage_company  -       -    -   -       x
manage_people   -       -    -   -       x
plan_absences   -       x    x   -       x
name_deputies   -       -    x   -       x
"""


def cells() -> list[tuple[str, str, bool]]:
    head, *rows = MATRIX.strip().splitlines()
    return [
        (role, permission, mark == "x")
        for permission, *marks in (row.split() for row in rows)
        for role, mark in zip(head.split(), marks, strict=True)
    ]


@pytest.mark.parametrize(("role", "permission", "allowed"), cells())
def test_each_role_may_do_what_the_table_says(role: str, permission: str, allowed: bool) -> None:
    assert allows(role, Permission(permission)) is allowed


def test_every_role_and_permission_is_in_the_table() -> None:
    assert {(role, permission) for role, permission, _ in cells()} == {
        (role.value, permission.value) for role in Role for permission in Permission
    }
    assert set(ALLOWED) == set(Role)


def test_an_unknown_role_may_nothing() -> None:
    with pytest.raises(ValueError, match="gardener"):
        allows("gardener", Permission.VIEW_CASES)
