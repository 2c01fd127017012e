"""What do many articles tell together? When they appeared, and which words set them apart.

`timeline` counts them by period, one query or several side by side; `distinctive` finds the words.
"""
