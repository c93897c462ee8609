"""Secret ballots: pure code that keeps what was voted apart from who voted.

    form.encode ─► seal ─► one envelope per elector, kept and replaced until close
                             │ close, then the key is read once
                             ▼
    open_envelope ─► make_box ─► check_disclosure ─► count, verify, publish ─► dispute window ─► destroy

Nothing here logs, reads the clock or knows a database. What an object must not tell is withheld from its
text and cannot be pickled; errors name no content, and their tracebacks hold none.
"""
