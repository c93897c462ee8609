"""Tell the worker that something is waiting. It may be lost: the sweep finds everything."""

import logging
import time
from collections.abc import Sequence

from kombu.exceptions import LimitExceeded, OperationalError
from kombu.pools import producers
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
_PAUSE = 10.0
_PATIENCE = 0.5
_ONCE = {
    "socket_timeout": _PATIENCE,
    "socket_connect_timeout": _PATIENCE,
    "max_retries": 0,
}
_silent_until = 0.0


def worker(delivery_ids: Sequence[int]) -> None:
    """Send the ids to the worker; never raise. After a failure stay silent for some seconds.

    A broker that does not answer costs a request half a second, not what a worker would wait for it.
    """
    from alliance.audit.tasks import deliver  # noqa: PLC0415 -- tasks import dispatch, which imports us

    global _silent_until  # noqa: PLW0603 -- one memory per process of a broker that is away
    if time.monotonic() < _silent_until:
        return
    connection = deliver.app.connection_for_write(transport_options=_ONCE, connect_timeout=_PATIENCE)
    try:
        with producers[connection].acquire(block=True, timeout=_PATIENCE) as producer:
            for delivery_id in delivery_ids:
                deliver.apply_async(args=(delivery_id,), producer=producer, retry=False, expires=60)
    except (OperationalError, LimitExceeded, RedisError, OSError) as error:
        _silent_until = time.monotonic() + _PAUSE
        logger.warning("the broker is away (%s); the sweep will deliver", type(error).__name__)
