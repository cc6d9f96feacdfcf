using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Switchyard.Admin.Options;
using Switchyard.Model.Access;
using Switchyard.Storage.Access;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.SignIn;

/// <summary>
/// Finds the operator behind an <c>Authorization: Bearer</c> header. Only hashes are compared, in fixed time; an unknown id and a wrong secret take the same path.
/// Access keys (<c>sy_…</c>) never match: they have another prefix, so they are not even looked up.
/// </summary>
internal sealed class OperatorAuthenticator(AdminOptions options, Database database)
{
    private readonly byte[]? _bootstrap = options.BootstrapToken is { } token ? OperatorTokens.HashOf(token.Reveal()) : null;

    public async Task<Operator?> AuthenticateAsync(StringValues authorization, CancellationToken cancellationToken)
    {
        if (authorization.Count != 1 || !TryReadBearer(authorization[0], out var token))
        {
            return null;
        }

        var hash = OperatorTokens.HashOf(token);
        if (_bootstrap is not null && CryptographicOperations.FixedTimeEquals(hash, _bootstrap))
        {
            return Operator.Bootstrap;
        }

        if (!AccessToken.TryReadId(token, AccessToken.OperatorPrefix, out var id))
        {
            return null;
        }

        var row = await database.ReadAsync((session, ct) => OperatorTable.FindAsync(session, id, ct), cancellationToken);
        var matches = CryptographicOperations.FixedTimeEquals(hash, row?.Hash ?? new byte[SHA256.HashSizeInBytes]);
        return matches && row is { Enabled: true } && OperatorRoles.TryParse(row.Role, out var role) ? new Operator(row.Id, row.Name, role) : null;
    }

    private static bool TryReadBearer(string? header, out string token)
    {
        const string Scheme = "Bearer ";
        token = header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        return token.Length is > 0 and <= 1024;
    }
}
