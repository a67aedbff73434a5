# What the pages say. Ids begin with the page they stand on.

-brand = Countersign

title = { $title } · { -brand }
title-problem = Problem: { $title }

login-title = Sign in
login-lead = to continue to { $client }
login-account = Which account do you use?
login-account-organisation = Organisation account
login-account-other = Other account
login-address-leads = If your organisation signs you in on its own page, your email address is enough.
login-username = Email or user name
login-password = Password
login-show = Show password
login-hide = Hide password
login-submit = Sign in
login-cancel = Cancel
login-forgot = Forgot your password?
login-register = Create an account
login-note = Your password stays here. { $client } never sees it.
login-identify = Identify yourself
login-others = Other ways to sign in
login-last = Used last time
login-search = Search by name
login-found-none = No match. Clear the field to see all.
login-found =
    { $count ->
        [one] { $count } match
       *[other] { $count } matches
    }
login-with = Continue with { $upstream }
login-return = Back to { $client }
login-note-elsewhere = You prove who you are at the service you choose, and your codes and passwords stay there. { $client } never sees them.

app-home = Website
app-policy = Privacy policy
app-terms = Terms of service

code-title = Enter the code
code-sent-email = We sent a code to { $address }.
code-sent-sms = We sent a code by text message to { $address }.
code-undelivered = The code could not be delivered to { $address }.
code-counts-minutes =
    { $count ->
        [one] It counts for another { $count } minute.
       *[other] It counts for another { $count } minutes.
    }
code-counts-seconds =
    { $count ->
        [one] It counts for another { $count } second.
       *[other] It counts for another { $count } seconds.
    }
code-over = The code counts no longer. Have a new one sent.
code-field = Code
code-submit = Continue
code-again = Send a new code
code-left =
    { $count ->
        [one] You have { $count } more try.
       *[other] You have { $count } more tries.
    }
code-another = Another way
code-note = Tell this code to nobody. We never ask for it by phone or by mail.

select-title = Choose an account
select-continue = Continue as { $account }
select-another = Use another account

factor-title = One more step
factor-choose = Choose how to confirm that it is you.
factor-email-otp = Code by email to { $to }
factor-sms-otp = Code by text message to { $to }
factor-totp = Code from your authenticator app
factor-passkey = Passkey
factor-recovery-code = Recovery code

enrol-title = Set up a second step
enrol-why = A second step is asked for here, and your account has none yet. Set one up now, and go on.
enrol-choose = Choose what to set up.

consent-title = Your permission
consent-heading = { $client } asks for your permission
consent-account = You are signed in as { $account }
consent-switch = Use another account
consent-list = If you allow it, { $client } can:
consent-allow = Allow
consent-deny = Don’t allow
consent-return = Either way you go on to { $host }.
consent-remembered = Once allowed, you are not asked about these again.
consent-elsewhere-message = The app says:
consent-device-code = Your device shows this code:
consent-device-address = It asked from the network address { $address }.
consent-device-warning = Allow it only if you began this yourself just now. If somebody sent you the code or a link, choose “Don’t allow”.
consent-app-warning = Allow it only if you know what this is about: you are dealing with them just now, or you asked for it. If it comes out of the blue, choose “Don’t allow”.

return-title = Back to the app
return-lead = You are on your way back. If nothing happens, press the button.
return-submit = Continue
onward-title = One moment
onward-lead = You are on your way to the next step. If nothing happens, press the button.

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
home-lead = You can close this window, look at your account, or sign out on this device.
home-away-title = Nobody is signed in here
home-away-lead = { -brand } signs people in to apps. Open the app you want to use; it brings you here when it needs to know who you are.

account-title = Your account
account-of = You are signed in as { $account }
account-done = Done. Your change is saved.
account-save = Save
account-browser = A browser
account-address = Network address
account-name-title = Name
account-name-lead = Apps that you allow to see your name show it like this.
account-name-whole = Full name
account-name-given = Given name
account-name-family = Family name
account-email-title = Email address
account-email-lead = You can also sign in with this address.
account-email-confirmed = Your address is confirmed.
account-email-unconfirmed = Your address is not confirmed.
account-email-address = Email address
account-password-title = Password
account-password-lead = A new password signs you out everywhere else, and apps will ask you to sign in again.
account-password-current = Current password
account-password-new = New password
password-advice = At least { $count } characters. A few words that only you would put together are easy to remember and hard to guess.
password-weak-title = This password is easy to guess
password-weak-known = It is much like a password that many people use.
password-weak-word = It is little more than a common word or two.
password-weak-name = First names and last names are guessed early.
password-weak-own = It has your name or address in it, or the name of this service.
password-weak-keys = Keys that lie side by side are guessed early.
password-weak-sequence = Sequences such as abc or 6543 are guessed early.
password-weak-repeats = What is repeated is hardly harder to guess than once.
password-weak-date = Dates and years are guessed early.
password-weak-disguise = Capital letters, words spelled backwards and figures in place of letters hardly help.
password-weak-remedy = Put together a few words that have nothing to do with each other or with you. You need no signs or figures.
password-weak-again = Type a better one below. If you want this one all the same, type it again and tick the box beneath it.
password-weak-keep = Use this password all the same
account-password-submit = Change password
account-sessions-title = Where you are signed in
account-sessions-hint = Browsers, and signing them out
account-sessions-lead = If you do not recognise one of these, sign it out and change your password.
account-sessions-here = this browser
account-sessions-begun = Signed in
account-sessions-used = Last used
account-sessions-apps = Apps
account-sessions-end = Sign out there
account-sessions-end-others = Sign out everywhere else
account-apps-title = Apps
account-apps-hint = What they may see, and starting them
account-apps-lead = These apps can sign you in, and see what you allowed them.
account-apps-none = You have not used any app yet.
account-apps-allowed = Allowed
account-apps-house = Part of this service. It does not need your permission.
account-apps-start = Open
account-apps-withdraw = Take back permission
account-identities-title = Other ways to sign in
account-identities-hint = Banks and other services that know you
account-identities-lead = By these you can come into your account without a password.
account-identities-none = No other service is linked to your account.
account-identities-linked = Linked
account-identities-used = Last used
account-identities-unlink = Unlink
account-identities-only = It is the only way into your account, so it stays.
account-identities-another = Link another
account-identities-how = You sign in there once. From then on it lets you into this account.
account-identities-link = Link { $upstream }
account-factors-title = Security
account-factors-hint = Codes and keys that protect your account
account-factors-lead = By these you confirm that it is you, beside your password.
account-factors-none = You have added nothing yet that protects your account beside your password.
account-factors-app = Authenticator app
account-factors-added = Added
account-factors-used = Last used
account-factors-unused = Never
account-factors-name = Name
account-factors-name-submit = Save name
account-factors-remove = Remove
account-factors-add-app = Add an authenticator app
account-factors-app-how = An app on your phone shows a code that changes every 30 seconds. You type it in when you sign in.
account-factors-codes = Recovery codes
account-factors-codes-left = Codes left
account-factors-codes-how = Each of them works once in place of an app or a key that you have lost. New codes replace all of the old ones.
account-factors-codes-renew = Make new codes
account-factors-devices = Remembered browsers
account-factors-devices-lead = In these browsers you are not asked for a second step.
account-factors-device-until = Until
account-factors-forget = Forget

account-count = At present: { $count }
account-data-title = Your data
account-data-hint = Take it along, or remove your account
account-data-hint-only = Take it along
account-data-prove = For this you prove who you are, unless you have just done so.
account-data-take = Take your data along
account-data-what = One file with all that is kept of you here: what is known of you, how and where you sign in, what you allowed, what was sent to you and what happened to your account. Passwords and other secrets are not in it.
account-data-download = Download your data
account-remove-title = Remove your account
account-remove-lead = Your account goes at once and for good: you are signed out everywhere, apps get nothing more, and nobody can bring it back.
account-remove-stays = What stays is a record of when the account was made, changed and removed. It does not hold your name.
account-remove-confirm = I want my account removed for good.
account-remove-submit = Remove my account
account-gone-title = Your account is gone
account-gone-words = It was removed with all that hung on it. You can close this page.
account-totp-title = Add an authenticator app
account-totp-lead = Open an authenticator app on your phone and scan this picture with it.
account-totp-picture = QR code with the key for your app
account-totp-here = Is the app on this device?
account-totp-open = Open it in the app
account-totp-typed = Or type this key into the app:
account-totp-code = Code that the app shows
account-totp-name = Name for this app or device, if you like
account-totp-submit = Add
account-codes-title = Your recovery codes
account-codes-lead = Keep these codes in a safe place, apart from your phone. Each works once, when you have lost everything else. They are shown only now.
account-codes-download = Save as a file
account-codes-copy = Copy
account-codes-copied = Copied
account-codes-print = Print
account-codes-kept = I have kept the codes
totp-title = Enter the code from your app
totp-lead = Open your authenticator app and type in the six digits that it shows.
totp-code = Code
recovery-code-title = Enter a recovery code
recovery-code-lead = Take one of the codes that you kept when you set up your account. It works only once.
recovery-code-field = Recovery code
proof-submit = Continue
proof-another = Another way
account-sign-ins-title = Recent sign-ins
account-sign-ins-hint = Also those that failed
account-sign-ins-lead = If you do not recognise one that succeeded, change your password.
account-sign-ins-succeeded = Signed in
account-sign-ins-continued = First step done
account-sign-ins-refused = Wrong password
account-sign-ins-failed = Not signed in
account-sign-ins-when = When
account-sign-ins-with = With
account-sign-ins-through = Through
account-sign-ins-for = For

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

remember-days =
    { $count ->
        [one] Do not ask again on this device for a day
       *[other] Do not ask again on this device for { $count } days
    }
remember-note = Only where nobody else uses this device.

forgot-title = Forgot your password?
forgot-lead = Tell us what you sign in with. We send a link to the email address of that account.
forgot-submit = Send the link
forgot-sent = If there is such an account, a link is on its way to its email address. Look among unwanted mail, too. The link counts for a short time, and once.
reset-title = Choose a new password
reset-lead = It signs you out everywhere.
reset-submit = Save the password
reset-done-title = Your new password is set
reset-done = You are signed out everywhere. Sign in with the new password.

register-title = Create an account
register-lead = With it you go on to { $client }.
register-given = First name
register-family = Last name
register-email-note = You will sign in with it. We send a code there.
register-number = Mobile number
register-number-optional = Mobile number (if you want)
register-number-note = With the country’s number, such as +358 40 123 4567. We send a code there, too.
register-password = Password
register-submit = Create the account
register-login = I have an account
register-sent-email = We sent a mail to { $address }. Type the code that it brings.
register-sent-also = You can also open the link in the mail. If nothing arrives, look among unwanted mail, or check that the address is right.
register-anew = Enter something else
register-link-title = Confirm your email address
register-link-lead = With this you confirm { $address } and create the account.
register-link-password = The password you chose
register-link-why = You began in another browser. The password shows that it was you.
register-link-submit = Confirm
register-link-not-you = If you did not ask for an account here, close this page. Nothing has been created.
registered-title = Your account is ready
registered-client = Go back to where you began, or open { $client } and sign in.
registered-start = Open { $client }
registered-own = You can sign in with your email address and password.

device-title = Connect a device
device-lead = Type the code that your device shows.
device-compare = Compare this code with the one that your device shows. Go on only if they are the same.
device-hint = Eight letters, such as WDJB-MJHT. You can leave out the hyphen.
device-submit = Continue
device-warning = Did somebody send you this code or a link to this page? Then close it: you would let them into your account.
device-allowed-title = You allowed it
device-allowed = It goes on by itself where it was begun. You can close this page.
device-denied-title = You did not allow it
device-denied = Nothing was given away. You can close this page.

account-number-title = Mobile number
account-number-confirmed = Your number is confirmed.
account-number-unconfirmed = Your number is not confirmed.
account-change-new = Code that we sent to { $address }
account-change-old = Code that we sent to { $address }, your address until now
account-change-old-note = So nobody takes your account away by another address. If you cannot read mail there any more, ask the people who run this service.

ciba-title = An app asks you
ciba-lead = An app asks you to sign in and answer it. Go on to see which it is, and to say yes or no.

# The phones of the account.

account-phones-title = Phones
account-phones-hint = Scan a code with your phone instead of typing a password
account-phones-lead = A phone that you add here answers for you: you scan the code on a page, see who asks for what, and agree or decline.
account-phones-none = You have no phone here yet.
account-phones-unnamed = Phone
account-phones-locked = Locked: its PIN was wrong too often. Remove it and add it again.
account-phones-remove = Remove phone
account-phones-another = Add a phone
account-phones-how = You are shown a code that counts for ten minutes and for one phone.
account-phones-add = Show the code
account-phone-title = Add a phone
account-phone-lead = Scan this code with the camera of the phone, and do there what it asks.
account-phone-picture = Code for the phone. Without a camera, open the link below on the phone.
account-phone-here = Are you on the phone already?
account-phone-open = Add this phone
account-phone-warn = Show the code to nobody: whoever scans it first has a phone that answers for you.
account-phone-then = Done? See your phones
