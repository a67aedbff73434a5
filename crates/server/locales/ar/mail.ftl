# What mails and text messages say.

mail-trial-subject = رسالة تجريبية من { -brand }
mail-trial-words = أُرسلت هذه الرسالة لتجربة طريقة الإرسال { $sender }. لقد وصلت، ولا يلزم القيام بأي شيء.

mail-code-subject = رمز تسجيل الدخول
mail-code-lead = بهذا الرمز تسجّل الدخول إلى { $client }:
mail-code-lead-own = بهذا الرمز تسجّل الدخول:
mail-code-minutes =
    { $count ->
        [zero] انتهت مدته، وهو يصلح مرة واحدة.
        [one] يصلح مدة دقيقة واحدة ومرة واحدة.
        [two] يصلح مدة دقيقتين ومرة واحدة.
        [few] يصلح مدة { $count } دقائق ومرة واحدة.
        [many] يصلح مدة { $count } دقيقة ومرة واحدة.
       *[other] يصلح مدة { $count } دقيقة ومرة واحدة.
    }
mail-code-warn = لا تخبر به أحدًا. إن لم تطلبه فربما يعرف أحد كلمة مرورك: غيّرها.
sms-code = { $code } رمز تسجيل الدخول. لا تخبر به أحدًا.

mail-notice-app-added = أُضيف تطبيق مصادقة إلى حسابك
mail-notice-app-added-words = من الآن فصاعدًا يؤكد تطبيق مصادقة هويتك عند تسجيل الدخول في { $host }.
mail-notice-passkey-added = أُضيف مفتاح مرور إلى حسابك
mail-notice-passkey-added-words = من الآن فصاعدًا يفتح مفتاح مرور حسابك في { $host }.
mail-notice-codes-made = رموز استرداد جديدة لحسابك
mail-notice-codes-made-words = أُنشئت رموز استرداد جديدة لحسابك في { $host }. الرموز السابقة لم تعد صالحة.
mail-notice-app-removed = أُزيل تطبيق مصادقة من حسابك
mail-notice-app-removed-words = لم يعد تطبيق المصادقة يؤكد هويتك في { $host }.
mail-notice-passkey-removed = أُزيل مفتاح مرور من حسابك
mail-notice-passkey-removed-words = لم يعد مفتاح المرور يفتح حسابك في { $host }.
mail-notice-codes-removed = أُزيلت رموز الاسترداد الخاصة بك
mail-notice-codes-removed-words = لم تعد رموز استرداد حسابك في { $host } صالحة.
mail-notice-reset = أُزيلت خطواتك الإضافية لتسجيل الدخول
mail-notice-reset-words = أزال القائمون على { $host } تطبيقات المصادقة ومفاتيح المرور ورموز الاسترداد الخاصة بك. يفعلون ذلك عندما يقول أحد إنها فُقدت. سجّل الدخول وأعدّ غيرها.
mail-notice-copied = ربما نُسخ أحد مفاتيح المرور الخاصة بك
mail-notice-copied-words = في { $host } استخدم أحدهم مفتاح مرور لحسابك كما تُستخدم نسخة منه. لم يُسمح له بالدخول.
mail-notice-copied-then = أزل مفتاح المرور هذا من حسابك، وأنشئ مفتاحًا جديدًا، وأخبر القائمين على الخدمة.
mail-notice-password = غُيّرت كلمة مرور حسابك
mail-notice-password-words = لحسابك في { $host } كلمة مرور جديدة. سُجّل الخروج من جميع الأجهزة الأخرى.
mail-notice-removed = حُذف حسابك
mail-notice-removed-words = حُذف حسابك في { $host } مع كل ما يتعلق به. ولا يستطيع أحد استعادته.
mail-notice-removed-then = إن لم تكن أنت من فعل ذلك فأخبر القائمين على الخدمة.
mail-notice-name = اسمه: { $name }
mail-notice-then = إن كنت أنت من فعل ذلك فلا يلزمك شيء. وإن لم تكن أنت فربما دخل غيرك إلى حسابك: غيّر كلمة مرورك الآن وأخبر القائمين على الخدمة.
mail-notice-account = الانتقال إلى حسابك

mail-reset-subject = تعيين كلمة مرور جديدة
mail-reset-lead = يقول شخص ما، وربما أنت، إنك نسيت كلمة مرورك. بهذا الرابط تختار كلمة أخرى.
mail-reset-link = اختيار كلمة مرور جديدة
mail-reset-minutes =
    { $count ->
        [few] يصلح { $count } دقائق ولمرة واحدة.
       *[other] يصلح { $count } دقيقة ولمرة واحدة.
    }
mail-reset-warn = إن لم تكن أنت فلا يلزمك فعل شيء: لم يتغير شيء.
mail-reset-otherwise = يطلب شخص ما، وربما أنت، كلمة مرور جديدة لحسابك. ليس للحساب كلمة مرور: أنت تسجّل الدخول عبر خدمة أخرى، كخدمة مؤسستك أو مصرفك.
mail-reset-front = الانتقال إلى صفحة تسجيل الدخول

mail-register-subject = حسابك
mail-register-lead = بهذا الرمز تؤكد عنوان بريدك الإلكتروني وتنشئ حسابًا لتتابع إلى { $client }:
mail-register-lead-own = بهذا الرمز تؤكد عنوان بريدك الإلكتروني وتنشئ حسابًا:
mail-register-link = التأكيد بالرابط بدلًا من ذلك
mail-register-warn = إن لم تطلب هذا فلا يلزمك فعل شيء. لا تعطِ الرمز أحدًا.
mail-register-known = أراد أحدهم، وغالبًا أنت، إنشاء حساب بهذا العنوان. يوجد حساب بالفعل: سجّل الدخول كالمعتاد، أو اختر كلمة مرور جديدة إن نسيتها.
mail-invite-subject = دعوة إلى { $host }
mail-invite-lead = أنت مدعو إلى إنشاء حساب لدى { $host }.
mail-invite-link = أنشئ الحساب
mail-invite-warn = الرابط لك وحدك، ويصلح مرة واحدة.

mail-change-subject = عنوان بريد آخر
mail-change-lead = بهذا الرمز تؤكد أن يكون لحسابك لدى { $host } عنوان البريد { $address }:
mail-change-none = بهذا الرمز تؤكد ألا يكون لحسابك لدى { $host } عنوان بريد:
mail-change-known = أراد أحدهم، وغالبًا أنت، استعمال هذا العنوان لحساب لدى { $host }. وهو لحساب آخر هناك بالفعل.
mail-change-warn = لا تعطِ الرمز أحدًا. إن لم تطلب هذا فقد يعرف أحدهم كلمة مرورك: غيّرها.
mail-notice-email = تغيّر عنوان البريد الإلكتروني لحسابك
mail-notice-email-words = لم يعد لحسابك لدى { $host } هذا العنوان، أو تغيّر.
mail-notice-number = تغيّر رقم الهاتف المحمول لحسابك
mail-notice-number-words = لحسابك لدى { $host } رقم محمول آخر، أو ليس له رقم.

mail-ciba-subject = يسألك { $client }
mail-ciba-lead = يطلب منك { $client } أن تسجّل الدخول وتقول نعم أو لا.
mail-ciba-message = يقول التطبيق: { $message }
mail-ciba-link = الإجابة
mail-ciba-warn = إن لم تبدأ هذا بنفسك فقل لا أو لا تفعل شيئًا: عندها لا يحصل التطبيق على شيء.
mail-notice-phone-added = أُضيف هاتف إلى حسابك
mail-notice-phone-added-words = من الآن يجيب هاتف عنك في { $host }.
mail-notice-phone-removed = أُزيل هاتف من حسابك
mail-notice-phone-removed-words = لم يعد هاتف يجيب عنك في { $host }.
