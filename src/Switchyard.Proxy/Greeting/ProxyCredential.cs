using System.Text;
using Switchyard.Model.Access;

namespace Switchyard.Proxy.Greeting;

/// <summary>Finds the access key in a <c>Proxy-Authorization</c> (RFC 9110 §11.7.2): a bearer, or user name or password of Basic (RFC 7617), because some clients insist on a user name and some on a password.</summary>
internal static class ProxyCredential
{
    private const string Basic = "Basic ";
    private const string Bearer = "Bearer ";

    /// <summary>The text that may be an access key; empty when there is none.</summary>
    public static string Read(string? authorization)
    {
        if (authorization is null)
        {
            return "";
        }

        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return authorization[Bearer.Length..].Trim();
        }

        return authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? OfBasic(authorization[Basic.Length..].Trim()) : "";
    }

    private static string OfBasic(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
        {
            return "";
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        var (user, password) = colon < 0 ? (pair, "") : (pair[..colon], pair[(colon + 1)..]);
        return password.StartsWith(AccessToken.AccessKeyPrefix, StringComparison.Ordinal) || user.Length == 0 ? password : user;
    }
}
