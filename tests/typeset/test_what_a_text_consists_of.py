from dsar.typeset.blocks import Block, blocks


def test_paragraphs_are_parted_by_blank_lines_and_keep_their_lines():
    assert blocks("Dear Robin,\n\nOne Ltd\nLeeds\n") == [
        Block("words", ("Dear Robin,",)),
        Block("words", ("One Ltd", "Leeds")),
    ]


def test_a_list_needs_no_blank_line_around_it():
    assert blocks("You can\n- complain\n- go to court.\nBoth.") == [
        Block("words", ("You can",)),
        Block("list", ("complain", "go to court.")),
        Block("words", ("Both.",)),
    ]


def test_a_quotation_is_one_with_the_blank_lines_in_it():
    assert blocks("> Which calls?\n> \n>\n> - all") == [
        Block("quote", ("Which calls?", "", "", "- all"))
    ]


def test_a_code_stands_alone():
    assert blocks("this code:\n\n    1234 5678\n\nWrite it.")[1] == Block("code", ("1234 5678",))


def test_a_dash_within_a_line_or_without_words_is_no_list():
    assert [block.kind for block in blocks("one - two\n-\n-three")] == ["words"]
