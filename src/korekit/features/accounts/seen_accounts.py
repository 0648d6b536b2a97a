"""An account as one of its members sees it."""

from korekit.catalog.additions import Account
from korekit.records.accounts import Membership

__all__ = ["account_seen"]


def account_seen(membership: Membership) -> Account:
    """The account on the wire, with the member's own role in it."""
    return Account(
        id=membership.account_id,
        org_id=membership.org_id,
        name=membership.name,
        role=membership.role.value,
        is_publish_required=membership.is_publish_required,
        is_active=membership.is_active,
    )
