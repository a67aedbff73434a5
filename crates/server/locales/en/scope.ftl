# What an app may do, one scope each, ending the sentence "If you allow it, the app can:".

scope-openid = recognise you
    .detail = by an identifier that stands for your account
scope-profile = see your name and basic details
    .detail = such as your picture, language and date of birth, where you have given them
scope-email = see your email address
    .detail = and whether it has been confirmed
scope-address = see your postal address
    .detail = as it stands in your account
scope-phone = see your phone number
    .detail = and whether it has been confirmed
scope-offline_access = stay connected when you are away
    .detail = until you or the service end it

# A scope that has no words of its own.
consent-other = use the access it calls { $scope }
