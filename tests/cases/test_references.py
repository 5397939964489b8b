from dsar.cases.references import ALPHABET, new_reference, normalise


def test_a_reference_opens_with_the_company_and_passes_its_own_check():
    reference = new_reference("NEXT")

    assert reference.startswith("NEXT-")
    assert normalise(reference) == reference


def test_it_may_be_typed_with_spaces_small_letters_and_no_dashes():
    reference = new_reference("NIP")

    assert normalise(f" {reference.lower().replace('-', ' ')} ") == reference


def test_the_shortest_and_the_longest_code_of_a_company_will_do():
    for code in ("AB", "ABCDEF"):
        reference = new_reference(code)
        assert normalise(reference) == normalise(reference.replace("-", "")) == reference


def test_every_single_wrong_character_is_noticed():
    reference = new_reference("CORE")
    for place in (5, 6, 7, 8, 10, 11):
        for letter in set(ALPHABET) - {reference[place]}:
            assert normalise(reference[:place] + letter + reference[place + 1 :]) is None


def test_every_swap_of_two_neighbours_is_noticed():
    for _ in range(200):
        reference = new_reference("TECH")
        body = reference[5:9] + reference[10:]
        for place in range(5):
            swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
            if swapped != body:
                assert normalise(f"TECH-{swapped}") is None


def test_a_reference_of_one_company_is_none_of_another():
    assert normalise(new_reference("NIP").replace("NIP", "CAI")) is None


def test_what_is_no_reference_is_none():
    for text in ("", "NIP", "NIP-0000-00", "hello", "NIP-2345-6", "'; DROP TABLE"):
        assert normalise(text) is None


def test_references_are_not_in_sequence():
    drawn = {new_reference("CAI") for _ in range(500)}

    assert len(drawn) > 498
