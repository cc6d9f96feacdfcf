using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Bundles.Authorization.Tokens;

/// <summary>The tokens of one sign-in on this node: kept while they are good, renewed once for all who wait.</summary>
internal sealed class LiveToken(BundleKey key, Guid? user, Guid serial, TokenRenewal renewal, SignInVault vault, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Task<TokenOutcome>? _renewing;
    private volatile HeldToken? _held;
    private long? _replacedAt;

    /// <summary>Which sign-in.</summary>
    public Guid Serial => serial;

    /// <summary>Tokens that are good.</summary>
    /// <exception cref="SignInException">They can not be renewed now.</exception>
    public async Task<TokenOutcome> GetAsync(CancellationToken cancellationToken)
    {
        var held = _held;
        if (held is not null && !held.EndsBy(vault.Now, RenewalTerms.Ahead))
        {
            return new TokenOutcome(held);
        }

        try
        {
            return await RenewAsync(null).WaitAsync(cancellationToken);
        }
        catch (SignInException) when (held is not null && !held.EndsBy(vault.Now, TimeSpan.Zero))
        {
            // It can not be asked for another, and it is still good.
            return new TokenOutcome(held);
        }
    }

    /// <summary>Tokens in place of some that the server does not take. A server that does not take those of a moment ago either takes none of this sign-in.</summary>
    /// <exception cref="SignInException">They can not be renewed now.</exception>
    public async Task<TokenOutcome> ReplaceAsync(Secret refused, CancellationToken cancellationToken)
    {
        var now = await GetAsync(cancellationToken);
        if (now.Held is not { } held || !held.Tokens.Access.Equals(refused))
        {
            return now;
        }

        if (_replacedAt is { } before && time.GetElapsedTime(before) < RenewalTerms.Pause)
        {
            return new TokenOutcome(null, held.Row, SignInFaults.Refused);
        }

        return await RenewAsync(refused).WaitAsync(cancellationToken);
    }

    private Task<TokenOutcome> RenewAsync(Secret? refused)
    {
        lock (_gate)
        {
            return _renewing ??= RunAsync(refused);
        }
    }

    private async Task<TokenOutcome> RunAsync(Secret? refused)
    {
        // Begun under the lock; nothing is asked under it.
        await Task.Yield();
        try
        {
            var outcome = await renewal.RunAsync(key, user, serial, refused);
            if (refused is not null)
            {
                _replacedAt = time.GetTimestamp();
            }

            _held = outcome.Held;
            return outcome;
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
        {
            throw new SignInException(SignInFaults.Unreachable, "The sign-in can not be looked up now; it is tried again.", away);
        }
        finally
        {
            lock (_gate)
            {
                _renewing = null;
            }
        }
    }
}
