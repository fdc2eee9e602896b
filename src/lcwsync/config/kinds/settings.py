"""The tenant-wide settings of Lifecycle Workflows: their form, and the object of the model they become."""

from lcwsync.config.form.check import Checked
from lcwsync.config.form.checked import part
from lcwsync.config.form.shape import Fields, Text
from lcwsync.config.kinds.common import plain_shapes
from lcwsync.model.fields import attributes_from
from lcwsync.model.settings import EMAIL_FIELDS, SETTINGS_FIELDS, EmailSettings, LifecycleSettings

_DOMAIN_PATTERN = r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"


SETTINGS = Fields(
    about="Tenant-wide settings of Lifecycle Workflows.",
    keys={
        **plain_shapes(
            SETTINGS_FIELDS, {"workflowScheduleIntervalInHours": "How often the engine looks for users to process."}
        ),
        "emailSettings": Fields(
            keys=plain_shapes(
                EMAIL_FIELDS,
                {
                    "senderDomain": Text(
                        pattern=_DOMAIN_PATTERN,
                        wanted="a domain name such as contoso.com",
                        about="The domain mails come from; a verified domain of the tenant.",
                    ),
                    "useCompanyBranding": "true: mails show the tenant's banner logo.",
                },
            ),
            about="Who the workflows' mails come from.",
        ),
    },
)


def settings_of(checked: Checked) -> LifecycleSettings:
    """The tenant-wide settings."""
    email = part(checked, "emailSettings")
    return LifecycleSettings(
        **attributes_from(checked, SETTINGS_FIELDS),
        email_settings=None if email is None else EmailSettings(**attributes_from(email, EMAIL_FIELDS)),
    )
