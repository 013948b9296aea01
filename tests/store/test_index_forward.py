"""An index that is brought forward commit by commit says just what one says that is built from nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from changing import NOW, Changing, said

from pmnet.store.index import keeping
from pmnet.store.index.building import Building
from pmnet.store.index.reading import Index


@pytest.mark.parametrize("seed", [*range(4), *[pytest.param(seed, marks=pytest.mark.long) for seed in range(4, 200)]])
def test_brought_forward_by_each_commit_it_is_as_if_built_from_nothing(seed: int) -> None:
    network = Changing(seed)
    with closing(keeping.in_memory(network.state, NOW)) as index:
        for _ in range(40):
            paths = network.change()
            Building(index.database, network.state).changed(paths)
            with closing(keeping.in_memory(network.state, NOW)) as fresh:
                assert said(index) == said(fresh), (network.commits, paths)
            assert Index(index.database, NOW).figures.network == network.network.name


def test_brought_forward_over_many_commits_at_once_or_back_again() -> None:
    network = Changing(77)
    states, touched = [network.state], set[str]()
    for _ in range(30):
        touched |= set(network.change(5))
        states.append(network.state)
    dice = network.dice
    with closing(keeping.in_memory(states[0], NOW)) as index:
        for _ in range(20):
            state = dice.choice(states)
            Building(index.database, state).changed(touched)
            with closing(keeping.in_memory(state, NOW)) as fresh:
                assert said(index) == said(fresh)


def test_the_order_of_rows_in_a_file_is_nothing_that_answers_depend_on() -> None:
    """What is compared are rows with names for numbers: no two rows are called the same."""
    with closing(keeping.in_memory(Changing(1).state, NOW)) as index:
        for table, rows in said(index).items():
            assert len(rows) == len(set(rows)), table
        with pytest.raises(sqlite3.IntegrityError):
            index.database.execute("INSERT INTO member (n, id) VALUES (999, 'anna')")
