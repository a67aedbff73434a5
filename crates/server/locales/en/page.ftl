# What the pages say. Ids begin with the page they stand on.

-brand = Countersign

title = { $title } · { -brand }
title-problem = Problem: { $title }

login-title = Sign in
login-lead = to continue to { $client }
login-username = Email or user name
login-password = Password
login-show = Show password
login-hide = Hide password
login-submit = Sign in
login-cancel = Cancel
login-forgot = Forgot your password?
login-register = Create an account
login-note = Your password stays here. { $client } never sees it.

consent-title = Your permission
consent-heading = { $client } asks for your permission
consent-account = You are signed in as { $account }
consent-switch = Use another account
consent-list = If you allow it, { $client } can:
consent-allow = Allow
consent-deny = Don’t allow
consent-return = Either way you go on to { $host }.
consent-remembered = Once allowed, you are not asked about these again.
consent-policy = Privacy policy
consent-terms = Terms of service

return-title = Back to the app
return-lead = You are on your way back. If nothing happens, press the button.
return-submit = Continue

logout-title = Sign out
logout-heading = Do you want to sign out?
logout-asked = { $client } asks to sign you out.
logout-account = You are signed in as { $account }
logout-note = Apps will ask for your password again. One that is open already may stay open until you sign out there too.
logout-submit = Sign out
logout-stay = Stay signed in

done-title = You are signed out
done-lead = You can close this window. If others use this device, close the whole browser.

home-title = Your account
home-heading = You are signed in
home-account = as { $account }
home-lead = You can close this window, or sign out on this device.
home-away-title = Nobody is signed in here
home-away-lead = { -brand } signs people in to apps. Open the app you want to use; it brings you here when it needs to know who you are.

error-title = We could not go on
error-reference = Reference
error-code = Code
error-report = If you ask the people who run this sign-in service for help, tell them these.
error-detail = For developers
error-again = Try again
error-front = Open our front page
error-return = Back to { $client }

retry-seconds =
    { $count ->
        [one] You can try again in { $count } second.
       *[other] You can try again in { $count } seconds.
    }
retry-minutes =
    { $count ->
        [one] You can try again in { $count } minute.
       *[other] You can try again in { $count } minutes.
    }
