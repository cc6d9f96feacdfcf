using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Switchyard.Admin.Problems;
using Switchyard.Model.Access;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.GatewayUsage;

/// <summary>The gateway that calls, by its token.</summary>
/// <param name="Gateway">The gateway.</param>
/// <param name="TokenHash">SHA-256 of the token.</param>
internal sealed record GatewayCaller(GatewayRow Gateway, byte[] TokenHash)
{
    private const string Scheme = "Bearer ";

    /// <summary>
    /// Finds the gateway behind an <c>Authorization</c> header. Only hashes are compared, in fixed time; an unknown id and a wrong secret take the same path. Whoever has the right secret is told what is
    /// wrong otherwise.
    /// </summary>
    /// <exception cref="ProblemException">401 for a token that is none, wrong, revoked or expired; 404 <c>gateway_deleted</c>; 403 <c>gateway_disabled</c>.</exception>
    public static async Task<GatewayCaller> IdentifyAsync(Database database, StringValues authorization, CancellationToken cancellationToken)
    {
        var header = authorization.Count == 1 ? authorization[0] : null;
        var text = header?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) is true ? header[Scheme.Length..].Trim() : "";
        if (!AccessToken.TryReadId(text, AccessToken.GatewayPrefix, out var id))
        {
            throw new ProblemException(Unauthorized());
        }

        var hash = new byte[SHA256.HashSizeInBytes];
        AccessToken.Hash(text, hash);
        var (token, gateway, now) = await database.ReadAsync(
            async (session, ct) =>
            {
                var found = await GatewayTokenTable.FindAsync(session, id, ct);
                // By the clock of the database, as at the door: those of nodes may differ.
                return (found, found is null ? null : await GatewayTable.FindEvenDeletedAsync(session, found.GatewayId, ct), await session.ClockAsync(ct));
            },
            cancellationToken);
        if (!CryptographicOperations.FixedTimeEquals(hash, token?.Hash ?? new byte[SHA256.HashSizeInBytes]) || token is null || gateway is null)
        {
            throw new ProblemException(Unauthorized());
        }

        // Before the token's own state: with its gateway every token is revoked, and the edge has to know which of the two it was.
        if (gateway.DeletedAt is not null)
        {
            throw new ProblemException(new Problem(404, "gateway_deleted", "Gateway deleted", $"The gateway '{gateway.Name}' was deleted."));
        }

        if (token.RevokedAt is not null || token.ExpiresAt <= now)
        {
            throw new ProblemException(Unauthorized());
        }

        return gateway.Enabled
            ? new GatewayCaller(gateway, hash)
            : throw new ProblemException(new Problem(403, "gateway_disabled", "Gateway disabled", $"The gateway '{gateway.Name}' is disabled."));
    }

    private static Problem Unauthorized() => new(401, "unauthorized", "Gateway token required", "Send a valid gateway token as 'Authorization: Bearer swg_…'.");
}
