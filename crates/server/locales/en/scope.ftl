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
scope-idp-id = see a number by which your bank knows you
    .detail = in place of your personal identity code
scope-nin = see your personal identity code
    .detail = the number by which the state knows you
scope-ftn-extra = see which bank you identified with
    .detail = and what the Finnish trust network says of you besides, your personal identity code included
scope-offline_access = stay connected when you are away
    .detail = until you or the service end it

# A scope that has no words of its own.
consent-other = use the access it calls { $scope }

# Single details that an app asks for by name.
consent-claims = see these details about you
claim-name = full name
claim-given_name = first names
claim-family_name = last names
claim-middle_name = middle names
claim-nickname = nickname
claim-preferred_username = user name
claim-profile = profile page
claim-picture = picture
claim-website = website
claim-gender = gender
claim-birthdate = date of birth
claim-zoneinfo = time zone
claim-locale = language
claim-updated_at = when your details last changed
claim-email = email address
claim-email_verified = whether your email address has been confirmed
claim-phone_number = phone number
claim-phone_number_verified = whether your phone number has been confirmed
claim-address = postal address
claim-groups = the groups you are in
