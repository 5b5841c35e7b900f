"""The composition root for uvicorn: `uvicorn chipgate.main:app`.

Here the settings are read, from the environment and from the file that CHIPGATE_SETTINGS names
(`surfaces.settings`; `chipgate serve --help` lists them).
"""

from __future__ import annotations

from chipgate.surfaces.clock import today
from chipgate.surfaces.http import logs
from chipgate.surfaces.http.reload import RulesHolder
from chipgate.surfaces.http.service import create_app
from chipgate.surfaces.settings_reading import settings_or_exit

_settings = settings_or_exit()
logs.set_up(_settings.log_level, _settings.log_format, _settings.redact)
app = create_app(_settings, RulesHolder(_settings, today), today)
