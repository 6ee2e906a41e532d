package fieldbook

import java.util.Locale
import uniffi.fieldcore.FieldException
import uniffi.fieldcore.Language
import uniffi.fieldcore.failureText

/** The product's language for a person who reads [locale]: Chinese for Chinese, English otherwise. */
fun languageOf(locale: Locale = Locale.getDefault()): Language =
    if (locale.language == Locale.CHINESE.language) Language.CHINESE else Language.ENGLISH

/** What to show the person at the device. */
fun FieldException.words(language: Language = languageOf()): String = failureText(this, language)
