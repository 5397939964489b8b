"""A desk with very many invented cases: for measuring, and for whoever wants to see one."""
