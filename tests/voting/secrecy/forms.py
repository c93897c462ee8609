"""Forms and ballots of every kind, for properties."""

from hypothesis import strategies as st

from alliance.voting.secrecy.ballot_form import HIGHEST_SCORE, Ballot, BallotForm, Kind

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)
RANKED = BallotForm(Kind.RANKING, ("Ada", "Ben", "Cleo", "Dan"), equal_ranks=True)
MOTION = BallotForm(Kind.CHOICE, ("for", "against", "abstain"), blank=False)


@st.composite
def forms(draw: st.DrawFn) -> BallotForm:
    options = tuple(draw(st.lists(NAMES, min_size=1, max_size=9, unique=True)))
    kind = draw(st.sampled_from(Kind))
    return BallotForm(
        kind,
        options,
        most=draw(st.none() | st.integers(1, len(options))),
        top=draw(st.integers(1, HIGHEST_SCORE)) if kind is Kind.SCORES else None,
        equal_ranks=kind is Kind.RANKING and draw(st.booleans()),
        blank=draw(st.booleans()),
    )


@st.composite
def ballots(draw: st.DrawFn, form: BallotForm) -> Ballot:
    fewest = 0 if form.blank else 1
    most = 1 if form.kind is Kind.CHOICE else form.most or len(form.options)
    names = draw(st.lists(st.sampled_from(form.options), min_size=fewest, max_size=most, unique=True))
    if not names:
        return form.nothing()
    match form.kind:
        case Kind.CHOICE:
            return form.choice(names[0])
        case Kind.APPROVALS:
            return form.approvals(names)
        case Kind.SCORES:
            return form.scores({name: draw(st.integers(0, form.top)) for name in names})
        case Kind.RANKING:
            places: list[list[str]] = []
            for name in names:
                if places and form.equal_ranks and draw(st.booleans()):
                    places[-1].append(name)
                else:
                    places.append([name])
            return form.ranking(places)


@st.composite
def filled_forms(draw: st.DrawFn) -> tuple[BallotForm, Ballot]:
    form = draw(forms())
    return form, draw(ballots(form))
