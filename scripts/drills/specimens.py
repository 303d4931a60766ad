"""``scripts/drill specimens``: every specimen of an identity document is read, masked well, badly and not at all.

More than two hundred, drawn, nobody's. The tests read every third of them.
"""

import sys

from scripts.benches.portal import portal


def main() -> int:
    """Read them all: 0 when who shows a number is refused and who shows none passes, as often as they must."""
    with portal():
        from tests.specimens.corpus import SEEDS  # noqa: PLC0415
        from tests.specimens.reading import faults, look, told  # noqa: PLC0415

        wrong = []
        for kind, seeds in SEEDS.items():
            looked = look(seeds, kind)
            print(told(kind, looked), flush=True)
            wrong += faults(kind, looked)
    print("\n".join(wrong or ["All as they must be."]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
