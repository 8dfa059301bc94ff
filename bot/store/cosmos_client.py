"""One Cosmos DB container: opened when first needed, every call bounded in time, every failure one of ours.

The SDK retries by itself: 429 as the service asks, lost connections (writes included: see CosmosDocuments), 503 in the
next region. What it leaves to us is retried here: 449, and a 429 on a single operation of a batch.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError, ClientAuthenticationError, HttpResponseError
from azure.cosmos import PartitionKey
from azure.cosmos.aio import ContainerProxy, CosmosClient
from azure.cosmos.exceptions import CosmosBatchOperationError
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from bot.errors import Internal, LimitExceeded, SheetlineError, StoreUnavailable
from bot.store.earlier_items import EARLIER_PATHS

T = TypeVar("T")

INDEXING_POLICY: Final[dict[str, Any]] = {
    "indexingMode": "consistent",
    "automatic": True,
    "includedPaths": [{"path": f"/{name}/?"} for name in ("sort", "across", *EARLIER_PATHS)],
    "excludedPaths": [{"path": "/*"}],
}

ANSWERS: Final = frozenset({404, 409, 412})
"""Statuses that mean something to the caller; they are raised as the SDK raised them."""

_ADMIN_HINTS: Final = {
    401: "Check the account's key, or that the bot's identity may use this account.",
    403: "Give the bot's identity the role “Cosmos DB Built-in Data Contributor” and check the account's firewall.",
    404: "Create the database and the container (azd up does) or correct COSMOS_DATABASE and COSMOS_CONTAINER.",
}


class CosmosContainer:
    """Calls on one container. `timeout_s` bounds each call with all its retries."""

    def __init__(
        self,
        endpoint: str,
        *,
        credential: str | AsyncTokenCredential,
        database: str,
        container: str,
        timeout_s: float,
        create_if_missing: bool,
        endpoint_discovery: bool,
    ) -> None:
        self._endpoint = endpoint
        self._credential = credential
        self._names = (database, container)
        self._timeout_s = timeout_s
        self._create_if_missing = create_if_missing
        self._endpoint_discovery = endpoint_discovery
        self._opening = asyncio.Lock()
        self._client: CosmosClient | None = None
        self._container: ContainerProxy | None = None

    async def call(self, work: Callable[[ContainerProxy], Awaitable[T]], *, timeout_s: float | None = None) -> T:
        """The result of `work`; 404, 409 and 412 as the SDK's errors, all else as ours."""
        try:
            async with asyncio.timeout(timeout_s or self._timeout_s):
                container = self._container or await self._open()
                async for attempt in _again_when_told():
                    with attempt:
                        return await work(container)
        except TimeoutError as error:
            raise StoreUnavailable(_NOT_AVAILABLE, detail="no answer in time") from error
        except AzureError as error:
            if isinstance(error, HttpResponseError) and error.status_code in ANSWERS:
                raise
            raise _translated(error) from error
        raise Internal("unreachable")  # tenacity returns or raises

    async def check(self) -> None:
        """Return when the container can be read; raise StoreUnavailable, with a hint for the admin, otherwise."""
        try:
            await self.call(lambda container: container.read())
        except HttpResponseError as error:
            raise _translated(error) from error

    async def aclose(self) -> None:
        """Close the connections and the credential, for good."""
        self._container = None
        if self._client is not None:
            client, self._client = self._client, None
            await client.close()
        if not isinstance(self._credential, str):
            await self._credential.close()

    async def _open(self) -> ContainerProxy:
        async with self._opening:
            if self._container is None:
                client = self._new_client()
                try:
                    await client.__aenter__()  # without it the SDK keeps no session tokens
                    container = await self._find(client)
                except HttpResponseError as error:
                    await client.close()
                    raise _translated(error) from error
                except BaseException:
                    await client.close()
                    raise
                self._client, self._container = client, container
            return self._container

    async def _find(self, client: CosmosClient) -> ContainerProxy:
        database_name, container_name = self._names
        if self._create_if_missing:
            database = await client.create_database_if_not_exists(database_name)
            return await database.create_container_if_not_exists(
                container_name,
                partition_key=PartitionKey(path="/conversation"),
                default_ttl=-1,
                indexing_policy=INDEXING_POLICY,
            )
        container = client.get_database_client(database_name).get_container_client(container_name)
        await container.read()  # a missing container must not look like a missing item later
        return container

    def _new_client(self) -> CosmosClient:
        return CosmosClient(
            self._endpoint,
            credential=self._credential,
            enable_endpoint_discovery=self._endpoint_discovery,
            enable_compact_utf8_item_writes=True,
            connection_timeout=self._timeout_s,
            read_timeout=self._timeout_s,
            retry_connect=2,
            retry_read=2,
            retry_backoff_factor=0.2,
            retry_throttle_backoff_max=self._timeout_s,
        )


_NOT_AVAILABLE: Final = "The session store is not available."


def _again_when_told() -> AsyncRetrying:
    return AsyncRetrying(
        retry=retry_if_exception(_is_told_to_retry),
        wait=wait_random_exponential(multiplier=0.05, max=1.0),
        stop=stop_after_attempt(6),
        reraise=True,
    )


def _is_told_to_retry(error: BaseException) -> bool:
    if isinstance(error, CosmosBatchOperationError):
        return error.status_code in (429, 449)
    return isinstance(error, HttpResponseError) and error.status_code == 449


def _translated(error: AzureError) -> SheetlineError:
    detail = f"{type(error).__name__}: {str(error)[:500]}"
    if isinstance(error, HttpResponseError) and error.status_code:
        status = error.status_code
        if status == 413:
            return LimitExceeded("That is more than one message can keep.", detail=detail)
        if status in _ADMIN_HINTS:
            return StoreUnavailable(_NOT_AVAILABLE, hint=_ADMIN_HINTS[status], detail=detail)
        if status in (408, 410, 429, 449) or status >= 500:
            return StoreUnavailable(_NOT_AVAILABLE, detail=detail)
        return Internal("The session store refused a request.", detail=detail)
    if isinstance(error, ClientAuthenticationError):
        return StoreUnavailable(_NOT_AVAILABLE, hint=_ADMIN_HINTS[401], detail=detail)
    return StoreUnavailable(_NOT_AVAILABLE, detail=detail)
