"""Everything ``manage.py demo`` and ``manage.py test`` need on a bare machine; standard library only.

What runs only once the environment is there (a look at a named server, say) imports in a function.
"""
