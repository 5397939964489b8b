import time
import uuid

from dsar.vault.ids import made_at, new_id


def test_an_id_is_a_uuid_of_version_seven():
    made = new_id()
    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_ids_carry_the_moment_they_were_made():
    before = time.time_ns() // 1_000_000
    made = new_id()
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000
    assert before <= round(made_at(made).timestamp() * 1000) <= time.time_ns() // 1_000_000


def test_ids_sort_in_the_order_they_were_made():
    made = []
    for _ in range(200):
        made.append(new_id())
        time.sleep(0.000_002)
    assert made == sorted(made)


def test_ids_do_not_repeat():
    assert len({new_id() for _ in range(20_000)}) == 20_000
