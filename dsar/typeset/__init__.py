"""A letter's words, set as the HTML of a mail and as a PDF to print. It knows nothing of a case."""
