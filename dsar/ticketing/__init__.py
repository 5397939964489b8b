"""A company's own ticketing system: what its tickets are told of the cases that came from them."""
