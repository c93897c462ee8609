"""Everything ``manage.py demo`` and ``manage.py test`` need on a bare machine; standard library only.

Only what runs once the environment is there (a look at a named server, for instance) imports a package, and then inside a function.
"""
