using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Switchyard.Admin.Options;
using Switchyard.Model.Access;
using Switchyard.Storage.Access;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.SignIn;

/// <summary>
/// Finds the operator behind an <c>Authorization: Bearer</c> header, which holds a token or a session, or else behind the session's cookie. Of tokens only hashes are compared, in fixed time; an unknown id and a wrong
/// secret take the same path. Access keys (<c>sy_…</c>) never match: they have another prefix, so they are not even looked up.
/// </summary>
internal sealed class OperatorAuthenticator(AdminOptions options, Database database, OperatorSessions sessions)
{
    private readonly byte[]? _bootstrap = options.BootstrapToken is { } token ? OperatorTokens.HashOf(token.Reveal()) : null;

    private readonly string? _terms = options.Federation?.Terms;

    /// <summary>The operator, or null.</summary>
    /// <exception cref="Problems.ProblemException">A change by cookie that another site could have asked for.</exception>
    public Task<Operator?> AuthenticateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Headers.Authorization is { Count: > 0 } authorization)
        {
            return TryReadBearer(authorization, out var token) ? AuthenticateAsync(token, cancellationToken) : Nobody;
        }

        if (SessionCookie.Read(request) is not { } text || sessions.Read(text) is not { } ticket)
        {
            return Nobody;
        }

        SessionCookie.RefuseForged(request, text);
        return ResumeAsync(ticket, cancellationToken);
    }

    private static Task<Operator?> Nobody { get; } = Task.FromResult<Operator?>(null);

    private async Task<Operator?> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        var hash = OperatorTokens.HashOf(token);
        if (_bootstrap is not null && CryptographicOperations.FixedTimeEquals(hash, _bootstrap))
        {
            return Bootstrap(_bootstrap);
        }

        if (sessions.Read(token) is { } ticket)
        {
            return await ResumeAsync(ticket, cancellationToken);
        }

        if (!AccessToken.TryReadId(token, AccessToken.OperatorPrefix, out var id))
        {
            return null;
        }

        var row = await FindAsync(id, cancellationToken);
        return CryptographicOperations.FixedTimeEquals(hash, row?.Hash ?? new byte[SHA256.HashSizeInBytes]) ? Of(row) : null;
    }

    /// <summary>The operator as the database knows it now: one that was disabled or revoked, or whose token is another, has no session any more.</summary>
    private async Task<Operator?> ResumeAsync(SessionTicket ticket, CancellationToken cancellationToken)
    {
        if (ticket.Kind != Operator.TokenKind)
        {
            return Vouched(ticket);
        }

        var present = ticket.OperatorId == Operator.BootstrapId ? _bootstrap is { } hash ? Bootstrap(hash) : null : Of(await FindAsync(ticket.OperatorId, cancellationToken));
        return present?.Proof == ticket.Proof ? present with { HasSession = true } : null;
    }

    /// <summary>Of whom another party vouched for there is no record: the ticket says the role, for as long as the terms are the same.</summary>
    private Operator? Vouched(SessionTicket ticket) =>
        _terms is { } terms && terms == ticket.Proof && OperatorRoles.TryParse(ticket.Role, out var role)
            ? new Operator(ticket.OperatorId, ticket.Name, role) { Proof = terms, Kind = ticket.Kind, HasSession = true }
            : null;

    private Task<OperatorRow?> FindAsync(Guid id, CancellationToken cancellationToken) => database.ReadAsync((session, ct) => OperatorTable.FindAsync(session, id, ct), cancellationToken);

    private static Operator Bootstrap(byte[] hash) => new(Operator.BootstrapId, "bootstrap", OperatorRole.Admin) { Proof = OperatorSessions.ProofOf(hash) };

    private static Operator? Of(OperatorRow? row) =>
        row is { Enabled: true } && OperatorRoles.TryParse(row.Role, out var role) ? new Operator(row.Id, row.Name, role) { Proof = OperatorSessions.ProofOf(row.Hash) } : null;

    private static bool TryReadBearer(StringValues authorization, out string token)
    {
        const string Scheme = "Bearer ";
        token = authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        return token.Length is > 0 and <= 4096;
    }
}
