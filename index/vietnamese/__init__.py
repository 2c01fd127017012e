"""What are the syllables and words of a Vietnamese text? It knows nothing of indexes.

`segmentation.Segmentation` cuts a text: `spelling` makes one spelling of several (with `lookalikes`
and `tones`), `syllables` finds syllables by the `rules` for what is no plain one (`patterns` says
what they look for, `cutting` what becomes of it, `numerals` which are Roman), and `words` joins
them as pyvi does
(`words_model` reads its model; `words_exact` decides ties). `description` shows the outcome as
data, `abbreviations` finds what a text explains, `keystrokes` reads what no input method has turned
into letters, and `legacy` (with its tables) reads texts from before Unicode.
"""
