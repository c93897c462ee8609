"""Tell the worker that something is waiting. It may be lost: the sweep finds everything."""

import logging
import time
from collections.abc import Sequence

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
_PAUSE = 5.0
_silent_until = 0.0


def worker(delivery_ids: Sequence[int]) -> None:
    """Send the ids to the worker; never raise. After a failure stay silent for some seconds."""
    from alliance.audit.tasks import deliver  # noqa: PLC0415 -- tasks import dispatch, which imports us

    global _silent_until  # noqa: PLW0603 -- one memory per process of a broker that is away
    if time.monotonic() < _silent_until:
        return
    try:
        for delivery_id in delivery_ids:
            deliver.apply_async(args=(delivery_id,), retry=False, expires=60)
    except (OperationalError, RedisError, OSError) as error:
        _silent_until = time.monotonic() + _PAUSE
        logger.warning("the broker is away (%s); the sweep will deliver", type(error).__name__)
