"""The public face of the package."""

import subprocess
import sys

import pytest

import summaries


def test_importing_the_package_loads_nothing_heavy() -> None:
    """Who only passes values on pays neither for numpy nor for sumy."""
    code = "import sys, summaries; print({'numpy', 'sumy', 'nltk'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("name", summaries.__all__)
def test_every_public_name_is_there(name: str) -> None:
    """What `__all__` promises can be had."""
    assert getattr(summaries, name) is not None


def test_other_names_are_not_there() -> None:
    """A name that does not exist is an ordinary error."""
    with pytest.raises(AttributeError, match="nothing"):
        summaries.nothing  # noqa: B018 - the access is what is tried
