using System.Text.Json.Nodes;
using Switchyard.Bundles.Authorization.Protocol;
using Switchyard.Hub.Streams;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Bundles.Authorization.Tokens;

/// <summary>Keeps sign-ins: sealed, each for its place, and tells every node when somebody comes to stand otherwise than before.</summary>
internal sealed class SignInVault(Database database, SecretSealer sealer, TimeProvider time)
{
    /// <summary>Times are kept to the millisecond.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    public Task<IReadOnlyList<SignInStandingRow>> StandingsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => SignInTable.StandingsAsync(session, Now, token), cancellationToken);

    public Task<IReadOnlyList<SignInStandingRow>> StandingsAsync(BundleKey key, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => SignInTable.StandingsAsync(session, key.Workspace, key.Bundle, Now, token), cancellationToken);

    public Task<IReadOnlyList<SignInRow>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(SignInTable.ListOkAsync, cancellationToken);

    public Task<SignInRow?> FindAsync(Guid id, CancellationToken cancellationToken) => database.ReadAsync((session, token) => SignInTable.FindAsync(session, id, token), cancellationToken);

    /// <summary>The newest sign-in of a user, or null.</summary>
    public async Task<SignInRow?> FindAsync(BundleKey key, Guid? user, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => SignInTable.FindAsync(session, key.Workspace, key.Bundle, SignInIds.TextOf(user), token), cancellationToken) is [var newest, ..] ? newest : null;

    /// <summary>The tokens of a row, or null when no key opens them.</summary>
    public SignInTokens? Open(SignInRow row) =>
        sealer.TryOpen(SealedColumns.SignIns.Table, SealedColumns.SignIns.Column, row.Id, row.Sealed, out var text) ? SignInText.ReadTokens(text!) : null;

    /// <summary>The sign-in of a user that is under way, or null.</summary>
    public async Task<(PendingSignIn Pending, DateTimeOffset ExpiresAt)?> FindStartAsync(BundleKey key, Guid? user, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync((session, token) => SignInStartTable.FindAsync(session, key.Workspace, key.Bundle, SignInIds.TextOf(user), Now, token), cancellationToken);
        return row is not null && Open(row) is { } pending ? (pending, row.ExpiresAt) : null;
    }

    /// <summary>Keeps a sign-in that begins. False when another one of the same user has begun meanwhile.</summary>
    public Task<bool> TryBeginAsync(BundleKey key, Guid? user, string stateHash, PendingSignIn pending, string by, DateTimeOffset expiresAt, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            var id = Guid.CreateVersion7(time.GetUtcNow());
            var (table, column) = (SealedColumns.SignInStarts.Table, SealedColumns.SignInStarts.Column);
            var row = new SignInStartRow
            {
                Id = id, Workspace = key.Workspace, Bundle = key.Bundle, UserId = SignInIds.TextOf(user), StateHash = stateHash,
                Sealed = sealer.Seal(table, column, id, SignInText.Write(pending)), StartedBy = by, ExpiresAt = expiresAt,
            };
            if (!await SignInStartTable.TryAddAsync(session, row, Now, token))
            {
                return false;
            }

            await TellAsync(session, token);
            return true;
        },
        cancellationToken);

    /// <summary>Uses a state up: whoever is first gets what it is of, everybody else null.</summary>
    public Task<(SignInStartRow Row, PendingSignIn? Pending)?> TakeAsync(string stateHash, CancellationToken cancellationToken) =>
        database.WriteAsync<(SignInStartRow, PendingSignIn?)?>(
            async (session, token) =>
            {
                if (await SignInStartTable.TakeAsync(session, stateHash, Now, token) is not { } row)
                {
                    return null;
                }

                await TellAsync(session, token);
                return (row, Open(row));
            },
            cancellationToken);

    /// <summary>What an issuer knows Switchyard by, or null.</summary>
    public async Task<SignInClient?> FindClientAsync(BundleKey key, string issuer, Uri callback, CancellationToken cancellationToken)
    {
        var id = SignInIds.OfClient(key.Workspace, key.Bundle, issuer, callback.AbsoluteUri);
        var row = await database.ReadAsync((session, token) => SignInClientTable.FindAsync(session, id, token), cancellationToken);
        return row is not null && sealer.TryOpen(SealedColumns.SignInClients.Table, SealedColumns.SignInClients.Column, id, row, out var text) ? SignInText.ReadClient(text!) : null;
    }

    public Task KeepClientAsync(BundleKey key, string issuer, Uri callback, SignInClient client, CancellationToken cancellationToken)
    {
        var id = SignInIds.OfClient(key.Workspace, key.Bundle, issuer, callback.AbsoluteUri);
        var value = sealer.Seal(SealedColumns.SignInClients.Table, SealedColumns.SignInClients.Column, id, SignInText.Write(client));
        return database.WriteAsync((session, token) => SignInClientTable.PutAsync(session, id, key.Workspace, key.Bundle, value, Now, token), cancellationToken);
    }

    /// <summary>Forgets what issuers know Switchyard by, so that the next sign-in registers it anew.</summary>
    public Task ForgetClientsAsync(BundleKey key, CancellationToken cancellationToken) =>
        database.WriteAsync((session, token) => SignInClientTable.DeleteAsync(session, key.Workspace, key.Bundle, token), cancellationToken);

    /// <summary>Keeps the sign-in that a start has led to.</summary>
    public Task KeepAsync(SignInStartRow start, PendingSignIn pending, TokenAnswer answer, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            var now = Now;
            var user = start.UserId.Length == 0 ? (Guid?)null : Guid.Parse(start.UserId);
            var id = SignInIds.Of(start.Workspace, start.Bundle, user, pending.Issuer);
            var row = new SignInRow
            {
                Id = id, Workspace = start.Workspace, Bundle = start.Bundle, UserId = start.UserId, Issuer = pending.Issuer, Resource = pending.Resource, Serial = start.Id,
                Sealed = Seal(id, new SignInTokens(answer.Access, answer.Refresh, pending.Client, pending.Endpoint)),
                State = "ok", ExpiresAt = now + answer.Lifetime, RetryAt = DateTimeOffset.UnixEpoch, UpdatedAt = now,
            };
            await SignInTable.PutAsync(session, row, token);
            await TellAsync(session, Entry("bundle.sign_in", start.Workspace, start.Bundle, start.UserId, start.StartedBy, pending.Issuer), now, token);
        },
        cancellationToken);

    /// <summary>Claims the renewal of a row; false when it is not as it was read, or when it was tried too recently.</summary>
    public Task<bool> TryClaimAsync(SignInRow row, Guid node, TimeSpan pause, CancellationToken cancellationToken) =>
        database.WriteAsync((session, token) => SignInTable.TryClaimAsync(session, row, node, Now, Now + pause, token), cancellationToken);

    /// <summary>Lets go of a claim that came to nothing.</summary>
    public Task ReleaseAsync(SignInRow row, Guid node, CancellationToken cancellationToken) =>
        database.WriteAsync((session, token) => SignInTable.ReleaseAsync(session, row, node, token), cancellationToken);

    /// <summary>Keeps renewed tokens. The row as it is then; null when the sign-in is another one by now, or gone.</summary>
    public async Task<SignInRow?> RenewAsync(SignInRow row, SignInTokens tokens, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        var now = Now;
        var renewed = row with { Sealed = Seal(row.Id, tokens), ExpiresAt = now + lifetime, RetryAt = DateTimeOffset.UnixEpoch, ClaimedBy = null, Losses = 0, Version = row.Version + 1, UpdatedAt = now };
        return await database.WriteAsync((session, token) => SignInTable.RenewAsync(session, row, renewed.Sealed, renewed.ExpiresAt, now, token), cancellationToken) ? renewed : null;
    }

    /// <summary>Writes down that sign-ins were lost, all of them in one transaction.</summary>
    public Task LoseAsync(IReadOnlyList<(SignInRow Row, string Reason)> lost, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            List<AuditEntry> entries = [];
            foreach (var (row, reason) in lost.OrderBy(static pair => pair.Row.Id.ToString("D"), StringComparer.Ordinal))
            {
                if (await SignInTable.LoseAsync(session, row.Id, row.Serial, reason, Now, token))
                {
                    entries.Add(Entry("bundle.sign_in_lost", row.Workspace, row.Bundle, row.UserId, null, row.Issuer, reason));
                }
            }

            if (entries.Count > 0)
            {
                await AuditTable.AppendAsync(session, entries, Now, token);
                await TellAsync(session, token);
            }
        },
        cancellationToken);

    public Task CountAsync(IReadOnlyList<(SignInRow Row, int Losses)> counts, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            foreach (var (row, losses) in counts.OrderBy(static pair => pair.Row.Id.ToString("D"), StringComparer.Ordinal))
            {
                await SignInTable.CountAsync(session, row.Id, row.Serial, losses, token);
            }
        },
        cancellationToken);

    /// <summary>Erases the sign-in of a user, and one that is under way. False when there was neither.</summary>
    public Task<bool> ForgetAsync(BundleKey key, Guid? user, string by, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            var userId = SignInIds.TextOf(user);
            var signedIn = await SignInTable.DeleteAsync(session, key.Workspace, key.Bundle, userId, token);
            var underWay = await SignInStartTable.DeleteAsync(session, key.Workspace, key.Bundle, userId, token);
            if (signedIn + underWay == 0)
            {
                return false;
            }

            // The authorization server may have lost what it knows of Switchyard, which only the person who was sent there sees.
            await SignInClientTable.DeleteAsync(session, key.Workspace, key.Bundle, token);

            await TellAsync(session, Entry("bundle.sign_out", key.Workspace, key.Bundle, userId, by, null), Now, token);
            return true;
        },
        cancellationToken);

    private PendingSignIn? Open(SignInStartRow row) =>
        sealer.TryOpen(SealedColumns.SignInStarts.Table, SealedColumns.SignInStarts.Column, row.Id, row.Sealed, out var text) ? SignInText.ReadPending(text!) : null;

    private byte[] Seal(Guid id, SignInTokens tokens) => sealer.Seal(SealedColumns.SignIns.Table, SealedColumns.SignIns.Column, id, SignInText.Write(tokens));

    private static async Task TellAsync(SqlSession session, AuditEntry entry, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await AuditTable.AppendAsync(session, [entry], now, cancellationToken);
        await TellAsync(session, cancellationToken);
    }

    private static async Task TellAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var version = await StreamTable.BumpAsync(session, HubStreams.BundleSignIns, cancellationToken);
        await session.SignalAsync(HubStreams.BundleSignIns, version, cancellationToken);
    }

    private static AuditEntry Entry(string action, string workspace, string bundle, string userId, string? by, string? issuer, string? reason = null) => new()
    {
        Action = action,
        ActorKind = by is null ? "system" : "operator",
        ActorId = by ?? "switchyard",
        ActorName = by ?? "switchyard",
        EntityType = "bundle",
        EntityId = $"{workspace}/{bundle}",
        EntityName = $"{workspace}/{bundle}",
        DetailJson = new JsonObject { ["user"] = userId.Length == 0 ? null : userId, ["issuer"] = issuer, ["reason"] = reason }.ToJsonString(),
    };
}
