# نصوص الصفحات. يبدأ كل معرّف باسم الصفحة التي يظهر فيها نصه.

-brand = Countersign

title = { $title } · { -brand }
title-problem = مشكلة: { $title }

login-title = تسجيل الدخول
login-lead = للمتابعة إلى { $client }
login-account = أي حساب تستخدم؟
login-account-organisation = حساب المؤسسة
login-account-other = حساب آخر
login-address-leads = إذا كنت تسجّل الدخول في صفحة مؤسستك، يكفي بريدك الإلكتروني.
login-username = البريد الإلكتروني أو اسم المستخدم
login-password = كلمة المرور
login-show = إظهار كلمة المرور
login-hide = إخفاء كلمة المرور
login-submit = تسجيل الدخول
login-cancel = إلغاء
login-forgot = هل نسيت كلمة المرور؟
login-register = إنشاء حساب
login-note = تبقى كلمة مرورك هنا، ولا يراها { $client } أبدًا.
login-identify = أثبت هويتك
login-others = طرق أخرى لتسجيل الدخول
login-last = المستخدَم آخر مرة
login-search = البحث بالاسم
login-found-none = لا نتائج. أفرغ الحقل لعرض الكل.
login-found =
    { $count ->
        [one] نتيجة واحدة
        [two] نتيجتان
        [few] { $count } نتائج
        [many] { $count } نتيجة
       *[other] { $count } نتيجة
    }
login-with = المتابعة عبر { $upstream }
login-return = العودة إلى { $client }
login-note-elsewhere = تُثبت هويتك لدى الخدمة التي تختارها، وتبقى رموزك وكلمات مرورك هناك. لا يراها { $client } أبدًا.

app-home = الموقع الإلكتروني
app-policy = سياسة الخصوصية
app-terms = شروط الاستخدام

code-title = أدخل الرمز
code-sent-email = أرسلنا رمزًا إلى { $address }.
code-sent-sms = أرسلنا رمزًا برسالة نصية إلى { $address }.
code-undelivered = تعذّر تسليم الرمز إلى { $address }.
code-counts-minutes =
    { $count ->
        [zero] انتهت مدته الآن.
        [one] يبقى صالحًا دقيقة واحدة.
        [two] يبقى صالحًا دقيقتين.
        [few] يبقى صالحًا { $count } دقائق.
        [many] يبقى صالحًا { $count } دقيقة.
       *[other] يبقى صالحًا { $count } دقيقة.
    }
code-counts-seconds =
    { $count ->
        [zero] انتهت مدته الآن.
        [one] يبقى صالحًا ثانية واحدة.
        [two] يبقى صالحًا ثانيتين.
        [few] يبقى صالحًا { $count } ثوانٍ.
        [many] يبقى صالحًا { $count } ثانية.
       *[other] يبقى صالحًا { $count } ثانية.
    }
code-over = لم يعد الرمز صالحًا. اطلب إرسال رمز جديد.
code-field = الرمز
code-submit = متابعة
code-again = إرسال رمز جديد
code-left =
    { $count ->
        [zero] لم تبقَ لك أي محاولة.
        [one] بقيت لك محاولة واحدة.
        [two] بقيت لك محاولتان.
        [few] بقيت لك { $count } محاولات.
        [many] بقيت لك { $count } محاولة.
       *[other] بقيت لك { $count } محاولة.
    }
code-another = طريقة أخرى
code-note = لا تخبر أحدًا بهذا الرمز. نحن لا نطلبه أبدًا بالهاتف أو بالبريد.

select-title = اختر حسابًا
select-continue = المتابعة باسم { $account }
select-another = استخدام حساب آخر

factor-title = خطوة أخرى
factor-choose = اختر كيف تؤكد أنك أنت.
factor-email-otp = رمز بالبريد الإلكتروني إلى { $to }
factor-sms-otp = رمز برسالة نصية إلى { $to }
factor-totp = رمز من تطبيق المصادقة
factor-passkey = مفتاح المرور
factor-recovery-code = رمز الاسترداد

enrol-title = إعداد خطوة ثانية
enrol-why = تُطلب هنا خطوة ثانية، ولا توجد في حسابك أي خطوة بعد. أعِدّ واحدة الآن ثم تابع.
enrol-choose = اختر ما تريد إعداده.

consent-title = إذنك
consent-heading = يطلب { $client } إذنك
consent-account = أنت مسجّل الدخول باسم { $account }
consent-switch = استخدام حساب آخر
consent-list = إذا سمحت بذلك، يمكن لـ { $client }:
consent-allow = السماح
consent-deny = عدم السماح
consent-return = في الحالتين ستتابع إلى { $host }.
consent-remembered = بعد أن تسمح مرة واحدة لن تُسأل عن ذلك مجددًا.
consent-elsewhere-message = يقول التطبيق:
consent-device-code = يعرض جهازك هذا الرمز:
consent-device-address = جاء الطلب من عنوان الشبكة { $address }.
consent-device-warning = لا تسمح بذلك إلا إذا بدأته بنفسك الآن. إذا أرسل إليك أحد الرمز أو رابطًا فاختر «عدم السماح».
consent-app-warning = لا تسمح بذلك إلا إذا كنت تعرف ما الأمر: أنت تتعامل معهم الآن أو طلبت ذلك بنفسك. إذا جاءك دون توقع فاختر «عدم السماح».

return-title = العودة إلى التطبيق
return-lead = أنت في طريق العودة. إذا لم يحدث شيء فاضغط الزر.
return-submit = متابعة
onward-title = لحظة من فضلك
onward-lead = أنت في طريقك إلى الخطوة التالية. إذا لم يحدث شيء فاضغط الزر.

logout-title = تسجيل الخروج
logout-heading = هل تريد تسجيل الخروج؟
logout-asked = يطلب { $client } تسجيل خروجك.
logout-account = أنت مسجّل الدخول باسم { $account }
logout-note = ستطلب التطبيقات كلمة مرورك من جديد. وقد يبقى التطبيق المفتوح مفتوحًا إلى أن تسجّل الخروج منه أيضًا.
logout-submit = تسجيل الخروج
logout-stay = البقاء مسجّل الدخول

done-title = تم تسجيل خروجك
done-lead = يمكنك إغلاق هذه النافذة. إذا كان آخرون يستخدمون هذا الجهاز فأغلق المتصفح كله.

home-title = حسابك
home-heading = أنت مسجّل الدخول
home-account = باسم { $account }
home-lead = يمكنك إغلاق هذه النافذة أو الاطّلاع على حسابك أو تسجيل الخروج على هذا الجهاز.
home-away-title = لا أحد مسجّل الدخول هنا
home-away-lead = يسجّل { -brand } دخول الأشخاص إلى التطبيقات. افتح التطبيق الذي تريد استخدامه، وسيأتي بك إلى هنا عندما يحتاج إلى معرفة من أنت.

account-title = حسابك
account-of = أنت مسجّل الدخول باسم { $account }
account-done = تم. حُفظ التغيير.
account-save = حفظ
account-browser = متصفح
account-address = عنوان الشبكة
account-name-title = الاسم
account-name-lead = تعرض التطبيقات التي تسمح لها برؤية اسمك الاسمَ هكذا.
account-name-whole = الاسم الكامل
account-name-given = الاسم الأول
account-name-family = اسم العائلة
account-email-title = البريد الإلكتروني
account-email-lead = يمكنك أيضًا تسجيل الدخول بهذا العنوان.
account-email-confirmed = عنوانك مؤكَّد.
account-email-unconfirmed = عنوانك غير مؤكَّد.
account-email-address = عنوان البريد الإلكتروني
account-password-title = كلمة المرور
account-password-lead = تسجّل كلمة المرور الجديدة خروجك من كل مكان آخر، وستطلب منك التطبيقات تسجيل الدخول من جديد.
account-password-current = كلمة المرور الحالية
account-password-new = كلمة المرور الجديدة
password-advice =
    { $count ->
        [few] { $count } أحرف على الأقل.
       *[other] { $count } حرفًا على الأقل.
    } بضع كلمات لا يجمعها غيرك يسهل تذكّرها ويصعب تخمينها.
password-weak-title = كلمة المرور هذه سهلة التخمين
password-weak-known = تشبه كلمة مرور يستعملها كثيرون.
password-weak-word = لا تكاد تزيد على كلمة شائعة أو كلمتين.
password-weak-name = الأسماء وأسماء العائلات من أول ما يُخمَّن.
password-weak-own = فيها اسمك أو عنوانك أو اسم هذه الخدمة.
password-weak-keys = المفاتيح المتجاورة من أول ما يُخمَّن.
password-weak-sequence = المتتاليات مثل abc أو 6543 من أول ما يُخمَّن.
password-weak-repeats = ما يتكرر لا يكاد يصعب تخمينه أكثر من المرة الواحدة.
password-weak-date = التواريخ والسنوات من أول ما يُخمَّن.
password-weak-disguise = الأحرف الكبيرة والكلمات المعكوسة والأرقام مكان الحروف لا تكاد تفيد.
password-weak-remedy = اجمع بضع كلمات لا علاقة لبعضها ببعض ولا بك. لا حاجة إلى رموز أو أرقام.
password-weak-again = اكتب أدناه كلمة مرور أفضل. وإن أردت هذه مع ذلك فاكتبها من جديد وضع علامة في المربع تحتها.
password-weak-keep = استعمال كلمة المرور هذه مع ذلك
account-password-submit = تغيير كلمة المرور
account-sessions-title = أين سجّلت الدخول
account-sessions-hint = المتصفحات وتسجيل الخروج منها
account-sessions-lead = إذا لم تتعرّف على أحدها فسجّل الخروج منه وغيّر كلمة مرورك.
account-sessions-here = هذا المتصفح
account-sessions-begun = تسجيل الدخول
account-sessions-used = آخر استخدام
account-sessions-apps = التطبيقات
account-sessions-end = تسجيل الخروج هناك
account-sessions-end-others = تسجيل الخروج من كل مكان آخر
account-apps-title = التطبيقات
account-apps-hint = ما يُسمح لها برؤيته وكيفية فتحها
account-apps-lead = يمكن لهذه التطبيقات تسجيل دخولك والاطّلاع على ما سمحت لها به.
account-apps-none = لم تستخدم أي تطبيق بعد.
account-apps-allowed = تاريخ السماح
account-apps-house = جزء من هذه الخدمة، ولا يحتاج إلى إذنك.
account-apps-start = فتح
account-apps-withdraw = سحب الإذن
account-identities-title = طرق أخرى لتسجيل الدخول
account-identities-hint = المصارف والخدمات الأخرى التي تعرفك
account-identities-lead = بهذه الطرق تدخل إلى حسابك من دون كلمة مرور.
account-identities-none = لا توجد خدمة أخرى مربوطة بحسابك.
account-identities-linked = تاريخ الربط
account-identities-used = آخر استخدام
account-identities-unlink = إلغاء الربط
account-identities-only = هذه هي الطريقة الوحيدة للدخول إلى حسابك، لذلك تبقى.
account-identities-another = ربط خدمة أخرى
account-identities-how = تسجّل الدخول هناك مرة واحدة، وبعدها تفتح لك هذا الحساب.
account-identities-link = ربط { $upstream }
account-factors-title = الأمان
account-factors-hint = رموز ومفاتيح تحمي حسابك
account-factors-lead = بهذه تؤكّد، إلى جانب كلمة مرورك، أنك أنت.
account-factors-none = لم تضف بعد شيئًا يحمي حسابك إلى جانب كلمة مرورك.
account-factors-app = تطبيق المصادقة
account-factors-added = أُضيف في
account-factors-used = آخر استخدام
account-factors-unused = لم يُستخدم
account-factors-name = الاسم
account-factors-name-submit = حفظ الاسم
account-factors-remove = إزالة
account-factors-add-app = إضافة تطبيق مصادقة
account-factors-app-how = يعرض تطبيق على هاتفك رمزًا يتغيّر كل 30 ثانية، وتكتبه عند تسجيل الدخول.
account-factors-codes = رموز الاسترداد
account-factors-codes-left = الرموز المتبقية
account-factors-codes-how = يعمل كل منها مرة واحدة بدلًا من تطبيق أو مفتاح فقدته. وتحلّ الرموز الجديدة محل القديمة كلها.
account-factors-codes-renew = إنشاء رموز جديدة
account-factors-devices = المتصفحات المحفوظة
account-factors-devices-lead = في هذه المتصفحات لا تُطلب منك خطوة ثانية.
account-factors-device-until = حتى
account-factors-forget = نسيان

account-count = حاليًا: { $count }
account-data-title = بياناتك
account-data-hint = خذها معك أو احذف حسابك
account-data-hint-only = خذها معك
account-data-prove = تثبت لذلك من تكون، ما لم تكن قد فعلت ذلك للتو.
account-data-take = خذ بياناتك معك
account-data-what = ملف واحد فيه كل ما يُحفظ عنك هنا: ما هو معروف عنك، وكيف وأين تسجّل الدخول، وما سمحت به، وما أُرسل إليك، وما حدث لحسابك. وليس فيه كلمات مرور ولا أسرار أخرى.
account-data-download = تنزيل بياناتك
account-remove-title = احذف حسابك
account-remove-lead = يزول حسابك فورًا وإلى الأبد: يُسجَّل خروجك من كل مكان، ولا تحصل التطبيقات على شيء بعد ذلك، ولا يستطيع أحد استعادته.
account-remove-stays = لا يبقى إلا سجل بوقت إنشاء الحساب وتغييره وحذفه، وليس فيه اسمك.
account-remove-confirm = أريد حذف حسابي نهائيًا.
account-remove-submit = احذف حسابي
account-gone-title = لم يعد حسابك موجودًا
account-gone-words = حُذف مع كل ما يتعلق به. يمكنك إغلاق هذه الصفحة.
account-totp-title = إضافة تطبيق مصادقة
account-totp-lead = افتح تطبيق مصادقة على هاتفك وامسح به هذه الصورة.
account-totp-picture = رمز QR يحمل مفتاح تطبيقك
account-totp-here = هل التطبيق على هذا الجهاز؟
account-totp-open = فتح في التطبيق
account-totp-typed = أو اكتب هذا المفتاح في التطبيق:
account-totp-code = الرمز الذي يعرضه التطبيق
account-totp-name = اسم للتطبيق أو الجهاز إن أردت
account-totp-submit = إضافة
account-codes-title = رموز الاسترداد الخاصة بك
account-codes-lead = احفظ هذه الرموز في مكان آمن بعيدًا عن هاتفك. يعمل كل منها مرة واحدة عندما تفقد كل ما سواها. وهي تظهر الآن فقط.
account-codes-download = حفظ في ملف
account-codes-copy = نسخ
account-codes-copied = تم النسخ
account-codes-print = طباعة
account-codes-kept = حفظتُ الرموز
totp-title = أدخل الرمز من تطبيقك
totp-lead = افتح تطبيق المصادقة واكتب الأرقام الستة التي يعرضها.
totp-code = الرمز
recovery-code-title = أدخل رمز استرداد
recovery-code-lead = خذ أحد الرموز التي حفظتها. وهو يعمل مرة واحدة فقط.
recovery-code-field = رمز الاسترداد
proof-submit = متابعة
proof-another = طريقة أخرى
account-sign-ins-title = عمليات تسجيل الدخول الأخيرة
account-sign-ins-hint = بما فيها الفاشلة
account-sign-ins-lead = إذا لم تتعرّف على عملية ناجحة فغيّر كلمة مرورك.
account-sign-ins-succeeded = تم تسجيل الدخول
account-sign-ins-continued = تمت الخطوة الأولى
account-sign-ins-refused = كلمة مرور خاطئة
account-sign-ins-failed = لم يتم تسجيل الدخول
account-sign-ins-when = الوقت
account-sign-ins-with = المتصفح
account-sign-ins-through = عبر
account-sign-ins-for = التطبيق

error-title = لم نتمكن من المتابعة
error-reference = المرجع
error-code = الرمز
error-report = اذكر هذه البيانات إذا طلبت المساعدة من القائمين على خدمة تسجيل الدخول هذه.
error-detail = للمطورين
error-again = إعادة المحاولة
error-front = فتح صفحتنا الرئيسية
error-return = العودة إلى { $client }

retry-seconds =
    { $count ->
        [zero] يمكنك إعادة المحاولة الآن.
        [one] يمكنك إعادة المحاولة بعد ثانية واحدة.
        [two] يمكنك إعادة المحاولة بعد ثانيتين.
        [few] يمكنك إعادة المحاولة بعد { $count } ثوانٍ.
        [many] يمكنك إعادة المحاولة بعد { $count } ثانية.
       *[other] يمكنك إعادة المحاولة بعد { $count } ثانية.
    }
retry-minutes =
    { $count ->
        [zero] يمكنك إعادة المحاولة الآن.
        [one] يمكنك إعادة المحاولة بعد دقيقة واحدة.
        [two] يمكنك إعادة المحاولة بعد دقيقتين.
        [few] يمكنك إعادة المحاولة بعد { $count } دقائق.
        [many] يمكنك إعادة المحاولة بعد { $count } دقيقة.
       *[other] يمكنك إعادة المحاولة بعد { $count } دقيقة.
    }

remember-days =
    { $count ->
        [zero] لا تسأل مرة أخرى على هذا الجهاز
        [one] لا تسأل مرة أخرى على هذا الجهاز لمدة يوم واحد
        [two] لا تسأل مرة أخرى على هذا الجهاز لمدة يومين
        [few] لا تسأل مرة أخرى على هذا الجهاز لمدة { $count } أيام
        [many] لا تسأل مرة أخرى على هذا الجهاز لمدة { $count } يومًا
       *[other] لا تسأل مرة أخرى على هذا الجهاز لمدة { $count } يوم
    }
remember-note = فقط إذا كان لا أحد غيرك يستخدم هذا الجهاز.

forgot-title = هل نسيت كلمة المرور؟
forgot-lead = أخبرنا بما تسجّل الدخول به. سنرسل رابطًا إلى عنوان البريد الإلكتروني لذلك الحساب.
forgot-submit = إرسال الرابط
forgot-sent = إن وُجد حساب كهذا فالرابط في طريقه إلى عنوان بريده الإلكتروني. انظر في البريد غير المرغوب أيضًا. يصلح الرابط لوقت قصير ولمرة واحدة.
reset-title = اختر كلمة مرور جديدة
reset-lead = تسجّل خروجك من كل مكان.
reset-submit = حفظ كلمة المرور
reset-done-title = كلمة مرورك الجديدة سارية
reset-done = تم تسجيل خروجك من كل مكان. سجّل الدخول بكلمة المرور الجديدة.

register-title = إنشاء حساب
register-lead = به تتابع إلى { $client }.
register-given = الاسم الأول
register-family = اسم العائلة
register-email-note = ستسجّل الدخول به. نرسل رمزًا إليه.
register-number = رقم الهاتف المحمول
register-number-optional = رقم الهاتف المحمول (إن أردت)
register-number-note = مع رمز البلد، مثل ‎+358 40 123 4567. نرسل رمزًا إليه أيضًا.
register-password = كلمة المرور
register-submit = أنشئ الحساب
register-login = لديّ حساب
register-sent-email = أرسلنا رسالة إلى { $address }. اكتب الرمز الوارد فيها.
register-sent-also = يمكنك أيضًا فتح الرابط الوارد في الرسالة. إن لم يصل شيء فابحث في البريد غير المرغوب أو تحقق من صحة العنوان.
register-anew = أدخل شيئًا آخر
register-link-title = أكّد عنوان بريدك الإلكتروني
register-link-lead = بهذا تؤكد { $address } وتنشئ الحساب.
register-link-password = كلمة المرور التي اخترتها
register-link-why = بدأت في متصفح آخر. كلمة المرور تبيّن أنك أنت من بدأ.
register-link-submit = تأكيد
register-link-not-you = إن لم تطلب حسابًا هنا فأغلق هذه الصفحة. لم يُنشأ شيء.
registered-title = حسابك جاهز
registered-client = عد إلى حيث بدأت، أو افتح { $client } وسجّل الدخول.
registered-start = افتح { $client }
registered-own = يمكنك تسجيل الدخول بعنوان بريدك الإلكتروني وكلمة مرورك.

device-title = توصيل جهاز
device-lead = اكتب الرمز الذي يعرضه جهازك.
device-compare = قارن هذا الرمز بالرمز الذي يعرضه جهازك. لا تتابع إلا إذا كانا متطابقين.
device-hint = ثمانية أحرف لاتينية، مثل WDJB-MJHT. يمكنك ترك الشرطة.
device-submit = متابعة
device-warning = هل أرسل إليك أحد هذا الرمز أو رابطًا إلى هذه الصفحة؟ أغلقها إذن: فإنك بذلك تُدخله إلى حسابك.
device-allowed-title = لقد سمحت بذلك
device-allowed = يتواصل الأمر من تلقاء نفسه حيث بدأ. يمكنك إغلاق هذه الصفحة.
device-denied-title = لم تسمح بذلك
device-denied = لم يُعطَ أي شيء. يمكنك إغلاق هذه الصفحة.

account-number-title = رقم الهاتف المحمول
account-number-confirmed = رقمك مؤكد.
account-number-unconfirmed = رقمك غير مؤكد.
account-change-new = الرمز الذي أرسلناه إلى { $address }
account-change-old = الرمز الذي أرسلناه إلى { $address }، عنوانك حتى الآن
account-change-old-note = هكذا لا يأخذ أحد حسابك بعنوان آخر. إن لم تعد تقرأ البريد هناك فاسأل القائمين على هذه الخدمة.

ciba-title = تطبيق يسألك
ciba-lead = يطلب منك تطبيق أن تسجّل الدخول وتجيبه. تابع لترى أي تطبيق هو، ولتقول نعم أو لا.

# The phones of the account.

account-phones-title = الهواتف
account-phones-hint = امسح رمزًا بهاتفك بدلًا من كتابة كلمة مرور
account-phones-lead = الهاتف الذي تضيفه هنا يجيب عنك: تمسح الرمز الظاهر في الصفحة، وترى من يطلب وماذا يطلب، ثم توافق أو ترفض.
account-phones-none = ليس لديك هاتف هنا بعد.
account-phones-unnamed = هاتف
account-phones-locked = مقفل: كان رقم التعريف خاطئًا مرات كثيرة. أزل الهاتف وأضفه من جديد.
account-phones-remove = إزالة الهاتف
account-phones-another = إضافة هاتف
account-phones-how = سيظهر لك رمز صالح لعشر دقائق ولهاتف واحد.
account-phones-add = إظهار الرمز
account-phone-title = إضافة هاتف
account-phone-lead = امسح هذا الرمز بكاميرا الهاتف، ثم اتبع الخطوات هناك.
account-phone-picture = رمز للهاتف. من دون كاميرا افتح الرابط أدناه على الهاتف.
account-phone-here = هل أنت على الهاتف الآن؟
account-phone-open = إضافة هذا الهاتف
account-phone-warn = لا تُظهر الرمز لأحد: من يمسحه أولًا يصبح لديه هاتف يجيب عنك.
account-phone-then = انتهيت؟ اعرض هواتفك
