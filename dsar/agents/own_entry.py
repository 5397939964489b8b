"""What a company hands in to the directory of businesses (3.05)."""

from typing import Any

from django.conf import settings

from dsar.companies.models import Company

from .exercising import RIGHTS
from .models import Business


def entry_of(business: Business) -> dict[str, Any]:
    """Its line, with what this desk supports."""
    company: Company = business.company
    web = company.website if "://" in company.website else f"https://{company.website}"
    return {
        "id": business.business_id,
        "name": company.name,
        "logo": None,
        "api_base": f"{settings.PUBLIC_URL}/drp",
        "supported_actions": list(RIGHTS),
        "supported_verifications": ["email", "address"],
        "web_url": web,
        "privacy_policy_url": f"{settings.PUBLIC_URL}/{company.slug}/",
        "technical_contact": company.sender_email,
        "business_contact": company.sender_email,
    }
