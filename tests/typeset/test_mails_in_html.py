from html.parser import HTMLParser

from dsar.typeset.mail import as_html

TEXT = """Dear Robin,

we ask:
- one
- two <b>

> Which calls?
>
> All?

    1234 5678

See https://example.org/a?b=1&c=2, please.
"""


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words, self.tags, self.fetched = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.fetched += [value for name, value in attrs if name in ("src", "srcset", "background")]

    def handle_data(self, data):
        if not {"style", "title"} & set(self.tags[-1:]):
            self.words += data.split()


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def test_it_says_the_words_of_the_text_in_their_order():
    plain = [word for word in TEXT.split() if word not in ("-", ">")]

    said = read(as_html(TEXT, subject="One: ONE-2345-67")).words
    assert " ".join(said).replace("c=2 ,", "c=2,") == " ".join(plain)  # the address is a link


def test_what_somebody_typed_is_no_markup():
    html = as_html('Dear <img src=x onerror=alert(1)> & "Co",', subject="<script>")

    assert "<img" not in html
    assert "<script" not in html
    assert "&lt;img src=x" in html


def test_lists_and_quotations_are_heard_as_such():
    tags = read(as_html(TEXT, subject="One")).tags

    assert tags.count("li") == 2
    assert tags.count("ul") == tags.count("blockquote") == tags.count("main") == 1


def test_it_has_language_and_title_and_is_read_in_the_dark():
    html = as_html(TEXT, subject="One: ONE-2345-67")

    assert '<html lang="en">' in html
    assert "<title>One: ONE-2345-67</title>" in html
    assert "prefers-color-scheme: dark" in html
    assert 'content="light dark"' in html


def test_nothing_is_fetched_and_it_is_small():
    html = as_html(TEXT * 80, subject="One")  # twice as long as the longest of ours

    assert not read(html).fetched
    assert "url(" not in html
    assert "@import" not in html
    assert "<link" not in html
    assert len(html.encode()) < 30_000
    assert len(as_html("Hello", subject="One").encode()) < 1500
