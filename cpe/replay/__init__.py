"""Asking the rules without touching a record: a JSON document in, a JSON document out, by the portal's own functions.

``fields`` strict JSON, every fault with its place · ``reading`` the document · ``policies`` drafts of the rules ·
``writing`` the answer. No ORM, no clock, no settings: titles and rules are arguments, the day stands in the document.
"""
