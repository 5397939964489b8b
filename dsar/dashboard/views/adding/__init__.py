"""A company is added, or its policy read anew: names, text, rules, gaps, a look, publishing.

Each step keeps what was said in the company's draft, so that anybody who may manage the company can
go on another day. Nothing is in force before it is published.
"""
