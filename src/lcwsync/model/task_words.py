"""Each built-in task and argument in an administrator's words: for the editor, `lcwsync tasks` and docs/reference.md.

https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks
"""

from collections.abc import Mapping

TASK_WORDS: Mapping[str, str] = {
    "sendWelcomeEmail": "Mails a welcome to the new hire.",
    "sendOnboardingReminderEmail": "Reminds the manager that a new hire starts.",
    "generateTapAndEmailManager": (
        "Creates a Temporary Access Pass for the user and mails it to the user's manager. It works for people who have "
        "never signed in and have no other authentication method; a new pass replaces an older one."
    ),
    "notifyManagerOfMove": "Tells the manager that the user has moved.",
    "requestAccessPackage": "Requests an access package for the user, under one of its assignment policies.",
    "assignLicenses": "Assigns licences. The user needs a usage location, and each licence a free seat.",
    "addUserToGroups": (
        "Adds the user to groups. Groups with dynamic membership, groups that can be assigned to roles, mail-enabled "
        "security groups and groups synchronised from on-premises cannot be changed."
    ),
    "addUserToTeams": "Adds the user to teams of Microsoft Teams. Each team must exist already.",
    "updateUserAttributes": "Writes attributes of the user.",
    "enableUserAccount": "Enables the user's account.",
    "runCustomTaskExtension": (
        "Calls a Logic App through a custom task extension, and waits for its answer if it calls back."
    ),
    "disableUserAccount": "Disables the user's account. Accounts that hold a Microsoft Entra role are refused.",
    "removeUserFromGroups": (
        "Removes the user from groups. Groups with dynamic membership, groups that can be assigned to roles, "
        "mail-enabled security groups and groups synchronised from on-premises cannot be changed."
    ),
    "removeUserFromAllGroups": "Removes the user from every group that can be changed.",
    "removeUserFromTeams": "Removes the user from teams of Microsoft Teams.",
    "removeUserFromAllTeams": "Removes the user from every team of Microsoft Teams.",
    "removeAccessPackage": "Removes the user's assignment to an access package.",
    "removeAllAccessPackages": "Removes all assignments to access packages, at once or after some days.",
    "cancelPendingAccessPackageRequests": (
        "Cancels the user's requests for access packages that nobody has decided yet."
    ),
    "removeLicenses": "Removes licences that are assigned to the user directly.",
    "revokeRefreshTokens": "Signs the user out: sessions end when their access tokens do, within about an hour.",
    "emailManagerAboutSponsorship": "Tells the manager that sponsorships change.",
    "emailCosponsorsAboutSponsorship": "Tells the other sponsors that sponsorships change.",
    "transferAgentSponsorships": "Makes the manager the sponsor of the user's agent identities.",
    "removeAllLicenses": "Removes every licence that is assigned to the user directly.",
    "deleteUser": "Deletes the user's account. It can be restored for 30 days.",
    "emailBeforeLastDay": "Mails the manager before the user's last day.",
    "emailOnLastDay": "Mails the manager on the user's last day.",
    "emailAfterLastDay": "Mails the manager after the user's last day, about access that remains.",
    "emailAboutInactivity": "Tells the manager that the user has not signed in for long.",
    "emailAboutUnsponsoredGuest": "Tells administrators that a guest without a sponsor will be removed.",
}
"""The effect of each task, by its key."""

ARGUMENT_WORDS: Mapping[str, str] = {
    "tapLifetimeMinutes": (
        "How long the pass can be used, in minutes, counted from the hire date when that is still to come. It must lie "
        "in the range of the TAP policy."
    ),
    "tapIsUsableOnce": (
        "true: the pass ends with the first sign-in. false: it can be used until it expires, which the TAP policy must "
        "allow."
    ),
    "to": "Who receives the mail in place of the default: the user, the manager, the sponsors, or one named user.",
    "cc": (
        "Users who receive a copy of the mail, by user principal name. In the task that creates a pass, the copy holds "
        "the pass."
    ),
    "customSubject": "The subject of the mail in place of the service's own.",
    "customBody": "The text of the mail in place of the service's own; HTML is allowed.",
    "locale": (
        "The language of the service's own text and of dates, such as en-us. Without it the user's language is taken."
    ),
    "assignmentPolicyId": "The assignment policy of the access package, by name or id.",
    "accessPackageId": "The access package, by name or id.",
    "licenses": "Licences by SKU part number, such as SPE_E5.",
    "groupID": "Groups by name or id.",
    "teamID": "Teams by name or id.",
    "attributeUpdates": "The attributes to write, each with its new value; an empty value clears it.",
    "enableOnPremisesAccount": (
        "true: the account in Active Directory is enabled, too, for users synchronised from there."
    ),
    "disableOnPremisesAccount": (
        "true: the account in Active Directory is disabled, too, for users synchronised from there."
    ),
    "deleteOnPremisesAccount": (
        "true: the account in Active Directory is deleted, too, for users synchronised from there."
    ),
    "customTaskExtensionID": "The custom task extension, by its displayName in git or in the tenant.",
    "daysUntilExpiration": "Days until the assignments end; 0 ends them at once.",
}
"""The meaning of each argument, by its name: an argument means the same in every task."""
