using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Authorization.Protocol;
using Switchyard.Configuration.Nodes;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Sql;

namespace Switchyard.Bundles.Authorization.Tokens;

/// <summary>
/// Renews tokens, one node at a time: a refresh token may be good for one renewal, and an authorization server that sees it twice ends the whole sign-in. What the database says counts: another node may have renewed, lost or
/// forgotten the sign-in meanwhile.
/// </summary>
internal sealed partial class TokenRenewal(SignInVault vault, TokenRequests requests, NodeIdentity node, TimeProvider time, ILogger<TokenRenewal> logger)
{
    private static readonly TimeSpan WriteAgain = TimeSpan.FromSeconds(1);
    private const int Writes = 10;

    private readonly ILogger _logger = logger;

    /// <summary>Tokens that are good for at least <see cref="RenewalTerms.Ahead"/>, or as long as they can be.</summary>
    /// <param name="key">To which bundle.</param>
    /// <param name="user">Whose.</param>
    /// <param name="serial">Which sign-in.</param>
    /// <param name="refused">A token that the server does not take; null: only the time counts.</param>
    /// <exception cref="SignInException">There are none, and it is tried again later.</exception>
    public async Task<TokenOutcome> RunAsync(BundleKey key, Guid? user, Guid serial, Secret? refused)
    {
        while (true)
        {
            var row = await vault.FindAsync(key, user, CancellationToken.None);
            if (row is null || row.Serial != serial || row.State != "ok")
            {
                return TokenOutcome.Gone;
            }

            if (vault.Open(row) is not { } tokens)
            {
                return new TokenOutcome(null, row, SignInFaults.Unreadable);
            }

            var held = new HeldToken(row, tokens);
            var now = vault.Now;
            if (refused is null ? !held.EndsBy(now, RenewalTerms.Ahead) : !tokens.Access.Equals(refused))
            {
                return new TokenOutcome(held);
            }

            var isOver = refused is not null || held.EndsBy(now, TimeSpan.Zero);
            if (tokens.Refresh is null)
            {
                return isOver ? new TokenOutcome(null, row, refused is null ? SignInFaults.Expired : SignInFaults.Refused) : new TokenOutcome(held);
            }

            if (await vault.TryClaimAsync(row, node.Id, RenewalTerms.Pause, CancellationToken.None))
            {
                return await RenewAsync(held, tokens.Refresh, isOver);
            }

            // Claimed: another node is at it. If not, it failed a moment ago; this node is never at it twice.
            if (await vault.FindAsync(row.Id, CancellationToken.None) is { } free && free.Version == row.Version && (free.ClaimedBy is null || free.ClaimedBy == node.Id))
            {
                return isOver ? throw Later(free.RetryAt - now) : new TokenOutcome(held);
            }

            await Task.Delay(RenewalTerms.Look, time);
        }
    }

    /// <summary>Writes down that a sign-in was lost.</summary>
    public async Task LoseAsync(SignInRow row, string reason)
    {
        await vault.LoseAsync([(row, reason)], CancellationToken.None);
        LogLost(new BundleKey(row.Workspace, row.Bundle), reason);
    }

    private async Task<TokenOutcome> RenewAsync(HeldToken held, Secret refresh, bool isOver)
    {
        var (row, tokens) = held;
        TokenAnswer answer;
        try
        {
            using var limit = new CancellationTokenSource(RenewalTerms.Limit, time);
            answer = await requests.RenewAsync(tokens.Endpoint, tokens.Client, row.Resource, refresh, limit.Token);
        }
        catch (SignInException refusal) when (refusal.Code == SignInFaults.Refused)
        {
            await vault.ReleaseAsync(row, node.Id, CancellationToken.None);
            return new TokenOutcome(null, row, SignInFaults.Refused);
        }
        catch (Exception failure) when (failure is SignInException or OperationCanceledException)
        {
            await vault.ReleaseAsync(row, node.Id, CancellationToken.None);
            LogFailed(new BundleKey(row.Workspace, row.Bundle), failure is SignInException known ? known.Message : "The authorization server did not answer in time.");
            return isOver ? throw Later(RenewalTerms.Pause) : new TokenOutcome(held);
        }

        var renewed = tokens with { Access = answer.Access, Refresh = answer.Refresh ?? tokens.Refresh };
        return await WriteAsync(row, renewed, answer.Lifetime) is { } written ? new TokenOutcome(new HeldToken(written, renewed)) : TokenOutcome.Gone;
    }

    /// <summary>The former refresh token may be worth nothing by now, so this is not given up at once.</summary>
    private async Task<SignInRow?> WriteAsync(SignInRow row, SignInTokens tokens, TimeSpan? lifetime)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await vault.RenewAsync(row, tokens, lifetime, CancellationToken.None);
            }
            catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException && attempt < Writes)
            {
                await Task.Delay(WriteAgain, time);
            }
        }
    }

    private static SignInException Later(TimeSpan wait) => new(
        SignInFaults.Unreachable, $"The sign-in could not be renewed; it is tried again in {Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0} s.");

    [LoggerMessage(10020, LogLevel.Warning, "The sign-in to bundle {Bundle} could not be renewed: {Reason}")]
    private partial void LogFailed(BundleKey bundle, string reason);

    [LoggerMessage(10021, LogLevel.Warning, "The sign-in to bundle {Bundle} is lost: {Reason}")]
    private partial void LogLost(BundleKey bundle, string reason);
}
