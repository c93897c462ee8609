"""A cache whose loss is a slower answer, never an error."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Redis where it answers; a miss where it does not."""

    def add(self, key: Any, value: Any, timeout: Any = None, version: Any = None) -> bool:  # noqa: ANN401
        try:
            return bool(super().add(key, value, timeout, version))
        except (RedisError, OSError) as error:
            self._note(error)
            return True

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:  # noqa: ANN401
        try:
            return super().get(key, default, version)
        except (RedisError, OSError) as error:
            self._note(error)
            return default

    def set(self, key: Any, value: Any, timeout: Any = None, version: Any = None) -> None:  # noqa: ANN401
        try:
            super().set(key, value, timeout, version)
        except (RedisError, OSError) as error:
            self._note(error)

    def delete(self, key: Any, version: Any = None) -> bool:  # noqa: ANN401
        try:
            return bool(super().delete(key, version))
        except (RedisError, OSError) as error:
            self._note(error)
            return False

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:  # noqa: ANN401
        try:
            return int(super().incr(key, delta, version))
        except (RedisError, OSError) as error:
            self._note(error)
            return delta

    @staticmethod
    def _note(error: Exception) -> None:
        logger.warning("the cache is away (%s)", type(error).__name__)
