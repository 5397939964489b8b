"""The companies that the product is ready to serve: one file each, every rule with its source."""

from typing import Final

from dsar.companies.presets import connexai, next_connex, nexus_ip, nexuscore, technology_nexus
from dsar.companies.presets.preset import Preset

PRESETS: Final[dict[str, Preset]] = {
    module.PRESET.slug: module.PRESET
    for module in (nexus_ip, next_connex, technology_nexus, nexuscore, connexai)
}
