"""Where an index is: a folder on this machine or a name on a Milvus. Opened by what it is; nothing else asks which.

It knows nothing of what is done with it.
"""

from pathlib import Path

from index.folder import Folder
from index.holdings import Holdings
from index.milvus.address import MilvusAddress, is_address, milvus_address

Place = Path | MilvusAddress


def place_of(given: str | Place) -> Place:
    """A folder, or the store whose address begins with milvus:. Raises IndexStoreError where an address is wrong."""
    if isinstance(given, str):
        return milvus_address(given) if is_address(given) else Path(given)
    return given


def opened(place: Place) -> Holdings:
    """The index there. Raises IndexStoreError where there is none or it cannot be read."""
    if isinstance(place, MilvusAddress):
        from index.milvus.store import MilvusStore  # pymilvus takes a second, which a folder need not wait for

        return MilvusStore(place)
    return Folder(place)
