using System.Security.Cryptography;
using System.Text;

namespace Switchyard.Storage.Bundles;

/// <summary>
/// Ids of rows of sign-ins, derived from what they are of (UUIDv8 of RFC 9562). A sealed value is bound to the id of its row, and so to these: tokens open for no other user, bundle or issuer.
/// </summary>
public static class SignInIds
{
    /// <summary>Id of the sign-in of a user (null: of the workspace) at an issuer.</summary>
    public static Guid Of(string workspace, string bundle, Guid? user, string issuer) => Derive($"sign-in:{workspace}/{bundle}/{TextOf(user)}/{issuer}");

    /// <summary>Id of what the issuer knows Switchyard by that comes back to <paramref name="callback"/>.</summary>
    public static Guid OfClient(string workspace, string bundle, string issuer, string callback) => Derive($"client:{workspace}/{bundle}/{issuer} {callback}");

    /// <summary>What a column has for a user; empty for the workspace.</summary>
    public static string TextOf(Guid? user) => user?.ToString("D") ?? "";

    private static Guid Derive(string text)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes("switchyard:" + text)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
