import Foundation

extension FieldError {
    /// What to show the person at the device, in the app's language: Chinese where the person reads Chinese, English otherwise.
    public var words: String {
        failureText(failure: self, language: Language.preferred)
    }
}

extension Language {
    /// The one of the product's languages that stands first among the person's.
    public static var preferred: Language {
        let first = Locale.preferredLanguages.first { $0.hasPrefix("zh") || $0.hasPrefix("en") }
        return first?.hasPrefix("zh") == true ? .chinese : .english
    }
}
