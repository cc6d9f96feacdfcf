using System.Security.Cryptography;
using Switchyard.Model.Access;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Access;

namespace Switchyard.Admin.SignIn;

/// <summary>Makes operator tokens and the rows that know them by hash.</summary>
internal static class OperatorTokens
{
    public static (OperatorRow Row, Secret Token) Create(string name, OperatorRole role, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        var token = AccessToken.Create(AccessToken.OperatorPrefix, id);
        var row = new OperatorRow
        {
            Id = id,
            Name = name,
            Role = OperatorRoles.NameOf(role),
            Hash = HashOf(token.Reveal()),
            Masked = token.Masked,
            Enabled = true,
            CreatedAt = now,
        };
        return (row, token);
    }

    public static byte[] HashOf(string token)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        AccessToken.Hash(token, hash);
        return hash;
    }
}
