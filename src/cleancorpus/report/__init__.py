"""What people look at: the catalogue of rules, and of a version a page that shows what was done.

`figures.py` has what the manifest says and `rows.py` what the rows say, in bounded memory; `page.py` makes a page of it.
For other pages: `documents.py` reads rows at their places, `highlight.py` shows a text with what was cut, `colours.py` has a
colour for each category, `templates.py` the environment and `templates/base.html` the frame with its style.
"""
