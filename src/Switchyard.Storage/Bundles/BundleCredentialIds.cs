using System.Security.Cryptography;
using System.Text;

namespace Switchyard.Storage.Bundles;

/// <summary>
/// Ids of rows of <c>bundle_credentials</c>: derived from workspace, bundle and field (UUIDv8 of RFC 9562). A sealed value is bound to the id of its row, and so to these three: it opens for no other field, bundle or workspace.
/// </summary>
public static class BundleCredentialIds
{
    /// <summary>The id of the value of <paramref name="field"/>. No name has a slash.</summary>
    public static Guid Of(string workspace, string bundle, string field)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"switchyard:credential:{workspace}/{bundle}/{field}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
