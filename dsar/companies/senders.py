"""Letters come from one address, and that is one company's: nobody writes in another's name."""

from dsar.companies.models import Company

TAKEN = "Another company sends from this address already. Choose another one."


def sender_taken(address: str, *, company: Company | None = None) -> str:
    """Why this company, or one that is being added, cannot send from it; empty where it can. What
    it sends from already it goes on sending from."""
    if not address or (company and company.sender_email.lower() == address.lower()):
        return ""
    others = Company.objects.filter(sender_email__iexact=address)
    if company:
        others = others.exclude(pk=company.pk)
    return TAKEN if others.exists() else ""
