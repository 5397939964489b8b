"""`make bench`: how fast, as ratios against what runs beside it in the same run.

Absolute figures do not travel from one machine to another; ratios within one run nearly do. What is
compared takes turns, and the median of the turns counts.
"""
