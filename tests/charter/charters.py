"""The charters that tests read: a small one, the shipped ones, and real ones beside the repository."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "alliance" / "charter" / "editions"
REAL = ROOT.parent / "shared" / "charters"
SAMPLE = (Path(__file__).parent / "sample.yaml").read_text("utf-8")


def shipped_charters() -> list[Path]:
    """Every edition that comes with the product."""
    return sorted(SHIPPED.glob("*.yaml"))


def real_charters() -> list[Path]:
    """Charters of real bodies, as they were written down."""
    return sorted(REAL.glob("*.yaml"))


def all_charters() -> list[Path]:
    return [*shipped_charters(), *real_charters()]
