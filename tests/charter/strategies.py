"""Random conditions and tallies of the grammar."""

from fractions import Fraction

from hypothesis import strategies as st

from alliance.charter.grammar.conditions import (
    TALLIES,
    All,
    AnyOf,
    Ceil,
    ClassesWhere,
    Compare,
    Const,
    Count,
    Greatest,
    InClass,
    Least,
    Not,
    Share,
    Sqrt,
    Times,
)

names = st.sampled_from(sorted(TALLIES))
shares = st.fractions(min_value=Fraction(1, 20), max_value=1, max_denominator=20)
factors = st.fractions(min_value=0, max_value=9, max_denominator=9)
classifications = st.sampled_from(["member_kind", "member_tier"])
class_names = st.sampled_from(["strategic", "university", "absent"])
plain_numbers = st.one_of(
    st.builds(Const, st.integers(0, 50).map(Fraction)),
    st.builds(Count, names),
    st.builds(InClass, classifications, class_names, names),
)
plain_comparisons = st.builds(
    Compare,
    st.sampled_from(["gt", "gte", "lt", "lte", "eq"]),
    st.builds(Count, names),
    st.builds(Count, names),
)
numbers = st.recursive(
    plain_numbers | st.builds(ClassesWhere, classifications, plain_comparisons),
    lambda inner: st.one_of(
        st.builds(Share, shares, inner),
        st.builds(Times, factors, inner),
        st.builds(Sqrt, inner),
        st.builds(Ceil, inner),
        st.builds(Least, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Greatest, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=4,
)
comparisons = st.builds(Compare, st.sampled_from(["gt", "gte", "lt", "lte", "eq"]), numbers, numbers)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=4,
)
tallies = st.fixed_dictionaries({name: st.integers(0, 100) for name in sorted(TALLIES)})
classes = st.fixed_dictionaries(
    {
        "member_kind": st.dictionaries(class_names, tallies, max_size=3),
        "member_tier": st.dictionaries(class_names, tallies, max_size=3),
    }
)
