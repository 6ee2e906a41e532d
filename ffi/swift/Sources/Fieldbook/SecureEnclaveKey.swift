import CryptoKit
import Foundation

/// A device's key in the Secure Enclave: it signs there and never leaves it. Hand it to `Device.open`; make it once, keep
/// `representation` in the keychain, and restore it from there at every later start.
///
/// The representation is of use in the Secure Enclave that made it and nowhere else: a phone that was set up from a backup of another one
/// cannot restore it, and enrols anew.
public final class SecureEnclaveKey: HostKey, @unchecked Sendable {
    private let key: SecureEnclave.P256.Signing.PrivateKey

    /// Makes a new key. With `control` the system may ask the person each time it is used.
    ///
    /// - Throws: what CryptoKit throws, where there is no Secure Enclave (the simulator) or it is not to be had.
    public init(control: SecAccessControl? = nil) throws {
        if let control {
            key = try SecureEnclave.P256.Signing.PrivateKey(accessControl: control)
        } else {
            key = try SecureEnclave.P256.Signing.PrivateKey()
        }
    }

    /// The key that `representation` stands for.
    ///
    /// - Throws: what CryptoKit throws, if another Secure Enclave made it.
    public init(representation: Data) throws {
        key = try SecureEnclave.P256.Signing.PrivateKey(dataRepresentation: representation)
    }

    /// What to keep in the keychain (`kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly`), so that the sync can sign while the phone is locked.
    public var representation: Data {
        key.dataRepresentation
    }

    public func publicKey() throws -> PublicKey {
        try p256PublicKey(encoded: key.publicKey.x963Representation)
    }

    /// Signs the SHA-256 of `message`. A person who says no, or a key that is locked, is `KeyRefusal.Unavailable`: nothing is sealed or
    /// sent then, and it can be tried again.
    public func sign(message: Data) throws -> Data {
        do {
            return try key.signature(for: message).derRepresentation
        } catch {
            throw KeyRefusal.Unavailable(detail: error.localizedDescription)
        }
    }
}
