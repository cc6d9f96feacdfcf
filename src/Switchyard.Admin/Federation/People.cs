using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Switchyard.Admin.Options;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Federation;

/// <summary>The operators that people of an issuer are.</summary>
internal static class People
{
    /// <summary>What the audit calls them.</summary>
    public const string Kind = "person";

    private static readonly string[] Names = ["name", "preferred_username", "email", "sub"];

    /// <summary>The person of whom <paramref name="claims"/> speak; null for one who has no role.</summary>
    public static Operator? Of(JsonElement claims, FederationOptions options)
    {
        var values = IdToken.Texts(claims, options.RoleClaim);
        var roles = options.Roles.Where(rule => rule.Value == "*" || values.Contains(rule.Value)).Select(static rule => OperatorRoles.TryParse(rule.Role, out var role) ? role : (OperatorRole?)null).Where(static role => role is not null).ToArray();
        if (roles.Length == 0)
        {
            return null;
        }

        var name = Names.Select(field => IdToken.Text(claims, field)).First(static text => !string.IsNullOrWhiteSpace(text))!;
        return new Operator(IdOf(options.Issuer, IdToken.Text(claims, "sub")!), name[..Math.Min(name.Length, 128)], roles.Max()!.Value) { Kind = Kind, Proof = options.Terms };
    }

    // The same person has the same id at every sign-in and on every node. Version 8 of a UUID is for ids of one's own making (RFC 9562 §5.8).
    private static Guid IdOf(Uri issuer, string subject)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer.OriginalString}\n{subject}")).AsSpan(0, 16).ToArray();
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
