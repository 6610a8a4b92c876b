"""What people say of a version: documents to look at in a browser on this machine, judgements in a file of their own, and what
these say of the rules.
"""
