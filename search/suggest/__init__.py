"""What was meant, and how may what was typed go on? By the language of the archive.

`correction.correct` is "did you mean": `readings` are what a syllable may be, `likeliest` the best
way through them. `completion.complete` is what a box offers while one types.
"""
