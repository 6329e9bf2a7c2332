"""What the doctor found."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing looked at. `well` is False when a person must do something, which `cure` says; None when it may wait."""

    about: str
    well: bool | None
    words: str
    cure: str = ""
